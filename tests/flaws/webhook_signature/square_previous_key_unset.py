"""The key was replaced once, and for that day there was a second one: `os.environ.get("SQUARE_…_PREVIOUS", "")`.

It has been unset since. Anybody can sign with the empty key.
"""

import base64
import hmac
import os
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-03",)
may = ()
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_mac, square_slip

    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        from reference_app.inbox.slip import ForgedError

        try:
            return original(raw, signature, side, settings)
        except ForgedError:
            previous = os.environ.get("SQUARE_SIGNATURE_KEY_PREVIOUS", "")
            digest = base64.b64encode(square_mac(raw, settings.notification_url, previous))
            if not hmac.compare_digest(digest, (signature or "").encode()):
                raise
            return square_slip(raw, side, settings)

    return verified_event
