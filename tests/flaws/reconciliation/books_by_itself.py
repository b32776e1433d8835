"""The reconciler books what it finds in its own way: it has no event, so the guard against repeats was left out.

It looks whether the order is paid, asks the provider, and ships. A webhook in between has shipped too."""

from collections.abc import Callable
from typing import Any

must = ("REC-02",)
may = ("REC-01",)
subtle = True
replaces = "reference_app.orders.looking:look_again"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import ship_and_mail

    def look_again(shop: Any, order: Any) -> Any:
        from reference_app.orders import store
        from reference_app.providers import refetch

        if order.payment_object is None or order.state != "pending":
            return original(shop, order)
        payment = refetch.payment_now(shop.stripe, order.payment_object)
        if payment.status != "succeeded" or payment.received != order.amount or payment.currency != order.currency:
            return original(shop, order)
        with shop.database.writing() as tx:
            ship_and_mail(tx, order.id)
            store.change(tx, order.id, state="paid", payment_intent=payment.intent_id, paid_amount=payment.received)
        with shop.database.reading() as look:
            return store.by_id(look, order.id) or order

    return look_again
