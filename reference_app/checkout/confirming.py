"""Paying on our server: the browser brings a payment method, never a card. Not: HTTP (`routes.py`)."""

from __future__ import annotations

from reference_app.checkout import doubt, placing
from reference_app.logs import log
from reference_app.orders import looking, states
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.trouble import DeclinedError, KeyReusedError, ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


def pay(shop: Shop, order: Order, source: str, attempt: str) -> tuple[Order, Opened]:
    """Try to take the order's money, and return the order as the provider's record makes it.

    Raises RefusalError (402) for a decline, with the bank's sentence for the buyer; NotOpenedError if nobody knows what
    came of it: then the same attempt asks again, and the webhook settles it anyway.
    """
    opened = placing.open_for(shop, order)
    order = placing.as_stored(shop, order)
    if order.status not in states.PAYABLE:
        return order, opened
    try:
        shop.provider(order.provider).pay(order, source, attempt, "")
    except DeclinedError as declined:
        log("payment_declined", order=order.id, code=declined.code, request_id=declined.request_id)
        said = declined.said or "Your card was declined."
        raise RefusalError(402, "declined", f"{said} Nothing was charged; please try another card.") from declined
    except KeyReusedError as reused:
        raise RefusalError(409, "key_in_use", "This Idempotency-Key belongs to another attempt.") from reused
    except RefusedError as refused:
        raise RefusalError(422, "payment_method", "This payment method cannot be used.") from refused
    except ProviderError as trouble:
        doubt.still_pending(order, trouble)
        seen = looking.look_again(shop, order)
        if seen.status in states.PAYABLE:
            raise placing.NotOpenedError(order) from trouble
    return looking.look_again(shop, order), opened
