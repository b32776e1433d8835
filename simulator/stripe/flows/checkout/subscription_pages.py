"""A buyer subscribes on a page: the customer, the payment, the subscription that follows from it. Not: what it renews.

Since basil the subscription and its invoice are made when the payment has succeeded, and a failed attempt leaves
nothing of them (changelog/basil/2025-03-31/checkout-legacy-subscription-upgrade); an older version's page is like this
one here. The order of the events is recorded. That whoever has tried to pay is a customer already is unconfirmed.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.provider import Announcement, Outcome, Refusal
from simulator.stripe import errors
from simulator.stripe.command import find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.billing import collecting, subscribing
from simulator.stripe.flows.billing.lines import OneOff
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.checkout import recurring
from simulator.stripe.flows.checkout.completing import complete, details, new_customer
from simulator.stripe.flows.checkout.sessions import intent_for
from simulator.stripe.flows.payments.challenges import Manner
from simulator.stripe.flows.payments.confirmation import confirm
from simulator.stripe.flows.setup import setting_up
from simulator.stripe.flows.setup.setups import new_intent as new_setup_intent
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import Subscription
from simulator.world import Books

IN_THE_BROWSER = Manner()

DESCRIPTION = "Subscription creation"


def subscribe(books: Books, session: CheckoutSession, method: PaymentMethod | None, email: str | None) -> Outcome:
    """The buyer submits the page. A decline keeps it open, a challenge waits; else it is complete, and they subscribe.

    Without a method where none is asked for. Raises the refusal for a page that is not open.
    """
    if session.status != "open":
        raise payment_errors.session_not_open("paid", session.status)
    if method is not None and method.type != "card":
        raise errors.not_simulated("subscriptions that are paid by debit", "payment_method_types")
    work = Work(books)
    session = replace(session, customer_details=details(session, method, email))
    if session.customer is None:
        customer = work.seen(new_customer(work.books, work.changes, session))
        session = replace(session, customer=customer.id)
    work.put(session)
    if method is None or not recurring.needs_method(session):
        return _completed(work, session, None, None)
    work.put(method)
    if session.total:
        return _paid(work, session, method)
    return _set_up(work, session, method)


def _paid(work: Work, session: CheckoutSession, method: PaymentMethod) -> Outcome:
    """Take what is due today; the card is kept for the renewals."""
    intent = work.get(PaymentIntent, session.payment_intent)
    if intent is None:
        intent = work.seen(intent_for(work.books, work.changes, session))
    if intent.customer is None or intent.amount != session.total:
        intent = replace(intent, customer=session.customer, amount=session.total)
    session = work.put(replace(session, payment_intent=intent.id))
    intent, refusal = confirm(work.books, work.changes, intent, method, IN_THE_BROWSER)
    return after_payment(work, session, work.seen(intent), method, refusal)


def _set_up(work: Work, session: CheckoutSession, method: PaymentMethod) -> Outcome:
    """Keep a card for after the trial."""
    intent = work.get(SetupIntent, session.setup_intent)
    if intent is None:
        made = new_setup_intent(work.books, {"customer": session.customer, "usage": "off_session"})
        intent = work.put(replace(made, session=session.id))
        work.tell("setup_intent.created", intent)
    session = work.put(replace(session, setup_intent=intent.id))
    moved, refusal = setting_up.confirm(work.books, work.changes, intent, method, IN_THE_BROWSER)
    return after_setup(work, session, work.seen(moved), refusal)


# What comes of it, also when the buyer is back from the bank.


def authenticated(books: Books, session: CheckoutSession, done: Outcome) -> Outcome:
    """Return what an answered challenge means for the page that waited for it."""
    work = Work(books)
    work.changes.add(done)
    for value in done.puts:
        work.seen(value)
    intent = work.seen(done.answer)
    if isinstance(intent, SetupIntent):
        return replace(after_setup(work, session, intent, done.error), answer=intent)
    method = find(work.books, PaymentMethod, intent.payment_method or "", "payment_method") if _taken(intent) else None
    after = after_payment(work, session, intent, method, done.error)
    return replace(after, answer=work.get(PaymentIntent, intent.id) or intent)


def _taken(intent: PaymentIntent) -> bool:
    return intent.status == "succeeded"


def after_payment(
    work: Work, session: CheckoutSession, intent: PaymentIntent, method: PaymentMethod | None, refusal: Refusal | None
) -> Outcome:
    """Let the subscription begin if the money is there."""
    if _taken(intent) and method is not None:
        return _completed(work, session, intent, method.id)
    return _in_recorded_order(work, session, refusal)


def after_setup(work: Work, session: CheckoutSession, intent: SetupIntent, refusal: Refusal | None) -> Outcome:
    """Let the trial begin if there is a card for what follows it."""
    if intent.status == "succeeded":
        return _completed(work, session, None, intent.payment_method)
    return _in_recorded_order(work, session, refusal)


def _completed(work: Work, session: CheckoutSession, intent: PaymentIntent | None, method: str | None) -> Outcome:
    subscription = _begun(work, session, intent, method)
    session = replace(session, subscription=subscription.id, invoice=subscription.latest_invoice)
    session = work.seen(complete(work.books, work.changes, session, "paid" if intent else "nothing due"))
    return _in_recorded_order(work, session, None)


def _begun(work: Work, session: CheckoutSession, intent: PaymentIntent | None, method: str | None) -> Subscription:
    """Make the subscription, with what was bought beside it on its first invoice."""
    given, customer = session.subscription_data, work.customer(session.customer or "")
    sold = recurring.recurring_lines(work.books, session.line_items)
    once = [
        OneOff(work.books.objects[item.price], item.quantity, item.total)
        for item in recurring.one_off_lines(work.books, session.line_items)
    ]
    params: dict[str, Any] = {
        **given,
        "items": [{"quantity": item.quantity} for item in sold],
        "default_payment_method": method,
    }
    prices = [work.books.objects[item.price] for item in sold]
    ends = recurring.trial_end(session, work.at)
    subscription = subscribing.new_subscription(work, customer, params, prices, ends)
    subscribing.use_currency(work, customer, subscription.currency)
    told = len(work.changes.announcements)
    card = work.get(PaymentMethod, method)
    subscription, invoice = subscribing.first_invoice(work, subscription, card, once=once, paid_by=intent)
    if ends is not None:
        subscribing.on_trial(work, subscription, card)
    if intent is not None:
        collecting.take(work, invoice, work.seen(replace(intent, invoice=invoice.id)), tries=1)
    subscription = subscribing.as_it_is(work, subscription.id)
    subscribing.tell_first(work, subscription, told)
    subscribing.what_follows(work, subscription)
    return subscription


PLACES = (
    "charge.", "payment_method.", "customer.created", "customer.updated", "checkout.", "customer.subscription.",
    "setup_intent.", "payment_intent.", "invoice.", "invoice_payment.",
)  # fmt: skip
"""The beginnings of types in the recorded order; that of `setup_intent` is unconfirmed."""


def _in_recorded_order(work: Work, session: CheckoutSession, refusal: Refusal | None) -> Outcome:
    def place(told: Announcement) -> int:
        return next((nth for nth, begins in enumerate(PLACES) if told.type.startswith(begins)), len(PLACES))

    work.changes.announcements.sort(key=place)
    return work.outcome(session, refusal)
