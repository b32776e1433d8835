"""What the shop asks the provider, and what it makes of the answer. Not: HTTP, the books."""

from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore

import stripe
from django.conf import settings
from djstripe.settings import djstripe_settings

from orders.models import Order

TIMEOUT_SECONDS = 8
OVER = ("won", "warning_closed", "prevented")
"""How a dispute ends well; a lost one is never over."""

NOTHING_YET = {"id": None, "status": "", "amount_received": 0, "currency": "", "latest_charge": None}
"""The payment of a page on which nobody has pressed the button."""

_places = BoundedSemaphore(6)
"""How many may wait for a page to pay on at a time: a provider that hangs gets six of the sixteen threads."""


class NoAnswerError(Exception):
    """The provider gave no usable answer: nobody knows what happened, so nothing may be concluded."""


@dataclass(frozen=True)
class Payment:
    """A payment as the provider's API shows it now. Amounts are integers in the minor unit."""

    session: str
    order: str | None
    expired: bool
    live: bool
    id: str | None
    status: str
    received: int
    currency: str
    refunded: int
    bounced: int
    contested: bool


def set_up():
    stripe.api_key = djstripe_settings.STRIPE_SECRET_KEY
    stripe.max_network_retries = 2
    stripe.default_http_client = stripe.RequestsClient(timeout=TIMEOUT_SECONDS)
    if settings.ENVIRONMENT.ca_file:
        stripe.ca_bundle_path = settings.ENVIRONMENT.ca_file


def ask(order, home):
    """Return a page on which this order is paid; asking again for the same attempt finds the same page."""
    price = {
        "currency": order.currency,
        "unit_amount": order.thing.price,
        "product_data": {"name": order.thing.name},
    }
    with place(), answered():
        return stripe.checkout.Session.create(
            mode="payment",
            line_items=[{"price_data": price, "quantity": order.quantity}],
            customer_email=order.email,
            client_reference_id=str(order.pk),
            success_url=home,
            cancel_url=home,
            idempotency_key=f"order-{order.key}-{order.attempt}",
        )


def page(session_id):
    with place(), answered():
        return stripe.checkout.Session.retrieve(session_id)


def look(session_id):
    """Return the payment behind a session as it is now, None if the provider has no such session."""
    try:
        with answered():
            session = stripe.checkout.Session.retrieve(session_id, expand=["payment_intent.latest_charge.refunds"])
            return _payment(session.to_dict())
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            return None
        raise NoAnswerError(error.code) from error
    except KeyError as missing:
        raise NoAnswerError(f"an answer without {missing}") from missing


def session_of(payment_id):
    """Return the id of the session by which a payment was made, None if there is none."""
    with answered():
        sessions = stripe.checkout.Session.list(payment_intent=payment_id, limit=1).data
    return sessions[0].id if sessions else None


def is_of_an_invoice(payment_id):
    """Say whether a payment is a member's: subscriptions are paid by invoices, orders never."""
    with answered():
        asked = {"type": "payment_intent", "payment_intent": payment_id}
        return bool(stripe.InvoicePayment.list(payment=asked, limit=1).data)


def payments(since):
    """Yield every payment that took money, over all pages of the provider's list."""
    with answered():
        for intent in stripe.PaymentIntent.list(created={"gte": since}, limit=100).auto_paging_iter():
            if intent.amount_received:
                yield intent


@contextmanager
def place():
    """Take one of the places for those who wait for a page."""
    if not _places.acquire(timeout=0.2):
        raise NoAnswerError("too many wait already")
    try:
        yield
    finally:
        _places.release()


@contextmanager
def answered():
    """Raise NoAnswerError for whatever the provider answers that is no answer."""
    try:
        yield
    except stripe.InvalidRequestError as error:
        if error.code == "resource_missing":
            raise
        raise NoAnswerError(error.code) from error
    except stripe.StripeError as error:
        raise NoAnswerError(type(error).__name__) from error


def _payment(session):
    intent = session["payment_intent"] or NOTHING_YET
    charge = intent["latest_charge"] or {"refunds": None, "disputed": False}
    refunds = (charge["refunds"] or {"data": []})["data"]
    return Payment(
        session=session["id"],
        order=session["client_reference_id"],
        expired=session["status"] == "expired",
        live=session["livemode"],
        id=intent["id"],
        status=intent["status"],
        received=intent["amount_received"],
        currency=intent["currency"],
        refunded=sum(refund["amount"] for refund in refunds),
        bounced=sum(refund["amount"] for refund in refunds if refund["status"] in ("failed", "canceled")),
        contested=charge["disputed"] and _is_contested(intent["id"]),
    )


def _is_contested(payment_id):
    disputes = stripe.Dispute.list(payment_intent=payment_id)
    return any(dispute.status not in OVER for dispute in disputes.auto_paging_iter())


def state_of(payment, order):
    """Return the state that an order has earned by its payment: money that is not the money asked for is held."""
    if payment.expired:
        return Order.State.CANCELLED
    if payment.status != "succeeded":
        return Order.State.OPEN
    if payment.refunded - payment.bounced >= payment.received:
        return Order.State.REFUNDED
    right = (payment.received, payment.currency) == (order.amount, order.currency)
    return Order.State.PAID if right else Order.State.ON_HOLD


def lags(payment, told):
    """Say whether the provider's answer is older than its own news: its reads may lag a moment behind."""
    if told["object"] == "checkout.session":
        return told.get("payment_status") == "paid" and payment.status != "succeeded"
    return told["object"] == "charge" and told.get("amount_refunded", 0) > payment.refunded
