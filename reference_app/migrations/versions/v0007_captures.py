"""Orders know what staff decided to capture of what their buyers authorised."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the decision and the request that it was; all orders until now were paid at once."""
    amount = "what staff decided to take of what was authorised; null: nothing"
    op.add_column("orders", sa.Column("to_capture", sa.BigInteger, comment=amount))
    request = "from whoever asked: one capture per order"
    op.add_column("orders", sa.Column("capture_request", sa.String(64), comment=request))


def downgrade() -> None:
    for name in ("to_capture", "capture_request"):
        op.drop_column("orders", name)
