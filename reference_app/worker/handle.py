"""One event, from slip to order or subscription: protections in their order. Not: claiming, retrying (`attempt.py`)."""

from __future__ import annotations

from reference_app.inbox.slip import Slip
from reference_app.logs import log
from reference_app.orders import apply, completing, marks, store
from reference_app.orders.store import Order
from reference_app.providers.payment import Payment
from reference_app.shop import Shop
from reference_app.subscriptions import news
from reference_app.worker import mode


def handle(shop: Shop, slip: Slip) -> str:
    """Make the order, or the subscription, true to the provider's record, and return the outcome.

    Raises whatever stands in the way (no answer from the provider, no such order yet): doubt means no, and later.
    """
    if not mode.same_mode(slip.livemode, shop.settings.live):
        return _drop(shop, slip, "wrong_mode")
    if outcome := news.handled(shop, slip):
        return outcome
    subject = shop.provider(slip.provider).subject_of(slip)
    if subject is None:
        return _drop(shop, slip, "not_for_us")
    order, payment = _fetched(shop, slip, subject)
    if order is None and (outcome := news.handled_payment(shop, slip, payment)):
        return outcome
    if order is not None:
        payment = completing.take_approved(shop, order, payment)
    return apply.apply_once(shop.database, slip.key, order.id if order else None, payment)


def _fetched(shop: Shop, slip: Slip, subject: str) -> tuple[Order | None, Payment]:
    """Return the order that this payment is for, and the record of the payment that *the order* waits for.

    An order of a hosted checkout waits for its session; news of the session's intent is news of the session.
    """
    provider = shop.provider(slip.provider)
    with shop.database.reading() as look:
        order = store.by_payment(look, slip.provider, subject)
    known = order.payment_object if order else None
    payment = provider.payment_now(known, slip) if known else provider.payment_of(slip)
    if order is None:
        # Faster than our own reply from the provider: the order's name stands in what we told the provider about it.
        with shop.database.reading() as look:
            order = store.by_id(look, payment.order_id)
        if order and order.provider != slip.provider:
            return (order if payment.received else None), payment  # money at another provider's is held; a word is not
        if order and order.payment_object and order.payment_object != payment.object_id:
            ours = provider.payment_now(order.payment_object)
            # Money that came another way than the one we opened is somebody's money: it goes on, and is held.
            payment = payment if payment.received and payment.intent_id != ours.intent_id else ours
    return order, payment


def _drop(shop: Shop, slip: Slip, why: str) -> str:
    with shop.database.writing() as tx:
        marks.first_time(tx, slip.key, None, why)
    log("event_dropped", event_id=slip.event_id, type=slip.event_type, reason=why)
    return why
