"""The provider's ids may have 255 characters (Stripe, "API upgrades"), and what is named after them more."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

COLUMNS = (
    ("orders", "payment_object", 100, 255),
    ("orders", "payment_intent", 100, 255),
    ("refunds", "provider_id", 100, 255),
    ("processed_events", "key", 200, 400),
    ("claims", "key", 200, 400),
)


def upgrade() -> None:
    """Widen the columns. SQLite keeps what it is given whatever the length, but its tables say the new one too."""
    for table, column, was, length in COLUMNS:
        _resize(table, column, was, length)


def downgrade() -> None:
    for table, column, was, length in COLUMNS:
        _resize(table, column, length, was)


def _resize(table: str, column: str, was: int, length: int) -> None:
    with op.batch_alter_table(table) as changed:
        changed.alter_column(column, existing_type=sa.String(was), type_=sa.String(length))
