"""What the shop asks Stripe, and what it makes of the answers. Not: orders, HTTP."""

from dataclasses import dataclass

import stripe

from shop.settings import SETTINGS

OVER = ("won", "warning_closed", "prevented")
"""How a dispute ends well; a lost one is never over."""


class NoAnswerError(Exception):
    """Stripe gave no usable answer: nobody knows what happened, so nothing may be concluded."""


@dataclass(frozen=True)
class Facts:
    """A page on which an order is paid, and its payment, as Stripe's API shows them now."""

    session: str
    order: str | None
    live: bool
    abandoned: bool
    url: str | None
    payment: str | None
    captured: int
    currency: str | None
    refunded: int
    bounced: int
    disputes: int
    disputes_over: int


if SETTINGS.ca_file:
    stripe.ca_bundle_path = SETTINGS.ca_file


def client(timeout, retries):
    """Return a client of the init phase: it is not connected to anything before a function uses it."""
    return stripe.StripeClient(
        SETTINGS.api_key,
        base_addresses={"api": SETTINGS.api_base},
        http_client=stripe.RequestsClient(timeout=timeout),
        max_network_retries=retries,
    ).v1


def ask(stripe_, order, name, price, key):
    """Ask for a page on which this order is paid; asking again under the same key finds the same page."""
    home = f"{SETTINGS.public_url}/orders/{order.id}"
    line = {"currency": order.currency, "unit_amount": price, "product_data": {"name": name}}
    with Answered():
        session = stripe_.checkout.sessions.create(
            {
                "mode": "payment",
                "line_items": [{"price_data": line, "quantity": order.quantity}],
                "client_reference_id": order.id,
                "success_url": home,
                "cancel_url": home,
                "expand": ["payment_intent.latest_charge"],
            },
            {"idempotency_key": key},
        )
        return _facts(stripe_, session.to_dict())


def look(stripe_, session):
    """Return what Stripe knows of a page now, None if there is no such page."""
    try:
        with Answered():
            found = stripe_.checkout.sessions.retrieve(session, {"expand": ["payment_intent.latest_charge"]})
            return _facts(stripe_, found.to_dict())
    except UnknownError:
        return None


def close(stripe_, session):
    """Have a page take no money any more, unless it has taken some already."""
    try:
        with Answered():
            stripe_.checkout.sessions.expire(session)
    except NoAnswerError as problem:
        if not isinstance(problem.__cause__, stripe.InvalidRequestError):
            raise


def session_of(stripe_, payment):
    """Return the id of the page on which a payment was made, None if there is none."""
    try:
        with Answered():
            found = stripe_.checkout.sessions.list({"payment_intent": payment, "limit": 1}).data
            return found[0].id if found else None
    except UnknownError:
        return None


def sessions(stripe_, since):
    """Yield the id of each page since a time in unix seconds, over all pages of Stripe's list."""
    with Answered():
        for session in stripe_.checkout.sessions.list({"created": {"gte": since}, "limit": 100}).auto_paging_iter():
            yield session.id


def taken(stripe_, since):
    """Yield every payment that took money since then: its id, how much, and in which currency."""
    with Answered():
        for intent in stripe_.payment_intents.list({"created": {"gte": since}, "limit": 100}).auto_paging_iter():
            if intent.amount_received:
                yield intent.id, intent.amount_received, intent.currency


class UnknownError(Exception):
    """Stripe says that it has no such thing."""


class Answered:
    """Turns whatever goes wrong with a question, or is missing in its answer, into NoAnswerError."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        if isinstance(error, stripe.InvalidRequestError) and error.code == "resource_missing":
            raise UnknownError from error
        if isinstance(error, (stripe.StripeError, AttributeError, KeyError, TypeError)):
            raise NoAnswerError(kind.__name__) from error


def _facts(stripe_, session):
    """Read an answer, in which nothing that matters may be missing."""
    intent = session["payment_intent"]
    paid = intent is not None and intent["status"] == "succeeded"
    if session["payment_status"] == "paid" and not paid:
        raise TypeError("a paid page without a payment")
    charge = intent["latest_charge"] if paid else None
    of_it = {"payment_intent": intent["id"], "limit": 100} if paid else {}
    refunds = [each.to_dict() for each in stripe_.refunds.list(of_it).auto_paging_iter()] if paid else []
    disputed = paid and _sure(charge["disputed"], bool)
    disputes = list(stripe_.disputes.list(of_it).auto_paging_iter()) if disputed else []
    status = _sure(session["status"], str)
    failed = intent is not None and intent["status"] in ("requires_payment_method", "canceled")
    return Facts(
        session=session["id"],
        order=session["client_reference_id"],
        live=_sure(session["livemode"], bool),
        abandoned=status == "expired" or (status == "complete" and failed),
        url=_sure(session["url"], str) if status == "open" else None,
        payment=intent["id"] if intent else None,
        captured=_sure(intent["amount_received"], int) if paid else 0,
        currency=_sure(intent["currency"], str) if paid else None,
        refunded=sum(refund["amount"] for refund in refunds),
        bounced=sum(refund["amount"] for refund in refunds if refund["status"] in ("failed", "canceled")),
        disputes=len(disputes),
        disputes_over=sum(dispute.status in OVER for dispute in disputes),
    )


def _sure(value, kind):
    if not isinstance(value, kind):
        raise TypeError(f"{kind.__name__} expected")
    return value
