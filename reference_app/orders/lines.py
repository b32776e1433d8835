"""Protection: what is shipped is what was paid for. Not: the cart, which its buyer may change at any time.

An order copies what stood in the cart when its payment was opened, and its price. A cart that is changed afterwards
becomes another order with another payment.
"""

from __future__ import annotations

import sqlalchemy as sa
from pydantic import BaseModel

from reference_app.orders.store import Order


class Line(BaseModel):
    sku: str
    quantity: int


def lines_to_ship(look: sa.Connection, order: Order) -> list[Line]:  # noqa: ARG001 - the order is copy enough
    """Return what the packer packs: the order's own copy."""
    return [Line(sku=order.sku, quantity=order.quantity)]
