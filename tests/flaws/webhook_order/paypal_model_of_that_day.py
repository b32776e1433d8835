"""PayPal's replies are read into a model that forbids what it does not know: a new property, and no order is read."""

from collections.abc import Callable, Mapping
from typing import Any

must = ("WH-ORD-02",)
may = ()
provider = "paypal"
replaces = "reference_app.providers.paypal.orders:get_order"

KNOWN = {
    *("id", "intent", "status", "processing_instruction", "payment_source", "purchase_units", "payer", "links"),
    *("create_time", "update_time"),
}


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def get_order(api: Any, order_id: str) -> Mapping[str, Any]:
        order: Mapping[str, Any] = original(api, order_id)
        if more := set(order) - KNOWN:
            raise TypeError(f"extra fields not permitted: {more}")
        return order

    return get_order
