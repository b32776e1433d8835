"""What time does to a subscription: its trial ends, its periods follow each other, its first invoice runs out.

Each step is planned for a second and looks at what the subscription is by then: what was changed meanwhile has made a
plan of its own, and the old one finds nothing to do. Source: Stripe, "Subscription invoices"; that a draft waits an
hour is recorded.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import policy
from simulator.stripe.flows.billing import discounts, hearing, invoicing, pricing, sending, totals, usage
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.collecting import carry_on, collect, method_for, method_of
from simulator.stripe.flows.billing.periods import Period, holding
from simulator.stripe.flows.billing.work import Work, subscription_of
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.invoice import UPCOMING, Invoice, InvoiceLine
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem
from simulator.world import Books


def keep(work: Work, subscription: Subscription) -> Subscription:
    """Store a subscription with its items, which have ids of their own."""
    for item in subscription.items:
        work.put(item)
    return work.put(subscription)


def plan(work: Work, subscription: Subscription) -> None:
    """See to it that the end of its period is announced, and comes."""
    name, end = subscription.id, subscription.period_end
    if subscription.status == "trialing":
        at = max(work.at, end - policy.TRIAL_WILL_END)
        work.follow(at, partial(trial_will_end_later, subscription_id=name, at=at, end=end))
    soon = end - policy.INVOICE_UPCOMING
    if soon > work.at:
        work.follow(soon, partial(upcoming_later, subscription_id=name, at=soon, end=end))
    work.follow(end, partial(renew_later, subscription_id=name, at=end))


# Before the end of a period.


def trial_will_end_later(books: Books, subscription_id: str, at: int, end: int) -> Outcome | None:
    """Announce the end of a trial, three days before it; of a shorter one at once."""
    work = Work(books, at)
    subscription = work.get(Subscription, subscription_id)
    if subscription is None or subscription.status != "trialing" or subscription.trial_end != end:
        return None
    work.tell("customer.subscription.trial_will_end", subscription)
    return work.outcome()


def upcoming_later(books: Books, subscription_id: str, at: int, end: int) -> Outcome | None:
    """Announce the invoice of the next period, as it would be if nothing changed."""
    work = Work(books, at)
    subscription = work.get(Subscription, subscription_id)
    if subscription is None or subscription.status not in subscriptions.RUNNING:
        return None
    if subscription.period_end != end or _ends_by(subscription, end):
        return None
    if subscription.pause_collection is not None:  # Stripe, "Pause payment collection"
        return None
    before = Period(subscription.period_start, end)
    invoice = invoicing.draft(work, subscription, "upcoming", before, advances=False)
    invoice = replace(invoice, id=UPCOMING + invoice.id, created=end)
    _, lines = billed(work, rolled(work, subscription), invoice.id, ended=before)
    work.changes.announcements.clear()  # nothing is redeemed by being announced
    invoice = invoicing.totalled(work, replace(invoice, lines=lines))
    invoice = replace(invoice, next_payment_attempt=end + policy.INVOICE_CHARGED_AFTER)
    work.tell("invoice.upcoming", invoice)
    work.changes.puts.clear()  # nothing of this is billed yet
    return work.outcome()


# At the end of a period.


def renew_later(books: Books, subscription_id: str, at: int) -> Outcome | None:
    """End a period, and a trial with it, and begin the next; or end the subscription, if that was asked for."""
    work = Work(books, at)
    subscription = work.get(Subscription, subscription_id)
    if subscription is None or subscription.status not in subscriptions.RUNNING or subscription.period_end != at:
        return None
    if _ends_by(subscription, at):
        return _ended(work, subscription)
    if subscription.status == "trialing" and _has_nothing_to_pay_with(work, subscription):
        if subscription.missing_payment_method == "cancel":
            return _ended(work, subscription)
        if subscription.missing_payment_method == "pause":
            pause(work, subscription)
            return work.outcome()
    begin_period(work, subscription)
    return work.outcome()


def end_later(books: Books, subscription_id: str, at: int) -> Outcome | None:
    """End a subscription at a moment that was named, unless it has ended, or another was named since."""
    work = Work(books, at)
    subscription = work.get(Subscription, subscription_id)
    if subscription is None or subscription.status not in subscriptions.RUNNING or subscription.cancel_at != at:
        return None
    return _ended(work, subscription)


def _ends_by(subscription: Subscription, end: int) -> bool:
    """Say whether it has been asked for that nothing is billed from that moment on."""
    named = subscription.cancel_at is not None and subscription.cancel_at <= end
    return named or subscription.cancel_at_period_end


def _ended(work: Work, subscription: Subscription) -> Outcome:
    billed_last = subscription if subscription.status == "trialing" else bill_usage(work, subscription)
    moved, told = subscriptions.canceled(billed_last, work.at, "cancellation_requested")
    keep(work, moved)
    work.tell(told, moved)
    return work.outcome()


def bill_usage(work: Work, subscription: Subscription) -> Subscription:
    """Bill what meters have counted until now in a period with which a subscription ends; nothing, if nothing was."""
    ended = Period(subscription.period_start, work.at)
    metered = [item for item in subscription.items if pricing.metered(pricing.price_of(work, item.price))]
    if not metered:
        return subscription
    invoice = invoicing.draft(work, subscription, "subscription_cycle", ended)
    lines = [line for item in metered for line in _of_item(work, subscription, invoice.id, item, None, ended)]
    if not any(line.amount for line in lines):
        return subscription
    let_wait(work, invoicing.filled(work, invoice, tuple(lines)))
    return replace(subscription, latest_invoice=invoice.id)


def _has_nothing_to_pay_with(work: Work, subscription: Subscription) -> bool:
    customer = work.customer(subscription.customer)
    if subscription.collection_method == "send_invoice":
        return False
    return method_for(work, customer, subscription.default_payment_method) is None


def pause(work: Work, before: Subscription) -> Subscription:
    """Let a trial end in a pause: nothing is billed, and the anchor is where it stopped (recorded)."""
    moved, told = subscriptions.move(before, "paused")
    items = tuple(replace(item, current_period_end=work.at) for item in moved.items)
    moved = keep(work, replace(moved, items=items, billing_cycle_anchor=work.at))
    work.tell(told[0], moved)
    work.tell_change(told[1], before, moved)
    return moved


def begin_period(work: Work, before: Subscription) -> None:
    """Bill the period that begins now, with what waits for it; the draft is final in an hour.

    An unpaid subscription's invoices stay drafts (Stripe, "unpaid"); what becomes of them while their collection is
    paused, the pause says.
    """
    after = before
    if after.status == "trialing":
        after, _ = subscriptions.move(after, "trial ended")
    after = rolled(work, after)
    ended = Period(before.period_start, before.period_end)
    advances = after.status != "unpaid" and after.pause_collection is None
    invoice = invoicing.draft(work, after, "subscription_cycle", ended, advances=advances)
    after, lines = billed(work, after, invoice.id, ended=ended)
    after = keep(work, replace(after, latest_invoice=invoice.id))
    invoice = invoicing.filled(work, invoice, lines)
    work.tell_change(subscriptions.UPDATED, before, after)
    if after.pause_collection is not None:
        _not_collected(work, invoice, after.pause_collection["behavior"])
    if advances:
        let_wait(work, invoice)
    plan(work, after)


def _not_collected(work: Work, invoice: Invoice, behavior: str) -> None:
    """Do with a new invoice what was said of those that come while collection is paused.

    Stripe, "Pause payment collection": at once, and one that is void has used no credit. That it gets no number before,
    and one that is given up does, is unconfirmed.
    """
    if behavior == "void":
        invoicing.voided(work, invoice)
    elif behavior == "mark_uncollectible":
        invoice = invoicing.finalise(work, invoice, None)
        if invoice.status == "open":
            invoicing.given_up(work, invoice)


def collect_again_later(books: Books, subscription_id: str, at: int) -> Outcome | None:
    """End a pause of collection whose end was known; drafts that were kept stay drafts."""
    work = Work(books, at)
    before = work.get(Subscription, subscription_id)
    if before is None or before.status in subscriptions.ENDED or before.pause_collection is None:
        return None
    if before.pause_collection.get("resumes_at") != at:
        return None
    after = work.put(replace(before, pause_collection=None))
    work.tell_change(subscriptions.UPDATED, before, after)
    return work.outcome()


def from_now(work: Work, subscription: Subscription) -> Subscription:
    """Return it with the anchor, and all of its items' periods, beginning now."""
    cycle = pricing.cycle_of(pricing.price_of(work, subscription.items[0].price), work.at)
    period = holding(cycle, work.at)
    items = tuple(
        replace(item, current_period_start=period.start, current_period_end=period.end) for item in subscription.items
    )
    return replace(subscription, billing_cycle_anchor=work.at, items=items)


def rolled(work: Work, subscription: Subscription) -> Subscription:
    """Return the subscription with its items in the period that begins when theirs ends, counted from the anchor."""
    price = pricing.price_of(work, subscription.items[0].price)
    cycle = pricing.cycle_of(price, subscription.billing_cycle_anchor)
    period = holding(cycle, subscription.period_end)
    items = tuple(
        replace(item, current_period_start=subscription.period_end, current_period_end=period.end)
        for item in subscription.items
    )
    return replace(subscription, items=items)


def billed(
    work: Work, subscription: Subscription, invoice: str, *, free: str | None = None, ended: Period | None = None
) -> tuple[Subscription, tuple[InvoiceLine, ...]]:
    """Return the subscription with what each item was billed, and the lines: what waited, then those of each item.

    `free`: the billing mode of a trial, whose lines cost nothing; `ended`: the period that a meter has counted in.
    """
    subscription, swept = invoicing.swept(work, subscription, invoice)
    lines: list[InvoiceLine] = [*swept, *invoicing.swept_of_customer(work, subscription.customer, invoice)]
    for item in subscription.items:
        lines += _of_item(work, subscription, invoice, item, free, ended)
    taken = discounts.of_subscription(work, subscription, work.customer(subscription.customer))
    priced = totals.discounted(work.books.objects, lines, taken, subscription.currency)
    items = []
    for item in subscription.items:
        own = [line for line in priced if line.subscription_item == item.id and line.invoice_item is None]
        billed_by = (invoice, own[0].id) if own else None
        billed = sum(line.net for line in own)
        items.append(replace(item, billed_price=item.price, billed=billed, billed_by=billed_by))
    subscription = replace(subscription, items=tuple(items))
    return subscription if free else discounts.counted_once(work, subscription), priced


def _of_item(
    work: Work,
    subscription: Subscription,
    invoice: str,
    item: SubscriptionItem,
    free: str | None,
    ended: Period | None,
) -> list[InvoiceLine]:
    """What is metered is billed for the period that has ended; before, the classic mode shows that it is nothing."""
    price = pricing.price_of(work, item.price)
    if not pricing.metered(price):
        return written.of_period(work, invoice, item, price, free=free)
    if ended is None:
        now = Period(item.current_period_start, item.current_period_end)
        classic = subscription.billing_mode == "classic"
        return written.of_period(work, invoice, item, price, free=free, used=(0, now)) if classic else []
    return written.of_period(work, invoice, item, price, used=(usage.counted(work, subscription, price, ended), ended))


def let_wait(work: Work, invoice: Invoice) -> None:
    """See to it that a draft is made final by itself."""
    at = invoice.automatically_finalizes_at
    if at is not None:
        work.follow(at, partial(finalise_later, invoice_id=invoice.id, at=at))


def finalise_later(books: Books, invoice_id: str, at: int) -> Outcome | None:
    """Make a draft final and ask for its money, unless somebody has done so meanwhile, or it was not heard of yet."""
    work = Work(books, at)
    invoice = work.get(Invoice, invoice_id)
    if invoice is None or invoice.status != "draft" or invoice.automatically_finalizes_at != at:
        return None
    if hearing.waits(books, invoice, at):
        later = at + policy.INVOICE_CHARGED_AFTER
        work.put(replace(invoice, automatically_finalizes_at=later, next_payment_attempt=later))
        work.follow(later, partial(finalise_later, invoice_id=invoice.id, at=later))
        return work.outcome()
    if invoice.collection_method == "send_invoice":
        sending.finalise_and_send(work, invoice)
    else:
        finalise_and_collect(work, invoice, method_of(work, invoice), by_itself=True)
    return work.outcome()


def finalise_and_collect(work: Work, invoice: Invoice, method: PaymentMethod | None, *, by_itself: bool) -> Invoice:
    """Make a draft final, and ask for what is due on it; a decline is written down and not raised."""
    invoice = invoicing.finalise(work, invoice, method)
    if invoice.status == "paid":
        carry_on(work, invoice)
        return invoice
    return collect(work, invoice, method, by_itself=by_itself)[0]


# What is never paid.


def expire_later(books: Books, subscription_id: str, at: int) -> Outcome | None:
    """Give up a subscription whose first invoice nobody has paid; the invoice is void."""
    work = Work(books, at)
    before = work.get(Subscription, subscription_id)
    if before is None or before.status != "incomplete":
        return None
    invoice = work.get(Invoice, before.latest_invoice)
    if invoice is not None and invoice.status == "open":
        invoicing.voided(work, invoice)
    moved, told = subscriptions.move(before, "expired")
    moved = work.put(replace(moved, ended_at=at, canceled_at=at))
    work.tell_change(told, before, moved)
    return work.outcome()


def write_off_later(books: Books, invoice_id: str, at: int) -> Outcome | None:
    """Give up the draft that a canceled subscription's credit stands on: it is never paid out (seen; unconfirmed)."""
    work = Work(books, at)
    invoice = work.get(Invoice, invoice_id)
    if invoice is None or invoice.status != "draft" or subscription_of(work, invoice) is None:
        return None
    invoicing.given_up(work, invoice)
    return work.outcome()
