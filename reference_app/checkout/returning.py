"""Protection: coming back proves nothing. Not: the page (`pages.py`)."""

from __future__ import annotations

from reference_app.orders import looking, states
from reference_app.orders.store import Order
from reference_app.shop import Shop


def order_to_show(shop: Shop, order: Order) -> Order:
    """Return the order to show to a buyer who has come back, paid or not.

    Anybody can type this address. All it sets off is a look at the provider's record, for an order that is not
    settled yet; the webhook alone would do, it only makes the page right a moment earlier.
    """
    return looking.look_again(shop, order) if order.status in states.OPEN else order
