"""An intent of a subscription is confirmed by somebody else: a page, a bank, a server. Not: collecting.

What a subscription on trial waits for is its default when it is set up: which of them waits for it is shown by
`pending_setup_intent`. That it becomes the default is unconfirmed.
"""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe.flows.billing.collecting import after
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import PAYABLE, Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import Subscription
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
    return _with(done, work.outcome())


def set_up(books: Books, done: Outcome) -> Outcome:
    """Return what was done to a setup intent with what it means for the subscription that waits for it."""
    intent = done.answer
    if not isinstance(intent, SetupIntent) or intent.subscription is None or intent.status != "succeeded":
        return done
    work = Work(books)
    before = work.get(Subscription, intent.subscription)
    if before is None or before.pending_setup_intent != intent.id:
        return done
    changed = work.put(replace(before, default_payment_method=intent.payment_method, pending_setup_intent=None))
    work.tell_change(subscriptions.UPDATED, before, changed)
    return _with(done, work.outcome())


def _with(done: Outcome, more: Outcome) -> Outcome:
    return replace(
        done,
        puts=(*done.puts, *more.puts),
        announcements=(*done.announcements, *more.announcements),
        later=(*done.later, *more.later),
    )
