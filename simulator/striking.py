"""The two steps at which a call may go wrong on purpose: before it executes, and after what it did was stored.

Not: which calls are struck, see faults.
"""

from __future__ import annotations

import json
import os
import signal
from functools import partial

from msgspec.structs import replace

from simulator.exchange import Dropped, Exchange, Hang, Held, Hold, Wait, asked_of, books_of, refused
from simulator.faults import Fault, Moment, Subject
from simulator.pointers import changed_where_there
from simulator.provider import Refusal, Reply


def fault_before(exchange: Exchange) -> Hold | Dropped | Reply | None:
    """Let the call go wrong before anything was done."""
    return _fault(exchange, "before")


def fault_after(exchange: Exchange) -> Hold | Dropped | Reply | None:
    """Let the call go wrong after all it did was stored."""
    met = _fault(exchange, "after")
    if met is None:
        return None
    said = met.then if isinstance(met, Wait) else met
    if isinstance(said, Reply) and exchange.keyed and exchange.provider.keeps_failures:
        # Stripe, "Idempotent requests": the first answer is kept whether it succeeds or fails, a 500 included.
        books_of(exchange).idempotency.answered(str(asked_of(exchange).idempotency_key), said)
    return met


def _fault(exchange: Exchange, moment: Moment) -> Hold | Dropped | Reply | None:
    books, faults = books_of(exchange), exchange.sandbox.faults
    if not faults.any_set(books.world_id):
        return None
    asked = asked_of(exchange)
    ids, amount = exchange.provider.subject(books, asked)
    subject = Subject(
        provider=books.provider,
        side=books.side,
        operation=asked.operation,
        by=exchange.caller or "secret_key",
        objects=ids | exchange.touched.keys(),
        amount=amount,
        now=books.clock.precise(),
    )
    fault = faults.strike(books.world_id, moment, subject)
    if fault is None:
        return None
    exchange.fault = fault
    faults.touch(books.world_id, fault.id, (*ids, *exchange.touched))
    if fault.action == "latency":
        return Wait(fault.seconds)
    if fault.action == "hold":
        return Held(
            fault.seconds,
            wait=partial(faults.wait, books.world_id, fault.id),
            waited=partial(faults.waited, books.world_id, fault.id),
        )
    if fault.action == "hang":
        return Hang()
    if fault.action in ("garble", "without", "null"):
        assert exchange.reply is not None  # noqa: S101 - such a fault strikes after the commit, which has answered
        exchange.reply = replace(exchange.reply, body=_spoilt(exchange.reply.body, fault))
        return None
    if fault.action == "status":
        return _late(fault, refused(exchange, _failure(exchange, fault)))
    if fault.action == "kill" and fault.process_group is not None:
        _kill(fault.process_group)
    return _late(fault, Dropped())


def _late(fault: Fault, end: Reply | Dropped) -> Wait | Reply | Dropped:
    return Wait(fault.seconds, end) if fault.seconds else end


def _failure(exchange: Exchange, fault: Fault) -> Refusal:
    refusal = exchange.provider.failure(fault.status, fault.message)
    refusal.headers = (*refusal.headers, *exchange.provider.retry_advice(fault.retry_after, fault.should_retry))
    return refusal


def _spoilt(body: bytes, fault: Fault) -> bytes:
    if fault.action == "garble":
        return body[: len(body) // 2]
    try:
        told = json.loads(body)
    except ValueError:  # the bytes of a file: they have no fields
        return body
    return json.dumps(changed_where_there(told, fault.pointers, to_null=fault.action == "null")).encode()


def _kill(process_group: int) -> None:
    """End the target at this point, as a power cut would."""
    try:
        os.killpg(process_group, signal.SIGKILL)
    except ProcessLookupError:
        return  # it had ended by itself: dead is what was asked for
