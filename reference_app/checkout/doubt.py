"""Protection: an unknown outcome is not a failure. Not: retrying, which the client does under the same key."""

from __future__ import annotations

import stripe

from reference_app.logs import log
from reference_app.orders.store import Order


def still_pending(order: Order, trouble: stripe.StripeError) -> None:
    """Note that nobody knows whether the payment was opened; the order stays as it is, pending.

    A lost reply or a 500 may hide a success. Whoever marks the order failed here, or tries again under a fresh key,
    ends with a paid order that is called failed, or with two payments.
    """
    log("payment_unknown", order=order.id, kind=type(trouble).__name__, request_id=trouble.request_id)
