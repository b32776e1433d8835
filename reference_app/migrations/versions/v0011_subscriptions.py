"""Customers subscribe to plans: subscriptions, their invoices, changes and trials; effects may be a subscription's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the tables; all effects until now were of orders."""
    _customers()
    _subscriptions()
    _what_belongs_to_them()
    with op.batch_alter_table("effects") as changed:
        changed.alter_column("order_id", existing_type=sa.String(40), nullable=True, comment="null: a subscription's")
        changed.add_column(sa.Column("subscription_id", sa.String(40), comment="null: an order's"))
        changed.create_foreign_key("effects_subscription", "subscriptions", ["subscription_id"], ["id"])
    op.create_index("ix_effects_subscription_id", "effects", ["subscription_id"])


def downgrade() -> None:
    """Take them back, with what was said to subscribers: an effect must be an order's again."""
    op.execute("DELETE FROM effects WHERE order_id IS NULL")
    op.drop_index("ix_effects_subscription_id", "effects")
    with op.batch_alter_table("effects") as changed:
        changed.drop_constraint("effects_subscription", type_="foreignkey")
        changed.drop_column("subscription_id")
        changed.alter_column(
            "order_id",
            existing_type=sa.String(40),
            nullable=False,
            comment=None,
            existing_comment="null: a subscription's",
        )
    for name in ("invoices", "plan_changes", "trials", "subscriptions", "customers"):
        op.drop_table(name)


def _customers() -> None:
    op.create_table(
        "customers",
        sa.Column(
            "account_id", sa.String(40), sa.ForeignKey("accounts.id"), primary_key=True, comment="who it is here"
        ),
        sa.Column("provider", sa.String(16), primary_key=True, comment="who knows them under another name"),
        sa.Column("name", sa.String(255), nullable=False, index=True, comment="their id there"),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(40), primary_key=True, comment="sbn_…, unguessable"),
        sa.Column(
            "account_id", sa.String(40), sa.ForeignKey("accounts.id"), nullable=False, index=True, comment="whose"
        ),
        sa.Column(
            "claim", sa.String(40), unique=True, comment="the account while it lives: one per account; null: over"
        ),
        sa.Column("request_key", sa.String(64), comment="the client's own key: one subscription per key and account"),
        sa.Column("provider", sa.String(16), nullable=False, comment="who takes the money"),
        sa.Column(
            "plan", sa.String(20), nullable=False, comment="what was asked for, or changed to; subscriptions/plans.py"
        ),
        sa.Column("trial", sa.Boolean, nullable=False, comment="whether it begins with the account's one trial"),
        sa.Column("customer", sa.String(255), comment="who pays, as the provider knows them"),
        sa.Column("object_id", sa.String(255), unique=True, comment="the subscription's id at the provider"),
        sa.Column("plan_id", sa.String(255), comment="what is billed there, by the provider's id"),
        sa.Column("state", sa.String(20), nullable=False, comment="the provider's word, in ours: providers/record.py"),
        sa.Column("first_paid", sa.Boolean, nullable=False, comment="whether its first invoice was ever paid"),
        sa.Column("paid_until", sa.BigInteger, comment="unix seconds: end of what is paid for, or of the trial"),
        sa.Column("unpaid_since", sa.BigInteger, comment="unix seconds: since when an invoice waits; null: none does"),
        sa.Column(
            "given_back", sa.Boolean, nullable=False, comment="the money for what is paid for went back, all of it"
        ),
        sa.Column("cancels_at", sa.BigInteger, comment="unix seconds: when it ends; null: it goes on"),
        sa.Column("asked", sa.Integer, nullable=False, comment="how often the provider was asked for its record"),
        sa.Column("taken", sa.Integer, nullable=False, comment="which of these answers stands in this row"),
        sa.Column("created_at", sa.Float, nullable=False, comment="unix seconds"),
        sa.Column("changed_at", sa.Float, nullable=False, comment="unix seconds"),
        sa.UniqueConstraint("account_id", "request_key", name="subscription_of_request"),
    )


def _what_belongs_to_them() -> None:
    op.create_table(
        "trials",
        sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), primary_key=True, comment="who had one"),
        sa.Column("subscription_id", sa.String(40), sa.ForeignKey("subscriptions.id"), nullable=False, comment="which"),
    )
    op.create_table(
        "plan_changes",
        sa.Column("key", sa.String(40), primary_key=True, comment="idempotency key of the call"),
        _of(),
        sa.Column("plan", sa.String(20), nullable=False, comment="what it changes to"),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
    )
    op.create_table(
        "invoices",
        sa.Column("id", sa.String(255), primary_key=True, comment="the provider's id: what was billed once"),
        _of(),
        sa.Column("status", sa.String(20), nullable=False, comment="the provider's word, in ours: providers/record.py"),
        sa.Column("amount", sa.BigInteger, nullable=False, comment="what was paid of it, in the minor unit"),
        sa.Column("currency", sa.String(3), nullable=False, comment="lower case"),
        sa.Column("covers_until", sa.BigInteger, nullable=False, comment="unix seconds: end of what it is for"),
        sa.Column("payment", sa.String(255), index=True, comment="what pays it at the provider"),
        sa.Column("refunded", sa.BigInteger, nullable=False, comment="what went back of it"),
        sa.Column("lost", sa.BigInteger, nullable=False, comment="what disputes about it have cost for good"),
        sa.Column("disputed", sa.Boolean, nullable=False, comment="the bank has taken the money, for now or for good"),
    )


def _of() -> sa.Column[str]:
    key = sa.ForeignKey("subscriptions.id")
    return sa.Column("subscription_id", sa.String(40), key, nullable=False, index=True, comment="of")
