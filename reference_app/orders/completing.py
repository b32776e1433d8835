"""Protection: what a buyer has agreed to at the provider is taken once, by us. Not: what it means for the order.

With a wallet, agreeing is not paying. Whoever comes first takes the money: the page to which the buyer's browser
returns, the webhook if it never does, the reconciler if that is lost; all under the key in our books. What comes of it
is read from the provider afterwards, whatever the call itself was answered.
"""

from __future__ import annotations

from dataclasses import replace

from reference_app.logs import log
from reference_app.orders import attempts
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.payment import Payment
from reference_app.providers.trouble import DeclinedError, ProviderError, RefusedError
from reference_app.shop import Shop


def take_approved(shop: Shop, order: Order, payment: Payment) -> Payment:
    """Take the money if the buyer has agreed to pay just this order; return the payment as it is then.

    A decline is not tried again: the buyer may choose another card, which is another payment. Raises ProviderError if
    nobody knows what came of it; then it is asked again under the same key.
    """
    if payment.status != "approved" or payment.object_id != order.payment_object:
        return payment
    if payment.order_id != order.id or (payment.offered, payment.currency) != (order.owed, order.currency):
        log("approved_differs", order=order.id, payment=payment.object_id, owed=order.owed, offered=payment.offered)
        return payment
    name = _name(payment.object_id)
    with shop.database.reading() as look:
        if attempts.declined(look, order.id, name):
            return _declined(payment)
    key = attempts.begin(shop.database, order.id, name)
    if key is None:
        return payment
    provider = shop.provider(order.provider)
    try:
        provider.complete(order, key)
    except DeclinedError as declined:
        log("payment_declined", order=order.id, code=declined.code, request_id=declined.request_id)
        attempts.ended(shop.database, order.id, name, attempts.DECLINED)
        return _declined(payment)
    except RefusedError as refused:  # somebody took it a moment ago, or it cannot be taken (any more)
        log("not_taken", order=order.id, code=refused.code, request_id=refused.request_id)
        attempts.ended(shop.database, order.id, name, attempts.REFUSED)
    except ProviderError as doubt:
        log("payment_unknown", order=order.id, kind=doubt.kind, request_id=doubt.request_id)
        raise
    else:
        attempts.ended(shop.database, order.id, name, attempts.ANSWERED)
    return provider.payment_now(payment.object_id)


def as_far_as_we_take_it(shop: Shop, order: Order, known: Opened) -> Opened:
    """Return a payment as closed if what the buyer agreed to was declined: we do not ask again, so nothing can come."""
    with shop.database.reading() as look:
        closed = known.closed or attempts.declined(look, order.id, _name(known.object_id))
    return replace(known, closed=closed)


def _name(object_id: str) -> str:
    return f"take-{object_id}"


def _declined(payment: Payment) -> Payment:
    return replace(payment, status="requires_payment_method", declined=True)
