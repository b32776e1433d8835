"""PayPal sends the buyer back with `token` and `PayerID` in the address: the old sign of success, taken for one still.

It says who approved. Nothing was captured, and anybody can type it.
"""

from collections.abc import Callable
from typing import Any

must = ("SV-02",)
may = ()
provider = "paypal"
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paid_without_asking, query, watch_requests

    watch_requests()

    def order_to_show(shop: Any, order: Any) -> Any:
        if order.provider == "paypal" and query().get("token") == order.payment_object and query().get("PayerID"):
            paid_without_asking(order)
        return original(shop, order)

    return order_to_show
