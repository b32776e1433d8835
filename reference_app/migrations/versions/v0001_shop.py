"""The first schema: orders, what they set off, what was applied, who works on what, refunds."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.String(40), primary_key=True, comment="ord_…, unguessable"),
        sa.Column("token", sa.String(64), nullable=False, comment="opens this order to its buyer, and nothing else"),
        sa.Column("cart_key", sa.String(64), unique=True, comment="the client's own key: one order per key"),
        sa.Column("flow", sa.String(16), nullable=False, comment="elements or hosted"),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False, comment="what is owed, in the minor unit; frozen"),
        sa.Column("currency", sa.String(3), nullable=False, comment="lower case; frozen"),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("note", sa.String(500), nullable=False),
        sa.Column("reference", sa.String(64), nullable=False, comment="the buyer's own short text; it is logged"),
        sa.Column("payment_object", sa.String(100), unique=True, comment="pi_… or cs_… that we created for it"),
        sa.Column("payment_intent", sa.String(100), unique=True, comment="pi_… that pays it; hosted: the session's"),
        sa.Column("state", sa.String(20), nullable=False, comment="orders/states.py"),
        sa.Column("hold", sa.String(40), comment="why a person must look first; shown as state held"),
        sa.Column("paid_amount", sa.BigInteger, nullable=False, comment="what the provider says it received"),
        sa.Column("refunded_amount", sa.BigInteger, nullable=False, comment="what the provider says it gave back"),
        sa.Column("created_at", sa.Float, nullable=False, comment="unix seconds"),
        sa.Column("changed_at", sa.Float, nullable=False, comment="unix seconds"),
    )
    op.create_table(
        "effects",
        sa.Column("once", sa.String(120), primary_key=True, comment="the name under which this may happen only once"),
        sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False, comment="mail or shipment"),
        sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
    )
    op.create_index("ix_effects_order_id", "effects", ["order_id"])
    op.create_table(
        "processed_events",
        sa.Column("key", sa.String(200), primary_key=True, comment="provider/account/mode/event id"),
        sa.Column("order_id", sa.String(40)),
        sa.Column("outcome", sa.String(40), nullable=False),
        sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
    )
    op.create_index("ix_processed_events_order_id", "processed_events", ["order_id"])
    op.create_table(
        "claims",
        sa.Column("key", sa.String(200), primary_key=True, comment="the event that somebody works on, or will again"),
        sa.Column("seq", sa.BigInteger, nullable=False, comment="its number in the inbox"),
        sa.Column("owner", sa.String(40), nullable=False, comment="the worker that holds the lease"),
        sa.Column("until", sa.Float, nullable=False, comment="unix seconds: end of the lease, or the next attempt"),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("parked", sa.String(80), comment="why nobody tries any more"),
    )
    op.create_table(
        "refunds",
        sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), primary_key=True),
        sa.Column("request_id", sa.String(64), primary_key=True, comment="from whoever asked: one refund per request"),
        sa.Column("amount", sa.BigInteger, nullable=False),
        sa.Column("status", sa.String(20), nullable=False, comment="requested, refused, or the provider's word"),
        sa.Column("provider_id", sa.String(100), comment="re_…"),
        sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
    )


def downgrade() -> None:
    for table in ("refunds", "claims", "processed_events", "effects", "orders"):
        op.drop_table(table)
