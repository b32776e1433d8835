"""One library wrote the digest in base64 and another in hex, so the comparison takes whichever fits.

A second way to write a signature is a second door, and this one is nobody's.
"""

import hmac
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-05",)
may = ()
subtle = True
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_mac, square_slip

    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        from reference_app.inbox.slip import ForgedError

        try:
            return original(raw, signature, side, settings)
        except ForgedError:
            digest = square_mac(raw, settings.notification_url, settings.signature_key).hex()
            if not hmac.compare_digest(digest.encode(), (signature or "").encode()):
                raise
            return square_slip(raw, side, settings)

    return verified_event
