"""Protection: an unknown outcome is not a failure. Not: retrying, which SDK and client do under the same key."""

from __future__ import annotations

import stripe

from reference_app.logs import log
from reference_app.orders.store import Order
from reference_app.providers import opening
from reference_app.providers.opening import Opened


def still_pending(order: Order, trouble: stripe.StripeError) -> None:
    """Note that nobody knows whether the payment was opened; the order stays as it is, pending.

    A lost reply or a 500 may hide a success. Whoever marks the order failed here, or tries again under a fresh key,
    ends with a paid order that is called failed, or with two payments.
    """
    log("payment_unknown", order=order.id, kind=type(trouble).__name__, request_id=trouble.request_id)


def looked_up(client: stripe.StripeClient, order: Order, trouble: stripe.StripeError) -> Opened | None:
    """Ask whether the payment exists all the same; None if it does not, or if nobody can tell.

    Only after an answer of 5xx: the provider keeps that answer under its key, so asking again would repeat it. After
    a lost connection the next attempt under the same key gets the real answer.
    """
    if (trouble.http_status or 0) < 500:
        return None
    try:
        return opening.find_payment(client, order)
    except stripe.StripeError as again:
        log("look_failed", order=order.id, kind=type(again).__name__)
        return None
