"""Orders as rows. Not: which state may follow which (`states.py`), nor who may look (`owners.py`)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from reference_app.database import Database, orders


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants to buy, at a price that was fixed when it was placed."""

    id: str
    token: str
    cart_key: str | None
    provider: str
    flow: str
    sku: str
    quantity: int
    amount: int
    currency: str
    email: str
    note: str
    reference: str
    payment_object: str | None
    payment_intent: str | None
    state: str
    hold: str | None
    paid_amount: int
    refunded_amount: int
    refunds_failed: int
    lost_amount: int
    created_at: float
    changed_at: float
    account_id: str | None = None
    """Whose it is; None: a guest's, who has the token."""
    to_capture: int | None = None
    """What staff decided to take of what the buyer authorised; None: nothing was decided, all of it is owed."""
    capture_request: str | None = None
    """Under which request that was decided: one capture per order."""
    paid_with: str | None = None
    """Brand and last four, as people may see them; None: not paid yet, or by no card."""
    payment_page: str | None = None
    """The provider's name for the page on which it is paid, where there is one to be closed."""

    @property
    def owed(self) -> int:
        """What must have been paid, no more and no less: by our own decision, whatever a payment says of itself."""
        return self.amount if self.to_capture is None else self.to_capture

    @property
    def status(self) -> str:
        """What is shown: a hold stands above every state until a person has looked."""
        return "held" if self.hold else self.state


def new_order(**given: Any) -> Order:
    """Make an order that is not stored yet, with an id and a token that nobody can guess."""
    now = time.time()
    return Order(
        id="ord_" + secrets.token_hex(12),
        token=secrets.token_urlsafe(24),
        payment_object=None,
        payment_intent=None,
        state="pending",
        hold=None,
        paid_amount=0,
        refunded_amount=0,
        refunds_failed=0,
        lost_amount=0,
        created_at=now,
        changed_at=now,
        **given,
    )


def nothing(_tx: sa.Connection) -> None:
    """Do nothing more than storing the order."""


def place(database: Database, order: Order, also: Callable[[sa.Connection], None] = nothing) -> Order:
    """Store a new order, and do `also` in the same transaction.

    If its cart key has an order already, return that one: a second click is not a second order.
    """
    try:
        with database.writing() as tx:
            tx.execute(orders.insert().values({name: getattr(order, name) for name in orders.c.keys()}))  # noqa: SIM118 - a ColumnCollection iterates over columns
            also(tx)
    except sa.exc.IntegrityError:
        with database.reading() as look:
            placed = _one(look, orders.c.cart_key == order.cart_key)
        if order.cart_key is None or placed is None:
            raise
        return placed
    return order


def by_id(look: sa.Connection, order_id: str | None) -> Order | None:
    return _one(look, orders.c.id == order_id)


def of_owner(look: sa.Connection, order_id: str, account_id: str | None) -> Order | None:
    """Find the order if it is this account's; None: if it is a guest's."""
    return _one(look, (orders.c.id == order_id) & (orders.c.account_id == account_id))


def of_account(look: sa.Connection, account_id: str) -> list[Order]:
    """Everything that this account has ordered, the newest first."""
    query = orders.select().where(orders.c.account_id == account_id)
    return [Order(**row) for row in look.execute(query.order_by(orders.c.created_at.desc())).mappings()]


def by_payment(look: sa.Connection, provider: str, object_id: str) -> Order | None:
    """Find the order that this payment of this provider's was created for: by what was opened, or by what paid it."""
    named = sa.or_(orders.c.payment_object == object_id, orders.c.payment_intent == object_id)
    return _one(look, (orders.c.provider == provider) & named)


def locked(tx: sa.Connection, order_id: str) -> Order | None:
    """Read an order that nobody else can change until the transaction ends (SQLite: the whole database is held)."""
    return _one(tx, orders.c.id == order_id, lock=True)


def change(tx: sa.Connection, order_id: str, **values: Any) -> None:
    tx.execute(orders.update().where(orders.c.id == order_id).values(changed_at=time.time(), **values))


def bind(database: Database, order: Order, object_id: str, page_id: str | None = None) -> None:
    """Remember which payment was opened for the order, in the place of the closed one that `order` had, if any.

    An event, or a second click, may have told it before; that is the same id, or the order keeps the first.
    """
    intent = object_id if object_id.startswith("pi_") else None
    with database.writing() as tx:
        known = locked(tx, order.id)
        if known is None or known.payment_object != order.payment_object or known.payment_object == object_id:
            return
        if known.payment_object is None:
            change(
                tx,
                order.id,
                payment_object=object_id,
                payment_intent=intent or known.payment_intent,
                payment_page=page_id,
            )
        else:
            undecided = {"to_capture": None, "capture_request": None}
            change(
                tx,
                order.id,
                payment_object=object_id,
                payment_intent=intent,
                payment_page=page_id,
                state="pending",
                **undecided,
            )


def in_states(look: sa.Connection, states: tuple[str, ...], before: float) -> list[Order]:
    """Orders in one of these states that were placed before that moment, oldest first."""
    query = orders.select().where(orders.c.state.in_(states), orders.c.created_at <= before)
    return [Order(**row) for row in look.execute(query.order_by(orders.c.created_at)).mappings()]


def placed_since(look: sa.Connection, moment: float) -> list[Order]:
    """Orders that were placed since that moment, oldest first."""
    query = orders.select().where(orders.c.created_at >= moment)
    return [Order(**row) for row in look.execute(query.order_by(orders.c.created_at)).mappings()]


def _one(connection: sa.Connection, where: sa.ColumnElement[bool], *, lock: bool = False) -> Order | None:
    query = orders.select().where(where)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return Order(**row) if row else None
