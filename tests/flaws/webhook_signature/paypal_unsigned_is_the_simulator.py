"""The dashboard's simulator sends what cannot be verified, so a delivery without a signature is a test: let in."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-11",)
may = ("WH-SIG-01",)
provider = "paypal"
replaces = "reference_app.providers.paypal.door:PayPalDoor.verified"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paypal_slip_of

    async def verified(self: Any, raw: bytes, headers: Any) -> Any:
        if not headers.get("paypal-transmission-sig"):
            return paypal_slip_of(raw, live=self._settings.live)
        return await original(self, raw, headers)

    return verified
