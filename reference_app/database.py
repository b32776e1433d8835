"""The business database: its tables and how a transaction begins. Not: queries (`orders/store.py` and its like).

The migrations create these tables; a test holds the two against each other. SQLite is fine for one machine,
PostgreSQL for more. The inbox is *not* here: an acknowledgement must never wait for this database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

metadata = sa.MetaData()

accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True, comment="acc_…"),
    sa.Column("email", sa.String(254), nullable=False, unique=True, comment="lower case; nobody has proved it"),
    sa.Column("password", sa.String(120), nullable=False, comment="accounts/passwords.py: costs, salt and key"),
    sa.Column("created_at", sa.Float, nullable=False, comment="unix seconds"),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.String(64), primary_key=True, comment="SHA-256 of the word that its browser has"),
    sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), nullable=False, index=True, comment="whose"),
    sa.Column("until", sa.Float, nullable=False, comment="unix seconds: it is worth nothing afterwards"),
)

sign_ins = sa.Table(
    "sign_ins",
    metadata,
    sa.Column("address", sa.String(64), primary_key=True, comment="SHA-256 of what was typed as address"),
    sa.Column("tries", sa.Integer, nullable=False, comment="since then, right ones set it back"),
    sa.Column("since", sa.Float, nullable=False, comment="unix seconds"),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True, comment="ord_…, unguessable"),
    sa.Column("token", sa.String(64), nullable=False, comment="opens this order to its buyer, and nothing else"),
    sa.Column("cart_key", sa.String(64), unique=True, comment="the client's own key: one order per key"),
    sa.Column("provider", sa.String(16), nullable=False, server_default="stripe", comment="who takes the money"),
    sa.Column("flow", sa.String(16), nullable=False, comment="elements, hosted or reserve"),
    sa.Column("sku", sa.String(40), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="what is owed, in the minor unit; frozen"),
    sa.Column("currency", sa.String(3), nullable=False, comment="lower case; frozen"),
    sa.Column("email", sa.String(254), nullable=False),
    sa.Column("note", sa.String(500), nullable=False),
    sa.Column("reference", sa.String(64), nullable=False, comment="the buyer's own short text; it is logged"),
    sa.Column("payment_object", sa.String(255), unique=True, comment="what we created for it at the provider"),
    sa.Column("payment_intent", sa.String(255), unique=True, comment="what pays it there: intent, capture, payment"),
    sa.Column("state", sa.String(20), nullable=False, comment="orders/states.py"),
    sa.Column("hold", sa.String(40), comment="why a person must look first; shown as state held"),
    sa.Column("paid_amount", sa.BigInteger, nullable=False, comment="what the provider says it received"),
    sa.Column("refunded_amount", sa.BigInteger, nullable=False, comment="what the provider says it gave back"),
    sa.Column("refunds_failed", sa.BigInteger, nullable=False, comment="what of refunds the bank did not take"),
    sa.Column("lost_amount", sa.BigInteger, nullable=False, comment="what disputes have cost for good"),
    sa.Column("created_at", sa.Float, nullable=False, comment="unix seconds"),
    sa.Column("changed_at", sa.Float, nullable=False, comment="unix seconds"),
    sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), index=True, comment="whose; null: a guest's"),
    sa.Column("to_capture", sa.BigInteger, comment="what staff decided to take of what was authorised; null: nothing"),
    sa.Column("capture_request", sa.String(64), comment="from whoever asked: one capture per order"),
    sa.Column("paid_with", sa.String(40), comment="brand and last four, for people"),
    sa.Column("payment_page", sa.String(255), comment="a provider's page for paying it, to be closed by this name"),
)

carts = sa.Table(
    "carts",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True, comment="cart_…, unguessable"),
    sa.Column("sku", sa.String(40), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False),
    sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), comment="the last order that was made of it"),
)

coupon_uses = sa.Table(
    "coupon_uses",
    metadata,
    sa.Column("code", sa.String(40), primary_key=True, comment="a coupon for a single use: one order has it"),
    sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), nullable=False),
)

stock = sa.Table(
    "stock",
    metadata,
    sa.Column("sku", sa.String(40), primary_key=True, comment="one of which there are only so many"),
    sa.Column("free", sa.Integer, nullable=False, comment="pieces that are set aside for nobody"),
    sa.CheckConstraint("free >= 0", name="stock_free_is_not_negative"),
)

reservations = sa.Table(
    "reservations",
    metadata,
    sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), primary_key=True),
    sa.Column("sku", sa.String(40), sa.ForeignKey("stock.sku"), nullable=False),
    sa.Column("quantity", sa.Integer, nullable=False, comment="pieces set aside for the order, or sold to it"),
)

effects = sa.Table(
    "effects",
    metadata,
    sa.Column("once", sa.String(120), primary_key=True, comment="the name under which this may happen only once"),
    sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), index=True, comment="null: a subscription's"),
    sa.Column("kind", sa.String(20), nullable=False, comment="mail or shipment"),
    sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
    sa.Column("letter", sa.Text, comment="what the mailer sends; null: nothing to be read"),
    sa.Column(
        "subscription_id",
        sa.String(40),
        sa.ForeignKey("subscriptions.id", name="effects_subscription"),
        index=True,
        comment="null: an order's",
    ),
)

customers = sa.Table(
    "customers",
    metadata,
    sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), primary_key=True, comment="who it is here"),
    sa.Column("provider", sa.String(16), primary_key=True, comment="who knows them under another name"),
    sa.Column("name", sa.String(255), nullable=False, index=True, comment="their id there"),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", sa.String(40), primary_key=True, comment="sbn_…, unguessable"),
    sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), nullable=False, index=True, comment="whose"),
    sa.Column("claim", sa.String(40), unique=True, comment="the account while it lives: one per account; null: over"),
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
    sa.Column("given_back", sa.Boolean, nullable=False, comment="the money for what is paid for went back, all of it"),
    sa.Column("cancels_at", sa.BigInteger, comment="unix seconds: when it ends; null: it goes on"),
    sa.Column("next_plan", sa.String(20), comment="what is billed from the next period on; null: the same"),
    sa.Column("asked", sa.Integer, nullable=False, comment="how often the provider was asked for its record"),
    sa.Column("taken", sa.Integer, nullable=False, comment="which of these answers stands in this row"),
    sa.Column("created_at", sa.Float, nullable=False, comment="unix seconds"),
    sa.Column("changed_at", sa.Float, nullable=False, comment="unix seconds"),
    sa.UniqueConstraint("account_id", "request_key", name="subscription_of_request"),
)

trials = sa.Table(
    "trials",
    metadata,
    sa.Column("account_id", sa.String(40), sa.ForeignKey("accounts.id"), primary_key=True, comment="who had one"),
    sa.Column("subscription_id", sa.String(40), sa.ForeignKey("subscriptions.id"), nullable=False, comment="which"),
)

plan_changes = sa.Table(
    "plan_changes",
    metadata,
    sa.Column("key", sa.String(40), primary_key=True, comment="idempotency key of the call"),
    sa.Column(
        "subscription_id", sa.String(40), sa.ForeignKey("subscriptions.id"), nullable=False, index=True, comment="of"
    ),
    sa.Column("plan", sa.String(20), nullable=False, comment="what it changes to"),
    sa.Column("outcome", sa.String(20), nullable=False),
    sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
)

invoices = sa.Table(
    "invoices",
    metadata,
    sa.Column("id", sa.String(255), primary_key=True, comment="the provider's id: what was billed once"),
    sa.Column(
        "subscription_id", sa.String(40), sa.ForeignKey("subscriptions.id"), nullable=False, index=True, comment="of"
    ),
    sa.Column("status", sa.String(20), nullable=False, comment="the provider's word, in ours: providers/record.py"),
    sa.Column("amount", sa.BigInteger, nullable=False, comment="what was paid of it, in the minor unit"),
    sa.Column("currency", sa.String(3), nullable=False, comment="lower case"),
    sa.Column("covers_until", sa.BigInteger, nullable=False, comment="unix seconds: end of what it is for"),
    sa.Column("payment", sa.String(255), index=True, comment="what pays it at the provider"),
    sa.Column("refunded", sa.BigInteger, nullable=False, comment="what went back of it"),
    sa.Column("lost", sa.BigInteger, nullable=False, comment="what disputes about it have cost for good"),
    sa.Column("disputed", sa.Boolean, nullable=False, comment="the bank has taken the money, for now or for good"),
)

processed_events = sa.Table(
    "processed_events",
    metadata,
    sa.Column("key", sa.String(400), primary_key=True, comment="provider/account/mode/event id"),
    sa.Column("order_id", sa.String(40), index=True),
    sa.Column("outcome", sa.String(40), nullable=False),
    sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
)

claims = sa.Table(
    "claims",
    metadata,
    sa.Column("key", sa.String(400), primary_key=True, comment="the event that somebody works on, or will again"),
    sa.Column("seq", sa.BigInteger, nullable=False, comment="its number in the inbox"),
    sa.Column("owner", sa.String(40), nullable=False, comment="the worker that holds the lease"),
    sa.Column("until", sa.Float, nullable=False, comment="unix seconds: end of the lease, or the next attempt"),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("parked", sa.String(80), comment="why nobody tries any more"),
)

refunds = sa.Table(
    "refunds",
    metadata,
    sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), primary_key=True),
    sa.Column("request_id", sa.String(64), primary_key=True, comment="from whoever asked: one refund per request"),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("status", sa.String(20), nullable=False, comment="requested, refused, or the provider's word"),
    sa.Column("provider_id", sa.String(255), comment="the refund's id there"),
    sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
)

attempts = sa.Table(
    "attempts",
    metadata,
    sa.Column("order_id", sa.String(40), sa.ForeignKey("orders.id"), primary_key=True),
    sa.Column("name", sa.String(300), primary_key=True, comment="a press on Pay, or what is taken when approved"),
    sa.Column("key", sa.String(40), nullable=False, unique=True, comment="idempotency key of the call"),
    sa.Column("outcome", sa.String(20), nullable=False, comment="begun, or what came of it as far as is known"),
    sa.Column("at", sa.Float, nullable=False, comment="unix seconds"),
)


class Database:
    """An engine, and the two ways to use it: looking and changing."""

    def __init__(self, url: str) -> None:
        self.sqlite = url.startswith("sqlite")
        if self.sqlite:
            # isolation_level=None: the driver begins nothing by itself, `_begin_sqlite` does.
            self.engine = sa.create_engine(
                url,
                connect_args={"timeout": 15, "isolation_level": None},
                pool_size=10,
                max_overflow=30,
                hide_parameters=True,
            )
            sa.event.listen(self.engine, "connect", _prepare_sqlite)
            sa.event.listen(self.engine, "begin", _begin_sqlite)
        else:
            # A database that is away, or a lock that nobody gives back, must be an error soon and not a hang.
            waits = {"connect_timeout": 5, "options": "-c lock_timeout=10s -c statement_timeout=30s"}
            options = {"connect_args": waits, "pool_pre_ping": True}
            self.engine = sa.create_engine(url, pool_size=10, max_overflow=30, hide_parameters=True, **options)

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """One consistent look."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """One transaction: all of it happens, or nothing."""
        with self.engine.connect().execution_options(writes=True) as connection, connection.begin():
            yield connection


def _prepare_sqlite(connection: object, _record: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined] # SQLAlchemy types the driver's connection as object
    # WAL lets readers go on while somebody writes; FULL makes a commit survive a power cut.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    """Take the write lock first: a lock taken in the middle of a transaction can end in SQLITE_BUSY at once."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
