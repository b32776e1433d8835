"""Which order has used which coupon."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "coupon_uses",
        sa.Column("code", sa.String(40), primary_key=True, comment="a coupon for a single use: one order has it"),
        sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("coupon_uses")
