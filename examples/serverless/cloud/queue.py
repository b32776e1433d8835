"""The queue: a table that stands for SQS. Not: who works on its messages.

A message that was received is hidden for a while and then there again, unless it was deleted: each is handed out at
least once. Whoever has it can say how long it stays hidden. What was received too often is a dead letter.
"""

import fcntl
import os
import secrets
import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

SCHEMA = """
create table if not exists messages (
    id text primary key, body text not null, sent_at real not null, visible_at real not null,
    receive_count integer not null default 0, receipt text
);
create index if not exists messages_visible on messages (visible_at);
create table if not exists dead_letters (id text primary key, body text not null, sent_at real not null);
"""
PATIENCE = 3
"""Seconds for which somebody waits for the queue."""


def connect(patience=PATIENCE):
    """Return a connection that waits so many seconds for its turn, and then raises sqlite3.OperationalError."""
    connection = sqlite3.connect(os.environ["SHOP_QUEUE"], timeout=patience, isolation_level=None)
    connection.execute("pragma synchronous = full")
    return connection


def create():
    with closing(connect()) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(SCHEMA)


@contextmanager
def turn():
    """Wait for one's turn to write, first come, first served; SQLite lets whoever happens to ask at the moment."""
    with Path(f"{os.environ['SHOP_QUEUE']}.turn").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def send(body):
    """Keep a message durably; return its id."""
    named, now = str(uuid4()), time.time()
    with turn(), closing(connect()) as connection:
        connection.execute(
            "insert into messages (id, body, sent_at, visible_at) values (?, ?, ?, ?)", (named, body, now, now)
        )
    return named


def receive(connection, queue):
    """Return a batch of messages that are due, in the form in which a function is handed them."""
    now = time.time()
    if not connection.execute("select 1 from messages where visible_at <= ?", (now,)).fetchone():
        return []
    with turn():
        return _received(connection, queue, now)


def _received(connection, queue, now):
    connection.execute("begin immediate")
    try:
        spent = (now, queue.max_receive_count)
        connection.execute(
            "insert into dead_letters select id, body, sent_at from messages"
            " where visible_at <= ? and receive_count >= ?",
            spent,
        )
        connection.execute("delete from messages where visible_at <= ? and receive_count >= ?", spent)
        due = connection.execute(
            "select id, body, sent_at, receive_count from messages where visible_at <= ? order by visible_at limit ?",
            (now, queue.batch_size),
        ).fetchall()
        records = [_record(*message) for message in due]
        connection.executemany(
            "update messages set visible_at = ?, receipt = ?, receive_count = receive_count + 1 where id = ?",
            [(now + queue.visibility_timeout, record["receiptHandle"], record["messageId"]) for record in records],
        )
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise
    return records


def _record(named, body, sent_at, receive_count):
    attributes = {"ApproximateReceiveCount": str(receive_count + 1), "SentTimestamp": str(int(sent_at * 1000))}
    return {
        "messageId": named,
        "receiptHandle": secrets.token_urlsafe(24),
        "body": body,
        "attributes": attributes,
        "eventSource": "aws:sqs",
    }


def delete(connection, receipts):
    with turn():
        connection.executemany("delete from messages where receipt = ?", [(receipt,) for receipt in receipts])


def change_visibility(receipt, seconds):
    """Have a message, which was received under this receipt, appear again in so many seconds."""
    with turn(), closing(connect()) as connection:
        connection.execute("update messages set visible_at = ? where receipt = ?", (time.time() + seconds, receipt))
