"""Things of which there are only so many, and for which orders they are set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

FIRST_DELIVERY = {"vase": 2, "bowl": 1, "jug": 1, "plate": 1, "lantern": 1}
"""What the potter brought when the shop began to sell her work; what comes later is added to the table."""


def upgrade() -> None:
    stock = op.create_table(
        "stock",
        sa.Column("sku", sa.String(40), primary_key=True, comment="one of which there are only so many"),
        sa.Column("free", sa.Integer, nullable=False, comment="pieces that are set aside for nobody"),
        sa.CheckConstraint("free >= 0", name="stock_free_is_not_negative"),
    )
    op.create_table(
        "reservations",
        sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), primary_key=True),
        sa.Column("sku", sa.String(40), sa.ForeignKey("stock.sku"), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False, comment="pieces set aside for the order, or sold to it"),
    )
    op.bulk_insert(stock, [{"sku": sku, "free": pieces} for sku, pieces in FIRST_DELIVERY.items()])


def downgrade() -> None:
    op.drop_table("reservations")
    op.drop_table("stock")
