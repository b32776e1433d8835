"""Orders know which provider takes their money, and every attempt to take it is written down before it is made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# table, column, its length, what it was called, what it is called
COMMENTS = (
    ("orders", "flow", 16, "elements or hosted", "elements, hosted or reserve"),
    ("orders", "payment_object", 255, "pi_… or cs_… that we created for it", "what we created for it at the provider"),
    (
        "orders",
        "payment_intent",
        255,
        "pi_… that pays it; hosted: the session's",
        "what pays it there: intent, capture, payment",
    ),
    ("refunds", "provider_id", 255, "re_…", "the refund's id there"),
)
"""What the columns mean now that there are several providers; SQLite keeps no comments."""


def upgrade() -> None:
    """Add both; all orders until now were paid at Stripe. The inbox has named its provider from the beginning."""
    who = "who takes the money"
    op.add_column("orders", sa.Column("provider", sa.String(16), nullable=False, server_default="stripe", comment=who))
    page = "a provider's page for paying it, to be closed by this name"
    op.add_column("orders", sa.Column("payment_page", sa.String(255), comment=page))
    op.create_table(
        "attempts",
        sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), primary_key=True),
        sa.Column("name", sa.String(300), primary_key=True, comment="a press on Pay, or what is taken when approved"),
        sa.Column("key", sa.String(40), nullable=False, unique=True, comment="idempotency key of the call"),
        sa.Column("outcome", sa.String(20), nullable=False, comment="begun, or what came of it as far as is known"),
        sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
    )
    _say(1)


def downgrade() -> None:
    _say(0)
    op.drop_table("attempts")
    for name in ("payment_page", "provider"):
        op.drop_column("orders", name)


def _say(which: int) -> None:
    if op.get_bind().dialect.name == "sqlite":
        return
    for table, column, length, *comments in COMMENTS:
        op.alter_column(
            table,
            column,
            existing_type=sa.String(length),
            comment=comments[which],
            existing_comment=comments[1 - which],
        )
