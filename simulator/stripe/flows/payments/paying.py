"""A buyer pays: an intent directly, or through a session's page, at once or by a method that takes its time. Not: HTTP.

The order of a session's events is recorded: its charge, the session, then the intent that was made for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from msgspec.structs import replace

from simulator.provider import Announcement, Outcome, Refusal
from simulator.stripe import errors
from simulator.stripe.command import Changes, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.billing.following import followed
from simulator.stripe.flows.checkout import discounts, subscription_pages
from simulator.stripe.flows.checkout.completing import complete, details, new_customer
from simulator.stripe.flows.checkout.sessions import intent_for
from simulator.stripe.flows.payments import capture as holds
from simulator.stripe.flows.payments import debits, deposits, funding, mandates
from simulator.stripe.flows.payments.challenges import Manner, challenged
from simulator.stripe.flows.payments.confirmation import authenticated, confirm, settle
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.world import Books

BROWSER = Manner(acceptance=mandates.ON_THE_PAGE)


@dataclass(frozen=True, slots=True)
class Settlement:
    """What arrives, where that is not what was asked for. The amount is in minor units."""

    amount: int | None = None
    currency: str | None = None


def pay_intent(
    books: Books, intent: PaymentIntent, method: PaymentMethod, settles: Settlement, *, captured: bool = False
) -> Outcome:
    """The buyer confirms an intent in the browser; a challenge leaves it waiting for them.

    `captured`: if that only holds the money, the merchant takes all of it at once, from the dashboard.
    """
    if intent.status not in intents.CONFIRMABLE:
        raise payment_errors.cannot_confirm(intent.status)
    changes = Changes()
    changes.put(method)
    intent, error = _pay(books, changes, intent, method, settles)
    if captured and intent.status == "requires_capture":
        intent = holds.take(books, changes, intent, settles.amount or intent.amount_capturable)
    return followed(books, changes.outcome(intent, error))


def _pay(
    books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod, settles: Settlement
) -> tuple[PaymentIntent, Refusal | None]:
    if settles.currency is not None:
        intent = replace(intent, currency=settles.currency)
    if settles.amount is None:
        return confirm(books, changes, intent, method, BROWSER)
    if method.type != "card" or challenged(books, intent, method, BROWSER):
        raise errors.error(400, "An amount of its own can be settled only with a card that is not challenged.")
    intent = funding.give_back(books, changes, intent)
    intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    return settle(books, changes, intent, method, settles.amount)


# Through a session's page.


def pay_session(
    books: Books, session: CheckoutSession, method: PaymentMethod, settles: Settlement, email: str | None
) -> Outcome:
    """The buyer pays on the page: the intent is made now. A decline keeps the page open, a challenge waits.

    An order without cost takes no money and makes no intent. Raises the refusal for a page that is not open, and for a
    discount that has ended.
    """
    if session.mode == "subscription":
        return subscription_pages.subscribe(books, session, method, email)
    if session.mode == "payment" and session.total == 0 and session.status == "open":
        return complete_without_payment(books, session, email)
    intent, changes = _submitted(books, session, method)
    intent, error = _pay(books, changes, intent, method, settles)
    _write_session(books, changes, session, intent, method, settles, email)
    return _in_recorded_order(changes, error)


def _submitted(books: Books, session: CheckoutSession, method: PaymentMethod) -> tuple[PaymentIntent, Changes]:
    """Return the session's intent, made now unless an earlier attempt made it."""
    if session.status != "open":
        raise payment_errors.session_not_open("paid", session.status)
    if session.mode == "subscription":
        raise errors.not_simulated("subscriptions that are paid by debit", "payment_method_types")
    if session.mode != "payment":
        raise errors.error(400, f"{session.id} is a page to set a method up: nothing is paid on it. Use `set_up`.")
    discounts.still_redeemable(books, session)
    changes = Changes()
    changes.put(method)
    if session.payment_intent is not None:
        return find(books, PaymentIntent, session.payment_intent, "payment_intent"), changes
    return intent_for(books, changes, session), changes


def _write_session(
    books: Books,
    changes: Changes,
    session: CheckoutSession,
    intent: PaymentIntent,
    method: PaymentMethod,
    settles: Settlement,
    email: str | None,
) -> None:
    """Remember who paid; complete the session if that is what came of it."""
    session = replace(
        session,
        payment_intent=intent.id,
        customer_details=details(session, method, email),
        settled=settles.amount if settles.amount is not None else session.settled,
        currency=settles.currency or session.currency,
    )
    what = {"succeeded": "paid", "requires_capture": "submitted", "processing": "submitted"}.get(intent.status)
    if deposits.awaited(intent):  # its buyer has done what can be done on the page
        what = "submitted"
    if what is None:
        changes.put(session)
        return
    if session.customer is None and session.customer_creation == "always":
        session = replace(session, customer=new_customer(books, changes, session).id)
    complete(books, changes, session, what)


def complete_without_payment(books: Books, session: CheckoutSession, email: str | None) -> Outcome:
    """The buyer completes an order without cost: no method is asked for, and whoever is no customer becomes one.

    Source: Stripe, "No-cost orders". An intent of an earlier attempt, before a code took everything off, is given up
    (unconfirmed).
    """
    discounts.still_redeemable(books, session)
    changes = Changes()
    intent = books.objects.get(session.payment_intent or "")
    if isinstance(intent, PaymentIntent):
        canceled, told = intents.move(funding.give_back(books, changes, intent), "canceled")
        changes.put(replace(canceled, canceled_at=books.clock.now(), cancellation_reason="abandoned"))
        changes.tell(told, changes.puts[-1])
    known = session.customer_details or {}
    given = {**known, "email": email or known.get("email") or session.customer_email}
    session = replace(session, customer_details=given)
    if session.customer is None:
        session = replace(session, customer=new_customer(books, changes, session).id)
    complete(books, changes, session, "nothing due")
    return _in_recorded_order(changes, None)


_PLACE = {"charge": 0, "customer": 1, "checkout": 2, "payment_intent": 3, "payment_method": 4}


def _in_recorded_order(changes: Changes, error: Refusal | None) -> Outcome:
    """Sort a page's announcements as they were recorded: charge, customer, session, intent. The sort is stable."""

    def place(told: Announcement) -> int:
        return _PLACE.get(told.type.partition(".")[0], 9)

    changes.announcements.sort(key=place)
    last = [value for value in changes.puts if isinstance(value, CheckoutSession)][-1]
    return changes.outcome(last, error)


def authenticate(books: Books, intent: PaymentIntent, succeeded: bool) -> Outcome:
    """The buyer comes back from the bank; a session that waited for it is completed."""
    done = authenticated(books, intent, succeeded)
    session = books.objects.get(intent.session or "")
    if not isinstance(session, CheckoutSession) or session.status != "open":
        return followed(books, done)
    if session.mode == "subscription":
        return subscription_pages.authenticated(books, session, done)
    changes = Changes(list(done.puts), list(done.announcements), list(done.later), list(done.elsewhere))
    after: PaymentIntent = done.answer
    method = find(books, PaymentMethod, intent.payment_method or "", "payment_method")
    _write_session(books, changes, session, after, method, Settlement(), None)
    return replace(_in_recorded_order(changes, done.error), answer=after)


# A method that takes its time.


def process_intent(books: Books, intent: PaymentIntent, method: PaymentMethod) -> Outcome:
    """The buyer's bank has been told; the money is on its way, until the act `complete`."""
    changes = Changes()
    return changes.outcome(_process(books, changes, intent, method))


def process_session(books: Books, session: CheckoutSession, method: PaymentMethod, email: str | None) -> Outcome:
    """The page is complete and unpaid: whoever fulfils now has not been paid."""
    intent, changes = _submitted(books, session, method)
    intent = _process(books, changes, intent, method)
    _write_session(books, changes, session, intent, method, Settlement(), email)
    return _in_recorded_order(changes, None)


def _process(books: Books, changes: Changes, intent: PaymentIntent, method: PaymentMethod) -> PaymentIntent:
    if intent.status not in intents.CONFIRMABLE:
        raise payment_errors.cannot_confirm(intent.status)
    changes.put(method)
    intent = funding.give_back(books, changes, intent)
    intent, _ = intents.move(replace(intent, payment_method=method.id), "method attached")
    return debits.begin(books, changes, intent, method)
