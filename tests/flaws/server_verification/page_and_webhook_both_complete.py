"""Published as woocommerce-gateway-stripe 2536 and 2540: page after payment and webhook work on one payment at once.

Each looks whether the order is paid, asks the provider, and completes it; nobody could test it on purpose."""

from collections.abc import Callable
from typing import Any

must = ("SV-04",)
may = ("REC-02",)
subtle = True
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import ship_and_mail

    def order_to_show(shop: Any, order: Any) -> Any:
        from reference_app.orders import store
        from reference_app.providers import refetch

        if order.state != "pending" or order.payment_object is None:
            return order
        payment = refetch.payment_now(shop.stripe, order.payment_object)
        if payment.status != "succeeded" or payment.received != order.amount or payment.currency != order.currency:
            return original(shop, order)
        with shop.database.writing() as tx:
            ship_and_mail(tx, order.id)
            store.change(tx, order.id, state="paid", payment_intent=payment.intent_id, paid_amount=payment.received)
        with shop.database.reading() as look:
            return store.by_id(look, order.id) or order

    return order_to_show
