"""Subscriptions know to which plan they change with their next period: not every provider changes one at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add it; until now every change was made at once."""
    comment = "what is billed from the next period on; null: the same"
    op.add_column("subscriptions", sa.Column("next_plan", sa.String(20), comment=comment))


def downgrade() -> None:
    op.drop_column("subscriptions", "next_plan")
