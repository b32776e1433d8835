"""The order at PayPal is made without a PayPal-Request-Id, as in the quick-start: the header is optional."""

from collections.abc import Callable
from typing import Any

must = ("API-01",)
may = ("API-02", "API-03")
provider = "paypal"
replaces = "reference_app.providers.paypal.orders:create_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import PayPalKeyed

    def create_order(api: Any, order: Any, public_url: str) -> Any:
        return original(PayPalKeyed(api, None), order, public_url)

    return create_order
