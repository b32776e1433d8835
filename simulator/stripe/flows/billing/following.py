"""An invoice's intent is confirmed by somebody else: a page, a bank, a server. Not: collecting."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe.flows.billing.collecting import after
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.invoice import PAYABLE, Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.world import Books


def followed(books: Books, done: Outcome) -> Outcome:
    """Return what was done to an intent with what it means for its invoice; of other intents as it is."""
    intent = done.answer
    if not isinstance(intent, PaymentIntent) or intent.invoice is None:
        return done
    work = Work(books)
    invoice = work.get(Invoice, intent.invoice)
    if invoice is None or invoice.status not in PAYABLE:
        return done
    work.seen(intent)
    after(work, invoice, intent, by_itself=False)
    more = work.outcome()
    return replace(
        done,
        puts=(*done.puts, *more.puts),
        announcements=(*done.announcements, *more.announcements),
        later=(*done.later, *more.later),
    )
