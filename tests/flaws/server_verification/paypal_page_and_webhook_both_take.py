"""The page takes the money, asks for the order, and ships; the webhook of that very capture does so as well.

Each looks first whether the order was paid. The webhook comes before the page has its own reply.
"""

from collections.abc import Callable
from typing import Any

must = ("SV-04",)
may = ("REC-02",)
subtle = True
provider = "paypal"
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import completed_unguarded

    def order_to_show(shop: Any, order: Any) -> Any:
        from reference_app.orders import completing

        if order.provider == "paypal" and order.payment_object and order.state == "pending":
            provider = shop.provider("paypal")
            completing.take_approved(shop, order, provider.payment_now(order.payment_object))
        done = completed_unguarded(shop, order)
        return original(shop, order) if done is None else done

    return order_to_show
