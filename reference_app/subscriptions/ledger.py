"""Protection: one receipt per invoice that was paid, whoever tells of it and however often. Not: sending it.

The invoice's id is the name under which the database allows a receipt once (`effects`), and it is written in the
transaction that takes over the provider's record.
"""

from __future__ import annotations

import time

import sqlalchemy as sa

from reference_app.checkout import prices
from reference_app.database import effects, invoices
from reference_app.providers.record import PAID, Invoice
from reference_app.subscriptions.store import Subscription

RECEIPT = "mail"


def keep(tx: sa.Connection, one: Subscription, invoice: Invoice) -> None:
    """Write down what the provider says of an invoice now."""
    values = {
        "status": invoice.status,
        "amount": invoice.amount,
        "currency": invoice.currency,
        "covers_until": invoice.covers_until,
        "payment": invoice.payment,
        "refunded": invoice.refunded,
        "lost": invoice.lost,
        "disputed": invoice.disputed,
    }
    this = invoices.c.id == invoice.id
    if tx.execute(invoices.update().where(this).values(values)).rowcount == 0:
        tx.execute(invoices.insert().values(id=invoice.id, subscription_id=one.id, **values))


def receipt_once(tx: sa.Connection, one: Subscription, invoice: Invoice) -> bool:
    """Write the receipt of a paid invoice; False: nothing was paid, or it has one."""
    once = f"{one.provider}/{invoice.id}/receipt"
    if invoice.status != PAID or invoice.amount == 0:
        return False
    if tx.execute(sa.select(effects.c.once).where(effects.c.once == once)).first():
        return False
    row = {"once": once, "subscription_id": one.id, "kind": RECEIPT, "at": time.time(), "letter": receipt(one, invoice)}
    tx.execute(effects.insert().values(row))
    return True


def receipt(one: Subscription, invoice: Invoice) -> str:
    """Return the text. It has no link that opens anything to whoever has it."""
    until = prices.day(invoice.covers_until)
    paid = prices.shown(invoice.amount, invoice.currency)
    return f"Thank you. You paid {paid} for your subscription {one.id}, which lasts until {until}.\n"


def receipts(look: sa.Connection, subscription_id: str) -> int:
    """Return how many receipts were written."""
    mine = sa.select(sa.func.count()).where(effects.c.subscription_id == subscription_id)
    return int(look.execute(mine).scalar_one())


def totals(look: sa.Connection, subscription_id: str) -> tuple[int, int, int]:
    """Return what was paid, what went back, and what disputes have cost, in the minor unit."""
    columns = (invoices.c.amount, invoices.c.refunded, invoices.c.lost)
    sums = sa.select(*(sa.func.coalesce(sa.func.sum(column), 0) for column in columns))
    paid, refunded, lost = look.execute(sums.where(invoices.c.subscription_id == subscription_id)).one()
    return int(paid), int(refunded), int(lost)
