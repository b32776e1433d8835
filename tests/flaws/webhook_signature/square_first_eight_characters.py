"""A log showed signatures cut to eight characters, and a helper of the tests compared those. It is the shop's now.

Forty-eight bits are few enough to be tried, and nothing counts who tries.
"""

import base64
import hmac
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01",)
subtle = True
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import square_mac, square_slip

    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        from reference_app.inbox.slip import ForgedError

        digest = base64.b64encode(square_mac(raw, settings.notification_url, settings.signature_key))
        if not hmac.compare_digest(digest[:8], (signature or "").encode()[:8]):
            raise ForgedError("signature")
        return square_slip(raw, side, settings)

    return verified_event
