"""The shop's two SQLite files: the inbox of news, and the orders with what was done for them. Not: what news means."""

import secrets
import sqlite3
import threading
from contextlib import contextmanager

INBOX = """
create table if not exists inbox (
    number integer primary key, name text unique, raw blob, signature text,
    came real not null, done integer not null default 0
);
"""
ORDERS = """
create table if not exists givings (
    word text primary key, order_id text not null references orders (id), amount integer not null
);
create table if not exists orders (
    id text primary key, cart text not null unique, sku text not null, amount integer not null, currency text not null,
    step integer not null default 0, payment text unique, tries integer not null default 0,
    to_take integer, taken_by text, received integer not null default 0,
    refunded integer not null default 0, bounced integer not null default 0, contested integer not null default 0,
    state text not null
);
create table if not exists parcels (order_id text primary key references orders (id));
create table if not exists letters (order_id text primary key references orders (id));
"""


class File:
    """One SQLite file; every change is one transaction, synced before it counts."""

    def __init__(self, path, schema, patience):
        self.path, self.patience, self.turn = path, patience, threading.Lock()
        with self.open() as connection:
            connection.execute("pragma journal_mode = wal")
            connection.executescript(schema)

    @contextmanager
    def open(self):
        connection = sqlite3.connect(self.path, timeout=self.patience, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma synchronous = full")
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def writing(self):
        with self.turn, self.open() as connection:
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    def row(self, query, *values):
        with self.open() as connection:
            return connection.execute(query, values).fetchone()


class Inbox(File):
    def __init__(self, path):
        super().__init__(path, INBOX, patience=2)

    def keep(self, name, raw, signature, now):
        """Keep news; the same event is kept once. Without a name (nobody has verified it yet) all is kept."""
        with self.writing() as connection:
            connection.execute(
                "insert into inbox (name, raw, signature, came) values (?, ?, ?, ?) on conflict do nothing",
                (name, raw, signature, now),
            )

    def next(self, after, before):
        """Return the oldest undone news above a number that came before a time."""
        return self.row(
            "select * from inbox where not done and number > ? and came <= ? order by number limit 1", after, before
        )

    def finish(self, number):
        """Write down that news is done, and forget what it said: people write card numbers into descriptions."""
        with self.writing() as connection:
            connection.execute("update inbox set done = 1, raw = null, signature = null where number = ?", (number,))

    def purge(self, before):
        with self.writing() as connection:
            connection.execute("delete from inbox where done and came < ?", (before,))


class Orders(File):
    def __init__(self, path, states):
        super().__init__(path, ORDERS, patience=10)
        self.states = states

    def open_order(self, cart, sku, amount, currency):
        """Return the order of a cart, which is made if there is none."""
        with self.writing() as connection:
            connection.execute(
                "insert into orders (id, cart, sku, amount, currency, state) values (?, ?, ?, ?, ?, ?)"
                " on conflict (cart) do nothing",
                (secrets.token_urlsafe(18), cart, sku, amount, currency, self.states[0]),
            )
            return connection.execute("select * from orders where cart = ?", (cart,)).fetchone()

    def order(self, order_id):
        return self.row("select * from orders where id = ?", order_id)

    def of_payment(self, payment):
        return self.row("select * from orders where payment = ?", payment)

    def with_payment(self):
        with self.open() as connection:
            return connection.execute("select * from orders where payment is not null").fetchall()

    def wait_for(self, order, payment):
        """Write down which payment is waited for, unless it is another one by now."""
        with self.writing() as connection:
            connection.execute(
                "update orders set payment = ?, tries = ?, step = 0, state = ?, to_take = null, taken_by = null"
                " where id = ? and payment is ? and step < 2",
                (payment, order["tries"] + 1, self.states[0], order["id"], order["payment"]),
            )

    def promise_back(self, name, word, amount):
        """Write down that so much goes back; False if that is more than is left, or the word was for something else."""
        with self.writing() as connection:
            known = connection.execute("select order_id, amount from givings where word = ?", (word,)).fetchone()
            if known is not None:
                return tuple(known) == (name, amount)
            order = connection.execute("select * from orders where id = ?", (name,)).fetchone()
            (promised,) = connection.execute(
                "select coalesce(sum(amount), 0) from givings where order_id = ?", (name,)
            ).fetchone()
            if amount > order["received"] - max(promised, order["refunded"] - order["bounced"]):
                return False
            connection.execute("insert into givings values (?, ?, ?)", (word, name, amount))
            return True

    def take_back_promise(self, word):
        with self.writing() as connection:
            connection.execute("delete from givings where word = ?", (word,))

    def decide(self, order_id, word, amount):
        """Write down what shall be taken, once for each order; return it, or None if it was decided otherwise."""
        with self.writing() as connection:
            connection.execute(
                "update orders set to_take = ?, taken_by = ? where id = ? and step = 0 and taken_by is null",
                (amount, word, order_id),
            )
            order = connection.execute("select * from orders where id = ?", (order_id,)).fetchone()
        return order if (order["to_take"], order["taken_by"]) == (amount, word) else None

    def forget(self, order_id, word):
        """Take a decision back that came to nothing."""
        with self.writing() as connection:
            connection.execute(
                "update orders set to_take = null, taken_by = null where id = ? and taken_by = ? and received = 0",
                (order_id, word),
            )

    def move(self, order_id, payment, step):
        """Move an order forward, never back, and order once what a paid one is owed."""
        with self.writing() as connection:
            order = connection.execute("select * from orders where id = ?", (order_id,)).fetchone()
            if payment.bounced <= order["bounced"]:
                step = max(step, order["step"])
            connection.execute(
                "update orders set step = ?, state = ?, received = max(received, ?), refunded = max(refunded, ?),"
                " bounced = max(bounced, ?), contested = ? where id = ?",
                (
                    step,
                    self.states[2 if payment.contested else step],
                    payment.received,
                    payment.refunded,
                    payment.bounced,
                    payment.contested,
                    order_id,
                ),
            )
            if step == 3 and not payment.contested:
                for table in ("parcels", "letters"):
                    connection.execute(f"insert into {table} values (?) on conflict do nothing", (order_id,))
