"""The shop's books: purchases, what was done for them, which events were seen. Not: talking to a provider.

One SQLite file. Whoever changes something does so inside `writing()`: one transaction that takes the write lock at
its start, so that two deliveries of one event cannot both find it unseen.
"""

import secrets
import sqlite3
from contextlib import contextmanager

SCHEMA = """
create table if not exists purchases (
    number integer primary key,
    token text not null unique,
    provider text not null,
    item text not null,
    cents integer not null,
    currency text not null,
    state text not null default 'awaiting',
    payment text unique,
    tries integer not null default 0,       -- how many orders at the provider it has had
    given_back integer not null default 0,  -- all that was ever on its way back
    bounced integer not null default 0,     -- what of it did not arrive
    contested integer not null default 0    -- the bank has the money, for now or for good
);
create table if not exists seen_events (id text primary key, type text not null, at text default current_timestamp);
-- What the parcel desk and the letter writer work through: one row of a kind per purchase, whatever happens.
create table if not exists deeds (
    purchase integer not null references purchases (number),
    kind text not null check (kind in ('parcel', 'letter')),
    unique (purchase, kind)
);
"""

# A purchase only ever moves to the right: the provider's news arrives in any order, and may be older than what we know.
FORWARD = ("awaiting", "called_off", "on_hold", "settled", "money_back")


class Books:
    def __init__(self, path):
        self.path = path
        with self._open() as connection:
            connection.execute("pragma journal_mode = wal")
            connection.executescript(SCHEMA)

    @contextmanager
    def _open(self):
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("pragma synchronous = full")
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def writing(self):
        """One transaction: everything inside is kept together, or nothing of it."""
        with self._open() as connection:
            connection.execute("begin immediate")
            try:
                yield connection
            except BaseException:
                connection.execute("rollback")
                raise
            connection.execute("commit")

    def open_purchase(self, provider, item, cents, currency):
        """Write down a purchase; return its token, which nobody can guess."""
        token = secrets.token_urlsafe(24)
        with self.writing() as connection:
            connection.execute(
                "insert into purchases (token, provider, item, cents, currency) values (?, ?, ?, ?, ?)",
                (token, provider, item, cents, currency),
            )
        return token

    def purchase(self, token):
        with self._open() as connection:
            return connection.execute("select * from purchases where token = ?", (token,)).fetchone()

    def with_payment(self, provider):
        with self._open() as connection:
            asked = "select * from purchases where provider = ? and payment is not null"
            return connection.execute(asked, (provider,)).fetchall()

    def of_payment(self, payment):
        with self._open() as connection:
            return connection.execute("select * from purchases where payment = ?", (payment,)).fetchone()

    def note_payment(self, purchase, payment):
        """Write down which order at the provider is waited for: the first, or the one after it was over."""
        with self.writing() as connection:
            connection.execute(
                "update purchases set payment = ?, tries = ?, state = 'awaiting'"
                " where number = ? and payment is ? and state in ('awaiting', 'called_off')",
                (payment, purchase["tries"] + 1, purchase["number"], purchase["payment"]),
            )

    def seen(self, event_id):
        with self._open() as connection:
            return connection.execute("select 1 from seen_events where id = ?", (event_id,)).fetchone() is not None


def mark_seen(connection, news):
    """Say whether this event is new; it is then written down as seen, if the transaction holds."""
    return connection.execute(
        "insert into seen_events (id, type) values (?, ?) on conflict do nothing", (news.id, news.type)
    ).rowcount


def advance(connection, purchase, payment, state):
    """Move a purchase forward, never back, and order once what a settled one is owed."""
    owed_again = payment.bounced > purchase["bounced"]
    if FORWARD.index(state) < FORWARD.index(purchase["state"]) and not owed_again:
        state = purchase["state"]
    connection.execute(
        "update purchases set state = ?, payment = ?, given_back = max(given_back, ?), bounced = max(bounced, ?),"
        " contested = ? where number = ?",
        (state, payment.id, payment.given_back, payment.bounced, payment.contested, purchase["number"]),
    )
    if state == "settled" and not payment.contested:
        connection.executemany(
            "insert into deeds (purchase, kind) values (?, ?) on conflict do nothing",
            [(purchase["number"], "parcel"), (purchase["number"], "letter")],
        )
    return state
