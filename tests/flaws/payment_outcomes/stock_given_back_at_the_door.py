"""Given back in the webhook's own handler, so that the next buyer need not wait: before anybody knows of repeats.

The provider promises at least once; each further delivery of the same cancellation puts one more piece on sale.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of, shop

    async def append_then_ack(inbox: Any, slip: Any) -> Any:
        if slip.event_type in ("payment_intent.canceled", "checkout.session.expired"):
            from reference_app.database import reservations, stock

            order = order_of(slip.object_id)
            if order is not None and order.state not in ("paid", "partially_refunded", "refunded"):
                with shop().database.writing() as tx:
                    tx.execute(reservations.delete().where(reservations.c.order_id == order.id))
                    one_more = stock.update().where(stock.c.sku == order.sku)
                    tx.execute(one_more.values(free=stock.c.free + order.quantity))
        return await original(inbox, slip)

    return append_then_ack
