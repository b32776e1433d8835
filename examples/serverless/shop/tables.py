"""The shop's tables, as one uses DynamoDB: single items, and writes under a condition. Not: what is in an order.

A function reads an order, makes up its mind, and writes on condition that the order still is what it was read as.
Nothing is held meanwhile, so that a function may end at any time.
"""

import os
import sqlite3
from contextlib import closing, contextmanager
from dataclasses import asdict, fields

from shop.orders import Order

SCHEMA = """
create table if not exists orders (
    id text primary key, version integer not null, cart_hash text not null unique, sku text not null,
    quantity integer not null, amount integer not null, currency text not null, attempt integer not null,
    session text unique, payment text unique, status text not null, abandoned integer not null,
    captured integer not null, captured_currency text, refunded integer not null, bounced integer not null,
    disputes integer not null, disputes_over integer not null
);
-- What the print shop and the mail service work through: one of a kind for each order.
create table if not exists dispatches (
    order_id text not null references orders (id), kind text not null, unique (order_id, kind)
);
-- News that was worked through. Stripe can send it again for 30 days.
create table if not exists news (id text primary key, type text not null, done_at integer not null);
"""
COLUMNS = [field.name for field in fields(Order)]


class ConflictError(Exception):
    """Somebody else has written the order since it was read."""


@contextmanager
def _connected(patience=2):
    with closing(sqlite3.connect(os.environ["SHOP_TABLES"], timeout=patience, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("pragma synchronous = full")
        yield connection


def create():
    with _connected() as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(SCHEMA)


def find(**key):
    """Return the order with this id, session, payment or hash of a cart, or None."""
    ((column, value),) = key.items()
    with _connected() as connection:
        row = connection.execute(f"select * from orders where {column} = ?", (value,)).fetchone()
    return Order(**{**row, "abandoned": bool(row["abandoned"])}) if row else None


def known(news):
    """Return those of these ids of news that were worked through already."""
    marks = ", ".join("?" * len(news))
    with _connected() as connection:
        return {row["id"] for row in connection.execute(f"select id from news where id in ({marks})", list(news))}


def insert(order):
    """Write a new order, unless there is one of this cart; return the one that there is."""
    columns, values = ", ".join(COLUMNS), ", ".join(f":{name}" for name in COLUMNS)
    with _connected() as connection:
        connection.execute(
            f"insert into orders ({columns}) values ({values}) on conflict (cart_hash) do nothing", asdict(order)
        )
    return find(cart_hash=order.cart_hash)


def update(order, *, dispatches=(), news=()):
    """Write an order, what it is owed, and the news that has led to it: all of it, or nothing.

    `order` has the version as which it was read. Raises ConflictError if it is of another one now.
    """
    changed = ", ".join(f"{name} = :{name}" for name in COLUMNS if name not in ("id", "version"))
    with _transaction() as connection:
        written = connection.execute(
            f"update orders set version = version + 1, {changed} where id = :id and version = :version", asdict(order)
        )
        if not written.rowcount:
            raise ConflictError(order.id)
        connection.executemany(
            "insert into dispatches (order_id, kind) values (?, ?) on conflict do nothing",
            [(order.id, kind) for kind in dispatches],
        )
        _remember(connection, news)


def remember(news):
    """Write down that this news, pairs of id and type, needs no more work."""
    with _transaction() as connection:
        _remember(connection, news)


def forget(before):
    with _connected() as connection:
        return connection.execute("delete from news where done_at < ?", (before,)).rowcount


def _remember(connection, news):
    connection.executemany(
        "insert into news (id, type, done_at) values (?, ?, unixepoch()) on conflict do nothing", list(news)
    )


@contextmanager
def _transaction():
    with _connected() as connection:
        connection.execute("begin immediate")
        try:
            yield connection
        except BaseException:
            connection.execute("rollback")
            raise
        connection.execute("commit")
