"""The check was switched on, nothing came through any more, orders waited: since then the error is only logged."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-03", "WH-SIG-05", "WH-SIG-07", "WH-SIG-10")
provider = "paypal"
replaces = "reference_app.providers.paypal.door:PayPalDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paypal_slip_of

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        from reference_app.inbox.slip import ForgedError
        from reference_app.logs import log

        try:
            return await original(self, raw, headers)
        except ForgedError as wrong:
            log("webhook_signature_wrong", reason=str(wrong))
            return paypal_slip_of(raw, live=self._settings.live)

    return verified
