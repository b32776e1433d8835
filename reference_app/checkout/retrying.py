"""Protection: an order whose payment came to nothing can be paid all the same, and only once. Not: opening it."""

from __future__ import annotations

from reference_app.orders import states
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened


def may_follow(order: Order, known: Opened) -> bool:
    """Say whether another payment may be opened for the order after the one that is known.

    Only after one that can take no money any more. A declined one takes the next card itself, and one that is on its
    way may still arrive: whoever opens a second one beside it is paid twice.
    """
    return known.closed and order.state in states.RETRYABLE
