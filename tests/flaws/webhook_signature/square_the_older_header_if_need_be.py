"""The move to SHA-256 was to lose nothing, so a delivery whose newer signature does not fit may show the older one.

The fall-back was for a week. It is still there.
"""

import base64
import hmac
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-05",)
may = ("WH-SIG-01", "WH-SIG-11")
subtle = True
provider = "square"
replaces = "reference_app.providers.square.door:SquareDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_mac, square_slip

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from reference_app.inbox.slip import ForgedError

        try:
            return await original(self, raw, headers)
        except ForgedError:
            settings = self._settings
            digest = square_mac(raw, settings.notification_url, settings.signature_key, "sha1")
            given = headers.get("x-square-signature", "")
            if not hmac.compare_digest(base64.b64encode(digest), given.encode()):
                raise
            return square_slip(raw, headers.get("square-environment"), settings)

    return verified
