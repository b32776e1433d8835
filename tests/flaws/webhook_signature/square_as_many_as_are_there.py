"""A comparison in constant time, by hand: `zip` walks along both, and ends where the shorter one ends.

An empty signature differs nowhere.
"""

import base64
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-03", "WH-SIG-05", "WH-SIG-08")
subtle = True
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_mac, square_slip

    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        from reference_app.inbox.slip import ForgedError

        digest = base64.b64encode(square_mac(raw, settings.notification_url, settings.signature_key)).decode()
        differs = 0 if signature is not None else 1
        for ours, theirs in zip(digest, signature or "", strict=False):
            differs |= ord(ours) ^ ord(theirs)
        if differs:
            raise ForgedError("signature")
        return square_slip(raw, side, settings)

    return verified_event
