"""The provider's news, as dj-stripe hands it on. Not: who has signed it, and whether it was here before (dj-stripe).

dj-stripe verifies the delivery, writes down the event and calls these in one transaction: what they raise undoes all of
it, is answered with 500, and the provider sends the event again.
"""

import logging

from django.conf import settings
from django.db import transaction
from djstripe.event_handlers import djstripe_receiver

from orders import payments
from orders.models import Order

log = logging.getLogger("shop")


@djstripe_receiver(
    [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "checkout.session.async_payment_failed",
        "checkout.session.expired",
        "charge.succeeded",
        "charge.refunded",
        "charge.refund.updated",
        "refund.created",
        "refund.updated",
        "refund.failed",
        "charge.dispute.created",
        "charge.dispute.updated",
        "charge.dispute.closed",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.funds_reinstated",
    ]
)
def on_money(sender, event, **kwargs):
    """The event says only that something has happened; what is true now the provider is asked."""
    told = event.data["object"]
    if told.get("mode") == "subscription":  # a member's page: no order is paid there
        return
    if event.livemode is not settings.STRIPE_LIVE_MODE:
        log.warning("news %s is of the other mode", event.id)
        return
    session = told["id"] if told["object"] == "checkout.session" else session_of(told.get("payment_intent"))
    outcome = settle(session, told) if session else "about no page of ours"
    log.info("news %s %s: %s", event.id, event.type, outcome)


def session_of(payment):
    known = payment and Order.objects.filter(payment=payment).values_list("session", flat=True).first()
    return known or (payment and payments.session_of(payment))


def settle(session, told):
    """Bring the order of a session to what the provider shows; return what came of it."""
    payment = payments.look(session)
    if payment is not None and payments.lags(payment, told):
        raise payments.NoAnswerError("the provider does not show this yet")  # so that the news comes again
    return book(payment)


@transaction.atomic
def book(payment):
    """Write down what a payment means for its order: the only place where orders move."""
    if payment is None or payment.live is not settings.STRIPE_LIVE_MODE:
        return "the provider knows no such page"
    orders = Order.objects.select_for_update()
    order = orders.filter(session=payment.session).first()
    if order is None:  # the reply that named the page is still on its way, or was lost
        order = orders.filter(pk=payment.order or 0, session="").first()
    if order is None or payment.order != str(order.pk):
        return "about no order of ours"
    order.session = payment.session
    state = payments.state_of(payment, order)
    if state == Order.State.ON_HOLD:
        log.error("order %s: the money differs from what was asked; a person must look", order.pk)
    order.advance(payment, state)
    return f"order {order.pk} {order.state}"
