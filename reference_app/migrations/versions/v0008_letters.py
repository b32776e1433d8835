"""Orders know with which card they were paid, as far as that is shown, and the letter to the buyer is kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add both; letters that left until now are not written again."""
    op.add_column("orders", sa.Column("paid_with", sa.String(40), comment="brand and last four, for people"))
    op.add_column("effects", sa.Column("letter", sa.Text, comment="what the mailer sends; null: nothing to be read"))


def downgrade() -> None:
    op.drop_column("effects", "letter")
    op.drop_column("orders", "paid_with")
