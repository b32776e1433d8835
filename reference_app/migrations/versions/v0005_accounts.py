"""Customers with accounts, their sessions, and which orders are theirs. Orders until now were guests'."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("id", sa.String(40), primary_key=True, comment="acc_…"),
        sa.Column("email", sa.String(254), nullable=False, unique=True, comment="lower case; nobody has proved it"),
        sa.Column("password", sa.String(120), nullable=False, comment="accounts/passwords.py: costs, salt and key"),
        sa.Column("created_at", sa.Float, nullable=False, comment="unix seconds"),
    )
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(64), primary_key=True, comment="SHA-256 of the word that its browser has"),
        sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), nullable=False, comment="whose"),
        sa.Column("until", sa.Float, nullable=False, comment="unix seconds: it is worth nothing afterwards"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_table(
        "sign_ins",
        sa.Column("address", sa.String(64), primary_key=True, comment="SHA-256 of what was typed as address"),
        sa.Column("tries", sa.Integer, nullable=False, comment="since then, right ones set it back"),
        sa.Column("since", sa.Float, nullable=False, comment="unix seconds"),
    )
    owner = sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), comment="whose; null: a guest's")
    op.add_column("orders", owner, inline_references=True)  # SQLite can add no constraint afterwards
    op.create_index("ix_orders_account_id", "orders", ["account_id"])


def downgrade() -> None:
    op.drop_index("ix_orders_account_id", "orders")
    with op.batch_alter_table("orders") as orders:  # SQLite drops no column that refers to something
        orders.drop_column("account_id")
    for table in ("sign_ins", "sessions", "accounts"):
        op.drop_table(table)
