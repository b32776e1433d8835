"""The life of an API call as a list of named steps. Not: any provider's rules, sockets or waiting.

`handle` is a generator: a step may ask for a hold, which the server awaits. A `Wait` is resumed to its end whether or
not the client still listens, for a provider carries on too; after a `Hang` nothing comes: the server closes the
generator when the client has gone. The server writes the reply (or closes the connection for `Dropped`) and then calls
`sandbox.flush_announcements()`; it also does so before it awaits a `Hang`, for then no reply will ever leave.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable, Generator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeAlias

from simulator.clock import instant
from simulator.faults import Fault, Moment, Subject
from simulator.masking import mask_parameters
from simulator.pointers import changed_where_there
from simulator.provider import Asked, Caller, Cause, Outcome, Provider, Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.world import Books

BANNER = ("X-Assay-Simulator", "true")
"""On every reply, so that nobody takes the simulator for the provider."""

TOLD_HEADERS = ("stripe-version", "user-agent", "stripe-account", "square-version", "paypal-request-id")


@dataclass(frozen=True, slots=True)
class Wait:
    """Hold the call for that many real seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Held:
    """Hold the call until it is let go, or for that many real seconds."""

    seconds: float
    wait: Callable[[Callable[[], None]], None]
    """Takes what is to be called when the call is let go."""
    waited: Callable[[Callable[[], None]], None]
    """To be told, with the same, when the call goes on, for whatever reason."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Say nothing until the client goes away."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Close the connection without a reply."""


Hold: TypeAlias = Wait | Held | Hang
Step: TypeAlias = "Callable[[Exchange], Hold | Dropped | Reply | None]"


@dataclass(slots=True)
class Exchange:
    """One call on its way through the steps."""

    sandbox: Sandbox
    provider: Provider
    request: Request
    at: float
    request_id: str
    books: Books | None = None
    caller: Caller | None = None
    asked: Asked | None = None
    outcome: Outcome | None = None
    reply: Reply | None = None
    replayed: bool = False
    keyed: bool = False
    """Whether the call's idempotency key is in flight, and is ours to end."""
    fault: Fault | None = None
    touched: dict[str, None] = field(default_factory=dict)


def handle(sandbox: Sandbox, provider: Provider, request: Request) -> Generator[Hold, None, Reply | Dropped]:
    """Answer one request. Pages that a buyer's browser opens without a key are no API calls and pass no step."""
    page = provider.serve_page(sandbox, request)
    if page is not None:
        return page
    exchange = Exchange(sandbox, provider, request, instant(), provider.request_id(sandbox.random))
    sent: Reply | None = None
    try:
        for step in STEPS:
            met = step(exchange)
            if isinstance(met, Wait | Held):
                yield met
                if _books(exchange).world_id not in sandbox.worlds:
                    return Dropped()  # the world was closed meanwhile: there is nothing left to act on
            elif isinstance(met, Hang):
                yield met
                return Dropped()
            elif isinstance(met, Dropped):
                return met
            elif met is not None:
                exchange.reply = met
                break
        assert exchange.reply is not None  # noqa: S101 - the last step answers whatever was not refused
        sent = replace(exchange.reply, headers=(*exchange.reply.headers, BANNER))
        return sent
    finally:
        _end(exchange, sent)


# The steps, in the order of STEPS below. A step returns None to go on, a Reply or Dropped to end, or a hold.


def authenticate(exchange: Exchange) -> Reply | None:
    """Find out whose call this is. What had come due in those books happens first."""
    sandbox, provider = exchange.sandbox, exchange.provider
    try:
        admitted = provider.authenticate(lambda key: sandbox.books_for(provider, key), exchange.request)
    except Refusal as refusal:
        exchange.asked = provider.recognise(exchange.request, "secret_key")
        return provider.refuse(None, exchange.asked, refusal, exchange.request_id)
    exchange.books, exchange.caller = admitted.books, admitted.caller
    if admitted.books.due:
        sandbox.run_due(admitted.books)
    return None


def recognise(exchange: Exchange) -> Reply | None:
    """Find out what is asked for; a call that cannot be executed at all is refused here."""
    assert exchange.caller is not None  # noqa: S101 - authenticated above
    asked = exchange.provider.recognise(exchange.request, exchange.caller)
    exchange.asked = asked
    exchange.touched.update(dict.fromkeys(asked.ids))
    if asked.refusal is not None:
        return _refuse(exchange, asked.refusal)
    return None


def limit(exchange: Exchange) -> Reply | None:
    """Refuse a call beyond the provider's rate; it comes before idempotency, so a refused key stays new."""
    books = _books(exchange)
    if not exchange.sandbox.worlds[books.world_id].limited:
        return None
    second = books.clock.now()
    if second != books.second:
        books.second, books.calls_in_second = second, 0
    books.calls_in_second += 1
    if books.calls_in_second > exchange.provider.rates[books.side]:
        return _refuse(exchange, exchange.provider.failure(429))
    return None


def fault_before(exchange: Exchange) -> Hold | Dropped | Reply | None:
    """Let the call go wrong before anything was done."""
    return _fault(exchange, "before")


def idempotency(exchange: Exchange) -> Reply | None:
    """Answer a key's second use from its record, or refuse it; a first use is in flight from now on."""
    books, asked = _books(exchange), _asked(exchange)
    key = asked.idempotency_key
    if key is None:
        return None
    standing, earlier = books.idempotency.begin(key, asked.fingerprint, books.clock.precise())
    if standing == "new":
        exchange.keyed = True
    elif earlier is not None:
        exchange.replayed = True
        exchange.reply = exchange.provider.replay(earlier)
        exchange.touched.update(dict.fromkeys(earlier.objects))
    else:
        return _refuse(exchange, exchange.provider.conflict(standing, key))
    return None


def route(exchange: Exchange) -> Reply | None:
    """Let the provider decide what the call does."""
    if exchange.replayed:
        return None
    assert exchange.caller is not None  # noqa: S101 - authenticated above
    try:
        exchange.outcome = exchange.provider.execute(_books(exchange), _asked(exchange), exchange.caller)
    except Refusal as refusal:
        reply = _refuse(exchange, refusal)
        if exchange.keyed and refusal.executed:
            _books(exchange).idempotency.answered(str(_asked(exchange).idempotency_key), reply)
        return reply
    return None


def commit(exchange: Exchange) -> None:
    """Store what was decided, in one step, and write the answer from what is now stored."""
    outcome = exchange.outcome
    if outcome is None:
        return
    books, asked = _books(exchange), _asked(exchange)
    books.put(outcome.puts, outcome.removes)
    if outcome.error is not None:
        exchange.reply = exchange.provider.refuse(books, asked, outcome.error, exchange.request_id)
    else:
        exchange.reply = exchange.provider.answer(books, asked, outcome, exchange.request_id)
    exchange.touched.update(dict.fromkeys((*exchange.reply.objects, *outcome.objects)))
    exchange.touched.update((stored.id, None) for stored in outcome.puts)
    if exchange.keyed:
        books.idempotency.answered(str(asked.idempotency_key), replace(exchange.reply, objects=tuple(exchange.touched)))


def announce(exchange: Exchange) -> None:
    """Turn changes into the provider's events; they leave when the reply has left."""
    outcome = exchange.outcome
    if outcome is None or not (outcome.announcements or outcome.later):
        return
    # An idempotency key is shown in the event of whoever's call it was, made up by us or not.
    cause = Cause(exchange.request_id, _asked(exchange).idempotency_key)
    exchange.sandbox.commit(_books(exchange), replace(outcome, puts=(), removes=()), cause)


def fault_after(exchange: Exchange) -> Hold | Dropped | Reply | None:
    """Let the call go wrong after all it did was stored."""
    met = _fault(exchange, "after")
    if isinstance(met, Reply) and exchange.keyed:
        # Stripe, "Idempotent requests": the first answer is kept whether it succeeds or fails, a 500 included.
        _books(exchange).idempotency.answered(str(_asked(exchange).idempotency_key), met)
    return met


def reply(exchange: Exchange) -> Reply | None:
    """Answer."""
    return exchange.reply


STEPS: tuple[Step, ...] = (
    authenticate,
    recognise,
    limit,
    fault_before,
    idempotency,
    route,
    commit,
    announce,
    fault_after,
    reply,
)


def _fault(exchange: Exchange, moment: Moment) -> Hold | Dropped | Reply | None:
    books, asked, faults = _books(exchange), _asked(exchange), exchange.sandbox.faults
    if not faults.any_set(books.world_id):
        return None
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
        return _refuse(exchange, exchange.provider.failure(fault.status))
    if fault.action == "kill" and fault.process_group is not None:
        _kill(fault.process_group)
    return Dropped()


def _spoilt(body: bytes, fault: Fault) -> bytes:
    if fault.action == "garble":
        return body[: len(body) // 2]
    content = changed_where_there(json.loads(body), fault.pointers, to_null=fault.action == "null")
    return json.dumps(content).encode()


def _kill(process_group: int) -> None:
    """End the target at this point, as a power cut would."""
    try:
        os.killpg(process_group, signal.SIGKILL)
    except ProcessLookupError:
        return  # it had ended by itself: dead is what was asked for


def _refuse(exchange: Exchange, refusal: Refusal) -> Reply:
    return exchange.provider.refuse(exchange.books, exchange.asked, refusal, exchange.request_id)


def _end(exchange: Exchange, sent: Reply | None) -> None:
    """Release the key and write the journal: also for a call that was dropped, or whose client went away."""
    request, books, asked = exchange.request, exchange.books, exchange.asked
    if exchange.keyed and books is not None and asked is not None and asked.idempotency_key is not None:
        books.idempotency.end(asked.idempotency_key)
    if sent is not None:
        exchange.touched.update(dict.fromkeys(sent.objects))
    exchange.sandbox.journal.record(
        at=exchange.at,
        world=books.world_id if books else "",
        provider=exchange.provider.name,
        side=books.side if books else "",
        by=exchange.caller or "nobody",
        method=request.method,
        path=request.path,
        operation=asked.operation if asked else "?",
        parameters=mask_parameters(asked.parameters) if asked else {},
        headers={name: request.headers[name] for name in TOLD_HEADERS if name in request.headers},
        idempotency_key=request.headers.get("idempotency-key"),
        replayed=exchange.replayed,
        status=sent.status if sent else None,
        request_id=exchange.request_id,
        objects=tuple(exchange.touched),
        writes=asked.writes if asked else False,
        fault=exchange.fault.id if exchange.fault else None,
        unsupported=bool(sent and sent.unsupported),
        error_code=sent.error_code if sent else None,
        seconds=instant() - exchange.at,
    )


def _books(exchange: Exchange) -> Books:
    assert exchange.books is not None  # noqa: S101 - authenticated by an earlier step
    return exchange.books


def _asked(exchange: Exchange) -> Asked:
    assert exchange.asked is not None  # noqa: S101 - recognised by an earlier step
    return exchange.asked
