"""Carts, from which orders are copied."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "carts",
        sa.Column("id", sa.String(40), primary_key=True, comment="cart_…, unguessable"),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), comment="the last order that was made of it"),
    )


def downgrade() -> None:
    op.drop_table("carts")
