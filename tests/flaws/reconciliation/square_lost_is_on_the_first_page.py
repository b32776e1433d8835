"""What was lost is looked for among Square's latest hundred payments; that there is a cursor to more, nobody reads.

A hundred is more than a day brings, and each page has been as large as it was asked for.
"""

import time
from collections.abc import Callable
from typing import Any

must = ("REC-01",)
may = ("REC-03",)
subtle = True
provider = "square"
replaces = "reference_app.worker.reconcile:_orders"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _orders(shop: Any) -> int:
        from reference_app.orders import looking, states, store
        from reference_app.worker import differences

        listed = shop.provider("square").client.payments.list(limit=100)
        taken = {payment.order_id for payment in listed.items or () if payment.status == "COMPLETED"}
        with shop.database.reading() as look:
            waiting = store.in_states(look, states.OPEN, time.time())
        found = [order for order in waiting if order.provider == "square" and order.payment_object in taken]
        since = time.time() - differences.LOOK_BACK
        found += [one for one in differences.orders_with_money(shop.database, since) if one.provider == "square"]
        return sum(looking.look_again(shop, order).status != order.status for order in found)

    del original
    return _orders
