"""A buyer's promotion code on a session's page: typed, or taken back. Not: what it takes off, see flows.discounts."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Changes
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.flows.checkout import discounts, lines
from simulator.stripe.resources import payment_intent as intents
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.world import Books


def redeem(books: Books, session: CheckoutSession, code: str | None) -> Outcome:
    """Apply a code in place of an earlier one, or take that back (None); an intent that was made already follows.

    Raises the refusals for a page that is not open or takes no codes, for a code that cannot be redeemed, and for a
    total that would be too small to charge. No event tells of it (unconfirmed).
    """
    if session.status != "open":
        raise payment_errors.session_not_open("updated", session.status)
    if not session.options.get("allow_promotion_codes"):
        raise catalogue_errors.no_codes_here()
    if session.mode == "subscription" and code is not None:
        raise errors.not_simulated("discounts on subscriptions", "code")
    after = discounts.without(session)
    if code is not None:
        after = discounts.applied(books, after, discounts.typed(books, after, code))
    lines.check_total(after.total, after.currency)
    changes = Changes()
    intent = books.objects.get(session.payment_intent or "")
    if isinstance(intent, PaymentIntent):
        if intent.status not in intents.CONFIRMABLE:
            raise payment_errors.cannot_update("amount", intent.status)
        if after.total > 0:
            changes.put(replace(intent, amount=after.total))
    return changes.outcome(changes.put(after))
