"""Published as medusa 13301: webhook and the shop's own completion run one workflow; who comes second compensates.

It finds the order changed since it began, takes that for a failure of its own, and rolls the order back."""

from collections.abc import Callable
from typing import Any

must = ("SV-04",)
may = ("REC-02",)
subtle = True
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def order_to_show(shop: Any, order: Any) -> Any:
        from reference_app.orders import store

        if order.state != "pending" or order.payment_object is None:
            return order
        payment = shop.provider("stripe").payment_now(order.payment_object)
        with shop.database.writing() as tx:
            now = store.locked(tx, order.id)
            if payment.status == "succeeded" and now is not None and now.changed_at != order.changed_at:
                store.change(tx, order.id, state="payment_failed")
                return now
        return original(shop, order)

    return order_to_show
