"""The money of an invoice is asked for: with what, what comes of it, when it is tried again. Not: its arithmetic.

On which days a failed payment is tried again is not published: a model chooses them. The recommended setting is eight
tries in two weeks; the days here are evenly spread, which is unconfirmed, and so is that an invoice without anything
to pay with counts as tried.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from simulator.provider import Outcome, Refusal
from simulator.stripe import policy
from simulator.stripe.flows.billing import invoicing
from simulator.stripe.flows.billing.work import Work, subscription_of
from simulator.stripe.flows.payments.challenges import Manner, challenged
from simulator.stripe.flows.payments.confirmation import confirm
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.billing_settings import SETTINGS, BillingSettings
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import PAYABLE, Invoice
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.subscription import Subscription
from simulator.world import Books

PRESENT = Manner()
"""The buyer is there, or can be asked to come: a challenge leaves the intent waiting."""


def method_for(work: Work, customer: Customer, *named: str | None) -> PaymentMethod | None:
    """Return the card that is charged: the first that is named and still the customer's, else their default."""
    for name in (*named, customer.invoice_settings.get("default_payment_method")):
        method = work.get(PaymentMethod, name)
        if method is not None and method.customer == customer.id and method.type == "card":
            return method
    return None


def method_of(work: Work, invoice: Invoice) -> PaymentMethod | None:
    """Return the card that an invoice is paid with, by what it, its subscription and its customer name."""
    subscription = subscription_of(work, invoice)
    own = None if subscription is None else subscription.default_payment_method
    return method_for(work, work.customer(invoice.customer), invoice.default_payment_method, own)


def collect(
    work: Work, invoice: Invoice, method: PaymentMethod | None, *, by_itself: bool
) -> tuple[Invoice, Refusal | None]:
    """Ask for what is due. Returns the invoice afterwards, and the 402 of a declined card, if any.

    `by_itself`: nobody has called; the card is then charged as its holder has agreed to beforehand, and only asked for
    them if their bank insists.
    """
    intent = work.get(PaymentIntent, invoice.payment_intent)
    assert intent is not None  # noqa: S101 - whatever is due has one
    if method is None:
        return failed(work, invoice, by_itself=by_itself), None
    agreed = Manner(off_session=True)
    absent = by_itself and not challenged(work.books, intent, method, agreed)
    intent, refusal = confirm(work.books, work.changes, intent, method, agreed if absent else PRESENT)
    return after(work, invoice, work.seen(intent), by_itself=by_itself), refusal


def after(work: Work, invoice: Invoice, intent: PaymentIntent, *, by_itself: bool) -> Invoice:
    """Write down what an attempt on the invoice's intent has come to, whoever has made it."""
    if intent.status == "succeeded":
        return take(work, invoice, intent, counted(invoice, by_itself=by_itself))
    if intent.status == "requires_action":
        waiting = work.put(replace(invoice, attempted=True))
        work.tell("invoice.payment_action_required", waiting)
        return failed(work, waiting, by_itself=True) if by_itself else waiting
    if intent.status == "requires_payment_method":
        return failed(work, invoice, by_itself=by_itself)
    return invoice


def take(work: Work, invoice: Invoice, intent: PaymentIntent, tries: int) -> Invoice:
    """The money is there: the invoice is paid, and its subscription what it is when it is paid for."""
    moved = invoicing.paid(work, invoice, tries=tries)
    carry_on(work, moved, intent.payment_method)
    return moved


def carry_on(work: Work, invoice: Invoice, method: str | None = None) -> None:
    """Let a subscription go on whose latest invoice owes nothing any more."""
    before = subscription_of(work, invoice)
    if before is None:
        return
    after = before
    if before.save_default_payment_method == "on_subscription" and method is not None:
        after = replace(after, default_payment_method=method)
    if invoice.id == before.latest_invoice and before.status in ("incomplete", *subscriptions.OWING):
        after, _ = subscriptions.move(after, "paid")
    if waited_for(before, invoice):
        apply_update(work, before, after)
    elif after != before:
        work.put(after)
        work.tell_change(subscriptions.UPDATED, before, after)


def waited_for(subscription: Subscription, invoice: Invoice) -> bool:
    """Say whether an update of the subscription waits for this invoice to be paid."""
    return subscription.pending_update is not None and subscription.pending_update.invoice == invoice.id


def apply_update(work: Work, before: Subscription, after: Subscription) -> Subscription:
    """Let what waited for a payment become true, and tell of it. Returns the subscription as it is then."""
    moved, told = subscriptions.updated(after)
    kept = {item.id for item in moved.items}
    for item in before.items:
        if item.id not in kept:
            work.put(replace(item, deleted=True))
    for item in moved.items:
        work.put(item)
    moved = work.put(moved)
    for kind in told:
        if kind == subscriptions.UPDATED:
            work.tell_change(kind, before, moved)
        else:
            work.tell(kind, moved)
    return moved


# It could not be taken.


def failed(work: Work, invoice: Invoice, *, by_itself: bool) -> Invoice:
    """Count the attempt and say when the next one is; the subscription owes from now on."""
    count = counted(invoice, by_itself=by_itself)
    counts = count > invoice.attempt_count
    again = _next_attempt(work, invoice, count) if counts else invoice.next_payment_attempt
    over = counts and again is None
    moved = replace(invoice, attempted=True, attempt_count=count, next_payment_attempt=again)
    moved = work.put(replace(moved, auto_advance=moved.auto_advance and not over))
    work.tell("invoice.payment_failed", moved)
    before = subscription_of(work, moved)
    if before is None:
        return moved
    if waited_for(before, moved):
        if before.pending_update is None or not before.pending_update.resumes:
            return moved  # the update waits on, and what is paid for already goes on as it was
        before = apply_update(work, before, before)
    if before.status in ("active", "trialing"):
        owing, told = subscriptions.move(before, "payment failed")
        work.put(owing)
        work.tell_change(told, before, owing)
        before = owing
    if over and invoice.auto_advance:
        _end(work, before)
    return moved


def counted(invoice: Invoice, *, by_itself: bool) -> int:
    """Return how often it was tried with this attempt.

    The first counts, whoever makes it; of those that follow only the automatic ones do (Stripe, "The Invoice object",
    attempt_count).
    """
    return invoice.attempt_count + 1 if by_itself or not invoice.attempt_count else invoice.attempt_count


def _next_attempt(work: Work, invoice: Invoice, count: int) -> int | None:
    """Return when it is tried again by itself, and see to it; None if it is not."""
    if not invoice.auto_advance or count > len(policy.INVOICE_RETRIES):
        return None
    at = work.at + policy.INVOICE_RETRIES[count - 1]
    work.follow(at, partial(retry_later, invoice_id=invoice.id, at=at))
    return at


def _end(work: Work, before: Subscription) -> None:
    """The last try has failed: do what the account's settings say."""
    settings = work.get(BillingSettings, SETTINGS)
    wanted = "cancel" if settings is None else settings.after_retries
    if before.status != "past_due" or wanted == "past_due":
        return
    if wanted == "unpaid":
        moved, told = subscriptions.move(before, "given up")
        work.put(moved)
        work.tell_change(told, before, moved)
        return
    moved, told = subscriptions.canceled(before, work.at, "payment_failed")
    work.put(moved)
    work.tell(told, moved)


def retry_later(books: Books, invoice_id: str, at: int) -> Outcome | None:
    """Try again, unless the invoice is paid, void or meant to be tried at another time.

    A card that its bank has refused for good is not charged again; the attempt still counts.
    """
    work = Work(books, at)
    invoice = work.get(Invoice, invoice_id)
    if invoice is None or invoice.status not in PAYABLE or invoice.next_payment_attempt != at:
        return None
    intent = work.get(PaymentIntent, invoice.payment_intent)
    method = method_of(work, invoice)
    if intent is not None and _refused_for_good(intent, method):
        failed(work, invoice, by_itself=True)
    else:
        collect(work, invoice, method, by_itself=True)
    return work.outcome()


FOR_GOOD = frozenset({
    "incorrect_number", "lost_card", "pickup_card", "stolen_card", "revocation_of_authorization",
    "revocation_of_all_authorizations", "authentication_required", "highest_risk_level", "transaction_not_allowed",
})  # fmt: skip
"""Decline codes after which a card is not charged again. Stripe, "Smart Retries"."""


def _refused_for_good(intent: PaymentIntent, method: PaymentMethod | None) -> bool:
    error = intent.last_payment_error
    if error is None or method is None or not FOR_GOOD & {error.get("decline_code"), error.get("code")}:
        return False
    tried = error.get("payment_method")
    return isinstance(tried, PaymentMethod) and tried.id == method.id
