"""A subscription is changed: other prices or quantities, and what that is worth for the rest of the period.

What is given back is a share of what was billed last, in the flexible mode, and of what is paid now in the classic
one (Stripe, "Billing mode"). The whole item is given back and billed again, also where only its quantity changes; the
credit stands before the debit (recorded).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from simulator.stripe import errors
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing import pricing, worth
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.prorations import credit, left, rounded
from simulator.stripe.flows.billing.rates import tax_rates
from simulator.stripe.flows.billing.subscribing import check_prices, new_item
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.catalogue import Price
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem
from simulator.stripe.wire import merged_metadata


class Change(NamedTuple):
    """One item as it was and as it will be: None for what is new, or is gone."""

    before: SubscriptionItem | None
    after: SubscriptionItem | None

    @property
    def costs(self) -> bool:
        """Whether it makes a difference to what is paid."""
        if self.before is None or self.after is None:
            return True
        return (self.before.price, self.before.quantity) != (self.after.price, self.after.quantity)


def asked_for(work: Work, subscription: Subscription, given: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Return what becomes of each item, oldest first, new ones last. Raises the refusals for what cannot be."""
    named: dict[str, Mapping[str, Any]] = {}
    changes, added = [], []
    for nth, item in enumerate(given):
        path = f"items[{nth}]"
        if item.get("id") is None:
            price = pricing.sold(work, item, path)
            period = Period(subscription.period_start, subscription.period_end)
            added.append(Change(None, new_item(work, subscription.id, price, item, period)))
            continue
        if item["id"] not in {one.id for one in subscription.items}:
            raise billing_errors.not_its_item(item["id"], f"{path}[id]")
        named[item["id"]] = {**item, "path": path}
    for own in subscription.items:
        wanted = named.get(own.id)
        changes.append(Change(own, own if wanted is None else _changed(work, own, wanted)))
    changes += added
    kept = [pricing.price_of(work, change.after.price) for change in changes if change.after is not None]
    if not kept:
        raise billing_errors.last_item()
    check_prices(kept, work.customer(subscription.customer))
    _check_interval(work, subscription, kept[0])
    return changes


def _changed(work: Work, item: SubscriptionItem, given: Mapping[str, Any]) -> SubscriptionItem | None:
    if given.get("deleted"):
        return None
    fields: dict[str, Any] = {}
    if {"price", "price_data"} & given.keys():
        fields["price"] = pricing.sold(work, given, given["path"]).id
    if "quantity" in given:
        if given["quantity"] < 0:
            raise errors.negative(f"{given['path']}[quantity]")
        fields["quantity"] = given["quantity"]
    if "tax_rates" in given:
        fields["tax_rates"] = tax_rates(work, given["tax_rates"], f"{given['path']}[tax_rates]")
    if "metadata" in given:
        fields["metadata"] = merged_metadata(item.metadata, given["metadata"])
    return replace(item, **fields)


def _check_interval(work: Work, subscription: Subscription, price: Price) -> None:
    now = pricing.price_of(work, subscription.items[0].price)
    pricing.check_intervals([now, price])


def prorate(
    work: Work, subscription: Subscription, changes: Sequence[Change], at: int | None
) -> tuple[Subscription, bool]:
    """Write what the changes are worth for the rest of the period; it waits for the next invoice.

    Returns the subscription with its changed items and what waits, and whether anything does. `at`: from when on, now
    if None.
    """
    moment = work.at if at is None else at
    items: list[SubscriptionItem] = []
    made: list[InvoiceItem] = []
    kept = [change.after for change in changes if change.after is not None]
    for change in changes:
        if change.costs:
            made += _worth(work, subscription, kept, change, moment)
        if change.after is not None:
            items.append(_billed(work, subscription, kept, change) if change.costs else change.after)
    return waiting(work, replace(subscription, items=tuple(items)), made), bool(made)


def waiting(work: Work, subscription: Subscription, made: Sequence[InvoiceItem]) -> Subscription:
    """Let invoice items wait for the subscription's next invoice, and tell of them.

    They are listed as they were written, and those of a later change before them (recorded): the first is stored last.
    """
    for item in reversed(made):
        work.put(item)
    for item in made:
        work.tell("invoiceitem.created", item)
    return replace(subscription, pending=(*subscription.pending, *(item.id for item in made)))


def _billed(
    work: Work, subscription: Subscription, items: Sequence[SubscriptionItem], change: Change
) -> SubscriptionItem:
    assert change.after is not None  # noqa: S101 - what is gone is not billed
    amount = rounded(worth.net_of(work, subscription, items, change.after))
    return replace(change.after, billed=amount, billed_price=change.after.price)


def _worth(
    work: Work, subscription: Subscription, items: Sequence[SubscriptionItem], change: Change, moment: int
) -> list[InvoiceItem]:
    """Return the credit and the debit of one item; `items`: all that there will be. What is metered is not prorated."""
    some = change.before or change.after
    assert some is not None  # noqa: S101 - an item was there, or will be
    period = Period(some.current_period_start, some.current_period_end)
    share = left(period, moment)
    rest = Period(moment, period.end)
    made = []
    if change.before is not None and not pricing.metered(pricing.price_of(work, change.before.price)):
        price, billed = base_of(work, subscription, change.before)
        amount = credit(billed, share)
        made.append(written.proration(work, subscription, change.before, price, amount, rest, credit=True))
    if change.after is not None and not pricing.metered(pricing.price_of(work, change.after.price)):
        price = pricing.price_of(work, change.after.price)
        amount = rounded(share * worth.net_of(work, subscription, items, change.after))
        made.append(written.proration(work, subscription, change.after, price, amount, rest, credit=False))
    return made


def base_of(work: Work, subscription: Subscription, item: SubscriptionItem) -> tuple[Price, int]:
    """Return the price that is given back, and the amount of which a credit is a share, in minor units."""
    if subscription.billing_mode == "flexible":
        return pricing.price_of(work, item.billed_price or item.price), item.billed
    return pricing.price_of(work, item.price), rounded(worth.alone(work, subscription, item))


def unprorated(subscription: Subscription, changes: Sequence[Change]) -> Subscription:
    """Return the subscription with its items changed, and nothing billed for it before the next period."""
    return replace(subscription, items=tuple(change.after for change in changes if change.after is not None))
