"""The letter to a buyer who has paid. Not: sending it; the mailer works from the ledger (`effects.py`)."""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.checkout import prices
from reference_app.database import effects
from reference_app.orders.store import Order


def confirmation(order: Order, paid_with: str | None) -> str:
    """Return the text. A mail is read by many: it has no link that opens the order to whoever has it."""
    by = f" with {paid_with}" if paid_with else ""
    return (
        f"Thank you for your order {order.id}.\n"
        f"You paid {prices.shown(order.owed, order.currency)}{by}.\n"
        f"Your goods are on their way: {order.quantity} × {order.sku}.\n"
    )


def keep(tx: sa.Connection, order_id: str, text: str) -> None:
    """Put the text beside the mail that was asked for."""
    mail = (effects.c.order_id == order_id) & (effects.c.kind == "mail")
    tx.execute(effects.update().where(mail).values(letter=text))
