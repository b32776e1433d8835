"""The webhook's handler parses the body and begins. That five headers come with it was read, and left for later."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01", "WH-SIG-02", "WH-SIG-03", "WH-SIG-05", "WH-SIG-07", "WH-SIG-10", "WH-RAW-02")
provider = "paypal"
replaces = "reference_app.providers.paypal.door:PayPalDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paypal_slip_of

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        return paypal_slip_of(raw, live=self._settings.live)

    return verified
