"""Discounts of subscriptions, items and invoices: which count now, and when they end. Not: redeeming them.

A coupon for once counts on one invoice and is gone (probed on a real account); one for some months ends so many months
after it was given. Which events tell of a coupon for once, and that a trial's invoice does not use it up, is
unconfirmed.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.discounts import AppliedDiscount, Coupon
from simulator.stripe.resources.subscription import ENDED, UPDATED, Subscription
from simulator.world import Books


def of_subscription(work: Work, subscription: Subscription, customer: Customer) -> tuple[str, ...]:
    """Return what is taken off a subscription's invoices: its own discounts, without any the customer's."""
    now = tuple(name for name in subscription.discounts if _counts(work, name))
    if now or customer.discount is None or (customer.discount.end or work.at + 1) <= work.at:
        return now
    return (of_customer(work, customer),)


def of_customer(work: Work, customer: Customer) -> str:
    """Return the id of the discount that a customer was given, which invoices refer to."""
    held = customer.discount
    assert held is not None  # noqa: S101 - asked for only where there is one
    if work.get(AppliedDiscount, held.id) is None:
        work.put(
            AppliedDiscount(id=held.id, coupon=held.coupon, start=held.start, end=held.end, customer=held.customer)
        )
    return held.id


def _counts(work: Work, name: str) -> bool:
    discount = work.get(AppliedDiscount, name)
    return discount is not None and (discount.end is None or discount.end > work.at)


def counted_once(work: Work, subscription: Subscription) -> Subscription:
    """Return a subscription that was billed without the discounts that count only once."""
    gone: list[str] = []

    def left(names: tuple[str, ...]) -> tuple[str, ...]:
        kept = tuple(name for name in names if not _once(work, name))
        gone.extend(name for name in names if name not in kept)
        return kept

    if not subscription.discounts and not any(item.discounts for item in subscription.items):
        return subscription
    after = replace(
        subscription,
        discounts=left(subscription.discounts),
        items=tuple(replace(item, discounts=left(item.discounts)) for item in subscription.items),
    )
    for name in gone:
        work.tell("customer.discount.deleted", work.books.objects[name])
    return after


def _once(work: Work, name: str) -> bool:
    discount: AppliedDiscount = work.books.objects[name]
    coupon: Coupon = work.books.objects[discount.coupon]
    return coupon.duration == "once"


def let_go(work: Work, before: Sequence[str], after: Sequence[str]) -> None:
    """Tell of the discounts that something no longer has."""
    for name in before:
        if name not in after:
            work.tell("customer.discount.deleted", work.books.objects[name])


def end_later(books: Books, discount_id: str, at: int) -> Outcome | None:
    """The months of a discount have passed."""
    work = Work(books, at)
    discount = work.get(AppliedDiscount, discount_id)
    before = work.get(Subscription, discount.subscription if discount else None)
    if discount is None or before is None or before.status in ENDED:
        return None
    held = [*before.discounts, *(name for item in before.items for name in item.discounts)]
    if discount_id not in held:
        return None
    items = tuple(
        replace(item, discounts=tuple(name for name in item.discounts if name != discount_id)) for item in before.items
    )
    for item in items:
        work.put(item)
    left = tuple(name for name in before.discounts if name != discount_id)
    after = work.put(replace(before, discounts=left, items=items))
    work.tell("customer.discount.deleted", discount)
    work.tell_change(UPDATED, before, after)
    return work.outcome()
