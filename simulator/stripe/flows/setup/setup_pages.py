"""A buyer sets a method up in the browser: an intent directly, or on a session's page in setup mode. Not: HTTP.

Where `checkout.session.completed` stands among the events of its intent is unconfirmed: last, here.
"""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome, Refusal
from simulator.stripe.command import Changes, find
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.errors import setup as setup_errors
from simulator.stripe.flows.billing.following import set_up
from simulator.stripe.flows.checkout import subscription_pages
from simulator.stripe.flows.payments import kinds, mandates
from simulator.stripe.flows.payments.challenges import Manner
from simulator.stripe.flows.setup import setting_up
from simulator.stripe.resources import checkout_session as sessions
from simulator.stripe.resources import setup_intent as intents
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.world import Books


def set_up_intent(books: Books, intent: SetupIntent, method: PaymentMethod) -> Outcome:
    """The buyer confirms in the browser; a challenge leaves the intent waiting for them."""
    changes = Changes()
    moved, error = _confirmed(books, changes, intent, method)
    return set_up(books, changes.outcome(moved, error))


def _confirmed(
    books: Books, changes: Changes, intent: SetupIntent, method: PaymentMethod
) -> tuple[SetupIntent, Refusal | None]:
    if intent.status not in intents.CONFIRMABLE:
        raise setup_errors.cannot_confirm(intent.status)
    changes.put(method)
    acceptance = mandates.ON_THE_PAGE if method.type in kinds.DELAYED else None
    return setting_up.confirm(books, changes, intent, method, Manner(acceptance=acceptance))


def set_up_session(books: Books, session: CheckoutSession, method: PaymentMethod, email: str | None) -> Outcome:
    """The buyer fills the page in. A decline keeps it open, a challenge waits; else it is complete.

    Raises the refusal for a page that is not open, or is there to be paid on.
    """
    if session.status != "open":
        raise payment_errors.session_not_open("completed", session.status)
    intent = find(books, SetupIntent, session.setup_intent or "", "setup_intent")
    changes = Changes()
    moved, error = _confirmed(books, changes, intent, method)
    email = email or session.customer_email or method.billing_details.get("email")
    details = {"address": None, "phone": None, "name": method.billing_details.get("name"), "email": email}
    _write_session(changes, replace(session, customer_details=details), moved)
    return changes.outcome(changes.puts[-1], error)


def _write_session(changes: Changes, session: CheckoutSession, intent: SetupIntent) -> None:
    """Complete the page unless the buyer is still needed on it; deposits are told days later, elsewhere."""
    action = (intent.next_action or {}).get("type")
    if intent.status != "succeeded" and action != "verify_with_microdeposits":
        changes.put(session)
        return
    moved, told = sessions.move(session, "submitted")
    changes.put(moved)
    changes.tell(told, moved)


def authenticate(books: Books, intent: SetupIntent, succeeded: bool) -> Outcome:
    """The buyer comes back from the bank; a page that waited for it is completed."""
    done = setting_up.authenticated(books, intent, succeeded)
    session = books.objects.get(intent.session or "")
    if not isinstance(session, CheckoutSession) or session.status != "open":
        return set_up(books, done)
    if session.mode == "subscription":
        return subscription_pages.authenticated(books, session, done)
    changes = Changes(list(done.puts), list(done.announcements), list(done.later), list(done.elsewhere))
    _write_session(changes, session, done.answer)
    return replace(changes.outcome(done.answer), error=done.error, status=done.status)
