"""Of a hold that still stands the nightly run notes that it looked, and saves the row that it has read, as ORMs do.

Whatever was written to the order meanwhile, its capture before all, is written over by what it was before.
"""

from collections.abc import Callable
from typing import Any

must = ("REC-02",)
may = ()
subtle = True
replaces = "reference_app.worker.reconcile:_orders"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _orders(shop: Any) -> int:
        import time

        from reference_app.orders import looking, states, store
        from reference_app.providers.trouble import ProviderError

        with shop.database.reading() as look:
            waiting = store.in_states(look, states.OPEN, time.time())
        moved = 0
        for order in waiting:
            if order.state == "authorised":
                try:
                    payment = shop.provider(order.provider).payment_now(order.payment_object)
                except ProviderError:
                    continue
                if payment.status == "requires_capture":
                    _save(shop, order)
                    continue
            moved += looking.look_again(shop, order).status != order.status
        return moved

    return _orders


def _save(shop: Any, order: Any) -> None:
    from reference_app.database import orders
    from reference_app.orders import store

    row = {name: getattr(order, name) for name in orders.c.keys() if name not in ("id", "changed_at")}  # noqa: SIM118
    with shop.database.writing() as tx:
        store.change(tx, order.id, **row)
