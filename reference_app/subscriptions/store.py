"""Subscriptions as rows. Not: what they give access to (`entitlement.py`), nor who may look (`owners.py`)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from reference_app.database import Database, customers, invoices, subscriptions

NEW = "incomplete"


@dataclass(frozen=True, slots=True)
class Subscription:
    """What an account has subscribed to, as the provider said when it was last asked. Times are unix seconds."""

    id: str
    account_id: str
    claim: str | None
    """The account while it lives; None: it is over, and another may begin."""
    request_key: str | None
    provider: str
    plan: str
    trial: bool
    customer: str | None
    object_id: str | None
    plan_id: str | None
    state: str
    first_paid: bool
    paid_until: int | None
    unpaid_since: int | None
    given_back: bool
    cancels_at: int | None
    next_plan: str | None
    """What it changes to with the next period; None: nothing else."""
    asked: int
    taken: int
    created_at: float
    changed_at: float

    @property
    def over(self) -> bool:
        return self.claim is None


def new_subscription(
    account_id: str, provider: str, plan: str, *, trial: bool, request_key: str | None = None
) -> Subscription:
    """Make one that is not stored yet, with an id that nobody can guess."""
    now = time.time()
    return Subscription(
        id="sbn_" + secrets.token_hex(12),
        account_id=account_id,
        claim=account_id,
        request_key=request_key,
        provider=provider,
        plan=plan,
        trial=trial,
        customer=None,
        object_id=None,
        plan_id=None,
        state=NEW,
        first_paid=False,
        paid_until=None,
        unpaid_since=None,
        given_back=False,
        cancels_at=None,
        next_plan=None,
        asked=0,
        taken=0,
        created_at=now,
        changed_at=now,
    )


def add(tx: sa.Connection, one: Subscription) -> None:
    """Store it. Raises sqlalchemy's IntegrityError if its account has one that lives."""
    tx.execute(subscriptions.insert().values({name: getattr(one, name) for name in subscriptions.c.keys()}))  # noqa: SIM118 - a ColumnCollection iterates over columns


def by_id(look: sa.Connection, name: str | None) -> Subscription | None:
    return _one(look, subscriptions.c.id == name)


def by_object(look: sa.Connection, provider: str, object_id: str) -> Subscription | None:
    return _one(look, (subscriptions.c.provider == provider) & (subscriptions.c.object_id == object_id))


def by_payment(look: sa.Connection, provider: str, *payments: str) -> Subscription | None:
    """Find the one of whose invoices one of these paid one."""
    of = sa.select(invoices.c.subscription_id).where(invoices.c.payment.in_([name for name in payments if name]))
    return _one(look, (subscriptions.c.provider == provider) & subscriptions.c.id.in_(of))


def by_request(look: sa.Connection, account_id: str, key: str | None) -> Subscription | None:
    if key is None:
        return None
    return _one(look, (subscriptions.c.account_id == account_id) & (subscriptions.c.request_key == key))


def of_account(look: sa.Connection, account_id: str) -> Subscription | None:
    """Return the one that lives; if none does, the last one that did."""
    query = subscriptions.select().where(subscriptions.c.account_id == account_id)
    lives_first = query.order_by(subscriptions.c.claim.is_(None), subscriptions.c.created_at.desc()).limit(1)
    row = look.execute(lives_first).mappings().first()
    return Subscription(**row) if row else None


def living(look: sa.Connection) -> list[Subscription]:
    """Every one that is not over, oldest first."""
    query = subscriptions.select().where(subscriptions.c.claim.is_not(None))
    return [Subscription(**row) for row in look.execute(query.order_by(subscriptions.c.created_at)).mappings()]


def living_of(look: sa.Connection, account_id: str) -> Subscription | None:
    return _one(look, subscriptions.c.claim == account_id)


def waiting_of(look: sa.Connection, provider: str, account_id: str) -> Subscription | None:
    """Find the one of this account of whose creation we have not heard: not every provider tells our name for it."""
    mine = (subscriptions.c.claim == account_id) & (subscriptions.c.provider == provider)
    return _one(look, mine & subscriptions.c.object_id.is_(None))


def locked(tx: sa.Connection, name: str) -> Subscription | None:
    """Read one that nobody else can change until the transaction ends (SQLite: the whole database is held)."""
    return _one(tx, subscriptions.c.id == name, lock=True)


def change(tx: sa.Connection, name: str, values: Mapping[str, Any]) -> None:
    tx.execute(subscriptions.update().where(subscriptions.c.id == name).values(changed_at=time.time(), **values))


def bind(database: Database, one: Subscription, object_id: str) -> Subscription:
    """Remember which subscription was created for it; whoever was first has told the same id."""
    with database.writing() as tx:
        unbound = (subscriptions.c.id == one.id) & subscriptions.c.object_id.is_(None)
        tx.execute(subscriptions.update().where(unbound).values(object_id=object_id))
        return by_id(tx, one.id) or one


def next_look(database: Database, one: Subscription) -> int:
    """Return the number of the question that the provider is about to be asked."""
    mine = subscriptions.update().where(subscriptions.c.id == one.id).values(asked=subscriptions.c.asked + 1)
    with database.writing() as tx:
        return int(tx.execute(mine.returning(subscriptions.c.asked)).scalar_one())


def account_of_customer(look: sa.Connection, provider: str, customer: str | None) -> str | None:
    mine = (customers.c.provider == provider) & (customers.c.name == customer)
    found = look.execute(sa.select(customers.c.account_id).where(mine)).scalar()
    return None if found is None else str(found)


def customer_of_account(look: sa.Connection, provider: str, account_id: str) -> str | None:
    mine = (customers.c.provider == provider) & (customers.c.account_id == account_id)
    found = look.execute(sa.select(customers.c.name).where(mine)).scalar()
    return None if found is None else str(found)


def _one(connection: sa.Connection, where: sa.ColumnElement[bool], *, lock: bool = False) -> Subscription | None:
    query = subscriptions.select().where(where)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    return Subscription(**row) if row else None
