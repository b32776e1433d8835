"""The lines of an invoice and the items that wait for one: what is written on them. Not: how much, see prorations."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from msgspec.structs import replace

from simulator.money import shown
from simulator.stripe import naming
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.pricing import Part, parts
from simulator.stripe.flows.billing.prorations import rounded
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.catalogue import Price, Product
from simulator.stripe.resources.invoice import InvoiceLine
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem
from simulator.stripe.shapes.catalogue import decimal


def of_period(
    work: Work,
    invoice: str,
    item: SubscriptionItem,
    price: Price,
    *,
    free: str | None = None,
    used: tuple[int, Period] | None = None,
) -> list[InvoiceLine]:
    """Return the lines that bill an item's period: one, or one for each tier.

    `free`: the billing mode of a trial, whose line costs nothing; `used`: what a meter counted, and when.
    """
    quantity, period = used or (item.quantity, Period(item.current_period_start, item.current_period_end))
    blank = InvoiceLine(
        id=naming.long(work.books, "il_"),
        amount=0,
        currency=price.currency,
        description=_trial(work, price, quantity, free or "flexible"),
        period_start=period.start,
        period_end=period.end,
        price=price.id,
        product=price.product,
        quantity=quantity,
        unit=Decimal(0),
        subscription=item.subscription,
        subscription_item=item.id,
        invoice=invoice,
        discounts=item.discounts,
        tax_rates=item.tax_rates,
    )
    if free is not None:
        return [blank]
    return [
        replace(
            blank,
            id=naming.long(work.books, "il_") if nth else blank.id,
            amount=rounded(part.exact),
            description=_billed(work, price, part, quantity),
            quantity=quantity if part.tier is None else 0 if part.flat else part.quantity,
            unit=part.unit,
        )
        for nth, part in enumerate(parts(price, quantity))
    ]


class OneOff(NamedTuple):
    """What is bought once, beside a subscription: `amount` is that of all pieces, in minor units."""

    price: Price
    quantity: int
    amount: int


def of_one_off(work: Work, subscription: Subscription, invoice: str, bought: OneOff) -> InvoiceLine:
    """Return the line of what is bought once; it goes by an invoice item, which no list has here (unconfirmed)."""
    return InvoiceLine(
        id=naming.long(work.books, "il_"),
        amount=bought.amount,
        currency=subscription.currency,
        description=_product(work, bought.price),
        period_start=work.at,
        period_end=work.at,
        price=bought.price.id,
        product=bought.price.product,
        quantity=bought.quantity,
        unit=bought.price.amount.exact,
        subscription=subscription.id,
        invoice=invoice,
        invoice_item=naming.long(work.books, "ii_"),
    )


def of_item(work: Work, invoice: str, item: InvoiceItem) -> InvoiceLine:
    """Return the line that an item becomes when an invoice takes it."""
    return InvoiceLine(
        id=naming.long(work.books, "il_"),
        amount=item.amount,
        currency=item.currency,
        description=item.description,
        period_start=item.period_start,
        period_end=item.period_end,
        price=item.price,
        product=item.product,
        quantity=item.quantity,
        subscription=item.subscription,
        subscription_item=item.subscription_item,
        invoice=invoice,
        invoice_item=item.id,
        proration=item.proration,
        credited=item.credited,
        unit=item.unit,
        discountable=item.discountable,
        discounts=item.discounts,
        tax_rates=item.tax_rates,
        metadata=item.metadata,
    )


def proration(
    work: Work,
    subscription: Subscription,
    item: SubscriptionItem,
    price: Price,
    amount: int,
    period: Period,
    *,
    credit: bool,
) -> InvoiceItem:
    """Return an invoice item for part of a period; `item` is as it was for a credit, as it is now for a debit.

    Only a credit names what it gives back. The date in its description is that of the change, in UTC (recorded).
    """
    pieces = f"{item.quantity} × " if item.quantity > 1 else ""
    what = "Unused time on" if credit else "Remaining time on"
    day = dt.datetime.fromtimestamp(period.start, dt.UTC).strftime("%d %b %Y")
    return InvoiceItem(
        id=naming.long(work.books, "ii_"),
        date=work.at,
        amount=amount,
        currency=subscription.currency,
        customer=subscription.customer,
        description=f"{what} {pieces}{_product(work, price)} after {day}",
        period_start=period.start,
        period_end=period.end,
        price=price.id,
        product=price.product,
        quantity=item.quantity,
        subscription=subscription.id,
        subscription_item=item.id,
        credited=item.billed_by if credit else None,
        tax_rates=item.tax_rates,
    )


def _billed(work: Work, price: Price, part: Part, quantity: int) -> str:
    """`1 × Gold (at $10.00 / month)`; how several intervals and flat fees are told is unconfirmed."""
    recurring = price.recurring or {}
    interval, every = recurring["interval"], recurring["interval_count"]
    often = interval if every == 1 else f"every {every} {interval}s"
    unit = f"{decimal(part.unit)} minor units" if part.unit % 1 else shown(int(part.unit), price.currency)
    if part.tier is None:
        return f"{quantity} × {_product(work, price)} (at {unit} / {often})"
    if part.flat:
        return f"{_product(work, price)} (Tier {part.tier} flat fee at {unit} / {often})"
    return f"{part.quantity} × {_product(work, price)} (Tier {part.tier} at {unit} / {often})"


def _trial(work: Work, price: Price, quantity: int, mode: str) -> str:
    product = _product(work, price)
    return f"Free trial for {quantity} × {product}" if mode == "flexible" else f"Trial period for {product}"


def _product(work: Work, price: Price) -> str:
    product = work.get(Product, price.product)
    return price.product if product is None else product.name
