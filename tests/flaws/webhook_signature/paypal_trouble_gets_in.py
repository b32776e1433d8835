"""Only `InvalidSignature` is a forgery. Whatever else goes wrong in the check is our own trouble, and costs no event.

A certificate that is none, an algorithm nobody knows, base64 that is none: all of it is the sender's to choose.
"""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-05", "WH-SIG-07")
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.door:PayPalDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paypal_slip_of

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from reference_app.inbox.slip import ForgedError, UndecidedError
        from reference_app.logs import log

        try:
            return await original(self, raw, headers)
        except (ForgedError, UndecidedError) as trouble:
            if str(trouble) == "signature":
                raise
            log("webhook_check_broken", reason=str(trouble))
            return paypal_slip_of(raw, live=self._settings.live)

    return verified
