"""Hands messages of the queue to the worker, and calls the functions that have a timer. Not: what they do.

It is what Lambda calls an event source mapping: a batch is an invocation, and what the worker names among
`batchItemFailures` stays in the queue. The rest is deleted; if the invocation failed, nothing is.
"""

import json
import os
import select
import socket
import sqlite3
import time

from cloud import queue
from cloud.fleet import Fleet
from cloud.invocation import scheduled

LOOK_EVERY = 0.1


def run(stack):
    os.nice(5)  # elsewhere it has machines of its own; here whoever waits for an answer comes first
    fleet = Fleet(stack.functions)
    waiting, connection = {}, queue.connect()
    timers = {name: time.time() + of.every for name, of in stack.functions.items() if of.every}
    while True:
        try:
            while len(waiting) < stack.worker.concurrency and (records := queue.receive(connection, stack.queue)):
                waiting[invoke(fleet, stack.worker.name, {"Records": records})] = records
            for channel in select.select(list(waiting), [], [], LOOK_EVERY)[0]:
                with channel:
                    queue.delete(connection, done(waiting.pop(channel), channel.makefile("rb").read()))
        except sqlite3.Error as error:
            print(json.dumps({"level": "ERROR", "queue": type(error).__name__}), flush=True)
            time.sleep(0.5)
        for name in [name for name, due in timers.items() if due <= time.time()]:
            timers[name] = time.time() + stack.functions[name].every
            invoke(fleet, name, scheduled(time.time())).close()


def invoke(fleet, name, event):
    channel = fleet.start(name)
    channel.sendall(json.dumps(event).encode())
    channel.shutdown(socket.SHUT_WR)
    return channel


def done(records, outcome):
    """Return the receipts of the messages that may be deleted, by the rules for the outcome of a batch."""
    if not outcome:
        return []
    failed = {failure.get("itemIdentifier") for failure in (json.loads(outcome) or {}).get("batchItemFailures") or ()}
    if failed - {record["messageId"] for record in records}:  # not a name of this batch: all of it has failed
        return []
    return [record["receiptHandle"] for record in records if record["messageId"] not in failed]
