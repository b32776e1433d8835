"""Orders know what of their refunds failed, and what disputes have cost."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

COMMENTS = {
    "refunds_failed": "what of refunds the bank did not take",
    "lost_amount": "what disputes have cost for good",
}


def upgrade() -> None:
    """Add two amounts, in the minor unit; nothing was known of either before."""
    for name, comment in COMMENTS.items():
        column = sa.Column(name, sa.BigInteger, nullable=False, server_default="0", comment=comment)
        op.add_column("orders", column)


def downgrade() -> None:
    for name in COMMENTS:
        op.drop_column("orders", name)
