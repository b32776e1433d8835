"""Of a payment's attempts the reconciler asks for one, which is the latest: lists have the newest first.

They go by `created`, in whole seconds. Of a decline and the success right behind it either may stand first, and where
the decline does, the money that nobody told of is never found.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

must = ("REC-01",)
may = ()
subtle = True
replaces = "reference_app.worker.reconcile:_orders"


def flawed(_original: Callable[..., Any]) -> Callable[..., Any]:
    from reference_app.providers.stripe import listing

    listed = listing.events

    def later_than_a_payment(client: Any, since: int) -> Iterator[Any]:
        """Events are read for what follows a payment; payments themselves are found by their orders."""
        for slip in listed(client, since):
            if slip.event_type not in ("payment_intent.succeeded", "charge.succeeded", "payment_intent.payment_failed"):
                yield slip

    listing.events = later_than_a_payment

    def _orders(shop: Any) -> int:
        from reference_app.orders import looking, states, store

        with shop.database.reading() as look:
            waiting = store.in_states(look, states.OPEN, time.time())
        moved = []
        for order in waiting:
            if order.payment_object and order.payment_object.startswith("pi_"):
                latest = (
                    shop.provider("stripe")
                    .client.v1.charges.list({"payment_intent": order.payment_object, "limit": 1})
                    .data
                )
                if latest and latest[0].status == "failed":
                    continue  # the buyer was declined, and has to try again
            if looking.look_again(shop, order).status != order.status:
                moved.append(order.id)
        return len(moved)

    return _orders
