"""What an item of a subscription is worth for a whole period, less its discounts. Not: parts of a period.

In the flexible mode an item has its own share of what is taken off all of them; in the classic one a credit is less as
if the discount were for it alone (Stripe, "Billing mode": 417 and 250 of the same change).
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from simulator.stripe.flows.billing import pricing, totals
from simulator.stripe.flows.billing.discounts import of_subscription
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.invoice import InvoiceLine
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem


def net_of(
    work: Work, subscription: Subscription, items: Sequence[SubscriptionItem], item: SubscriptionItem
) -> Fraction:
    """Return what one of these items costs for a whole period, in minor units and exact but for its discounts."""
    if subscription.billing_mode == "classic":
        return alone(work, subscription, item)
    return _net(work, subscription, items, item)


def alone(work: Work, subscription: Subscription, item: SubscriptionItem) -> Fraction:
    """Return the same of an item as if there were no other."""
    return _net(work, subscription, [item], item)


def _net(work: Work, subscription: Subscription, items: Sequence[SubscriptionItem], item: SubscriptionItem) -> Fraction:
    exact = pricing.exact_of(pricing.price_of(work, item.price), item.quantity)
    taken = of_subscription(work, subscription, work.customer(subscription.customer))
    if not taken and not item.discounts:
        return exact
    lines = [_line(work, one) for one in items]
    for line, one in zip(
        totals.discounted(work.books.objects, lines, taken, subscription.currency), items, strict=True
    ):
        if one.id == item.id:
            return exact - line.taken_off
    return exact


def _line(work: Work, item: SubscriptionItem) -> InvoiceLine:
    price = pricing.price_of(work, item.price)
    return InvoiceLine(
        id=item.id,
        amount=pricing.amount_of(price, item.quantity),
        currency=price.currency,
        description="",
        period_start=item.current_period_start,
        period_end=item.current_period_end,
        price=price.id,
        product=price.product,
        quantity=item.quantity,
        invoice="",
        discounts=item.discounts,
    )
