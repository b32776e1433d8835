"""Old subscriptions send the older header alone, it is said: it counts where the newer one is not there at all.

The sender chooses his headers, and so which of the two digests he has to make.
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

        if "x-square-hmacsha256-signature" in headers:
            return await original(self, raw, headers)
        settings = self._settings
        digest = square_mac(raw, settings.notification_url, settings.signature_key, "sha1")
        given = headers.get("x-square-signature", "")
        if not hmac.compare_digest(base64.b64encode(digest), given.encode()):
            raise ForgedError("signature")
        return square_slip(raw, headers.get("square-environment"), settings)

    return verified
