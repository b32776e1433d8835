"""Protection: a card is asked once for each press on *Pay*. Not: what comes of it for the order."""

from __future__ import annotations

import stripe

from reference_app.orders.store import Order
from reference_app.providers.keys import key_for


def confirm_payment(
    client: stripe.StripeClient, order: Order, payment_method: str, attempt: str, public_url: str
) -> str:
    """Confirm the order's payment with what the buyer's browser got for the card, and return its status.

    The key is the attempt's: asking again after a lost reply repeats nothing, and another card is another attempt; an
    old key with a new card would be an error. A decline (stripe.CardError) is the bank's word, and nobody here tries
    again by himself: that costs fees, and looks like somebody testing stolen cards.
    """
    intent = client.v1.payment_intents.confirm(
        order.payment_object or "",
        {"payment_method": payment_method, "return_url": f"{public_url}/return?order={order.id}"},
        {"idempotency_key": key_for(order.id, f"confirm-{attempt}")},
    )
    return intent.status
