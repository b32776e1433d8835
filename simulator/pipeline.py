"""The life of an API call as a list of named steps. Not: any provider's rules, sockets or waiting.

`handle` is a generator: a step may ask for a hold, which the server awaits. A `Wait` is resumed to its end whether or
not the client still listens, for a provider carries on too; after a `Hang` nothing comes: the server closes the
generator when the client has gone. The server writes the reply (or closes the connection for `Dropped`) and then calls
`sandbox.flush_announcements()`; it also does so before it awaits a `Hang`, for then no reply will ever leave.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeAlias

from msgspec.structs import replace

from simulator.clock import instant
from simulator.exchange import Dropped, Exchange, Hang, Held, Hold, Wait, asked_of, books_of, refused
from simulator.journal import Call
from simulator.masking import mask_parameters
from simulator.provider import Asked, Cause, Provider, Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.striking import fault_after, fault_before

BANNER = ("X-Assay-Simulator", "true")
"""On every reply, so that nobody takes the simulator for the provider."""

TOLD_HEADERS = ("stripe-version", "user-agent", "stripe-account", "square-version", "paypal-request-id")
_TOLD = frozenset(TOLD_HEADERS)

_NOT_RECOGNISED = Asked("?")


Step: TypeAlias = "Callable[[Exchange], Hold | Dropped | Reply | None]"


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
            if met is None:
                continue
            if type(met) is Reply:
                exchange.reply = met
                break
            if isinstance(met, Wait | Held):
                yield met
                if books_of(exchange).closed:
                    return Dropped()  # the world was closed meanwhile: there is nothing left to act on
                if isinstance(met, Wait) and met.then is not None:
                    met = met.then
                    if isinstance(met, Dropped):
                        return met
                    exchange.reply = met
                    break
            elif isinstance(met, Hang):
                yield met
                return Dropped()
            else:
                assert isinstance(met, Dropped)  # noqa: S101 - nothing else is left
                return met
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
        exchange.asked = provider.recognise(exchange.request, "secret_key", None)
        return provider.refuse(None, exchange.asked, refusal, exchange.request_id)
    exchange.books, exchange.caller, exchange.shut_out = admitted.books, admitted.caller, admitted.refusal
    if admitted.books.due:
        sandbox.run_due(admitted.books)
    return None


def recognise(exchange: Exchange) -> Reply | None:
    """Find out what is asked for; a call that cannot be executed at all is refused here."""
    assert exchange.caller is not None  # noqa: S101 - authenticated above
    asked = exchange.provider.recognise(exchange.request, exchange.caller, exchange.books)
    exchange.asked = asked
    for name in asked.ids:
        exchange.touched[name] = None
    refusal = exchange.shut_out or asked.refusal
    return None if refusal is None else refused(exchange, refusal)


def limit(exchange: Exchange) -> Reply | None:
    """Refuse a call beyond the provider's rate; it comes before idempotency, so a refused key stays new."""
    books = books_of(exchange)
    if not exchange.sandbox.worlds[books.world_id].limited:
        return None
    second = books.clock.now()
    if second != books.second:
        books.second, books.calls_in_second = second, 0
    books.calls_in_second += 1
    if books.calls_in_second > exchange.provider.rates[books.side]:
        return refused(exchange, exchange.provider.failure(429))
    return None


def idempotency(exchange: Exchange) -> Reply | None:
    """Answer a key's second use from its record, or refuse it; a first use is in flight from now on."""
    books, asked = books_of(exchange), asked_of(exchange)
    key = asked.idempotency_key
    if key is None:
        return None
    standing, earlier = books.idempotency.begin(key, asked.fingerprint, books.clock.precise(), asked.keeps)
    if standing == "new":
        exchange.keyed = True
    elif earlier is not None:
        exchange.replayed = True
        exchange.reply = exchange.provider.replay(books, asked, earlier, exchange.request_id)
        exchange.touched.update(dict.fromkeys(earlier.objects))
    else:
        return refused(exchange, exchange.provider.conflict(standing, key))
    return None


def route(exchange: Exchange) -> Reply | None:
    """Let the provider decide what the call does."""
    if exchange.replayed:
        return None
    assert exchange.caller is not None  # noqa: S101 - authenticated above
    try:
        exchange.outcome = exchange.provider.execute(books_of(exchange), asked_of(exchange), exchange.caller)
    except Refusal as refusal:
        reply = refused(exchange, refusal)
        if exchange.keyed and refusal.executed:
            books_of(exchange).idempotency.answered(str(asked_of(exchange).idempotency_key), reply)
        return reply
    return None


def commit(exchange: Exchange) -> None:
    """Store what was decided, in one step, and write the answer from what is now stored."""
    outcome = exchange.outcome
    if outcome is None:
        return
    books, asked = books_of(exchange), asked_of(exchange)
    books.store(outcome)
    if outcome.error is not None:
        exchange.reply = exchange.provider.refuse(books, asked, outcome.error, exchange.request_id)
    else:
        exchange.reply = exchange.provider.answer(books, asked, outcome, exchange.request_id)
    reply, touched = exchange.reply, exchange.touched
    for name in reply.objects:
        touched[name] = None
    for name in outcome.objects:
        touched[name] = None
    for stored in outcome.puts:
        touched[stored.id] = None
    for _, stored in outcome.elsewhere:
        touched[stored.id] = None
    if exchange.keyed:
        objects = tuple(touched)
        kept = reply if reply.objects == objects else replace(reply, objects=objects)
        books.idempotency.answered(str(asked.idempotency_key), kept)


def announce(exchange: Exchange) -> None:
    """Turn changes into the provider's events; they leave when the reply has left."""
    outcome = exchange.outcome
    if outcome is None or not (outcome.announcements or outcome.later or outcome.again):
        return
    # An idempotency key is shown in the event of whoever's call it was, made up by us or not.
    cause = Cause(exchange.request_id, asked_of(exchange).idempotency_key)
    exchange.sandbox.follow(books_of(exchange), outcome, cause)


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


def _end(exchange: Exchange, sent: Reply | None) -> None:
    """Release the key and write the journal: also for a call that was dropped, or whose client went away.

    A world that was closed meanwhile has no journal, and the one that it is now was not called.
    """
    request, books, touched = exchange.request, exchange.books, exchange.touched
    asked = exchange.asked or _NOT_RECOGNISED
    if books is not None and books.closed:
        return
    if exchange.keyed and books is not None and asked.idempotency_key is not None:
        books.idempotency.end(asked.idempotency_key)
    if sent is not None:
        for name in sent.objects:
            touched[name] = None
    journal, headers = exchange.sandbox.journal, request.headers
    journal.record(
        Call(
            seq=journal.number(),
            at=exchange.at,
            world=books.world_id if books else "",
            provider=exchange.provider.name,
            side=books.side if books else "",
            by=exchange.caller or "nobody",
            method=request.method,
            path=request.path,
            operation=asked.operation,
            parameters=mask_parameters(asked.parameters) if asked.parameters else {},
            headers={}
            if _TOLD.isdisjoint(headers)
            else {name: headers[name] for name in TOLD_HEADERS if name in headers},
            idempotency_key=asked.key_shown or headers.get("idempotency-key"),
            replayed=exchange.replayed,
            status=sent.status if sent else None,
            request_id=exchange.request_id,
            objects=tuple(touched),
            writes=asked.writes,
            fault=exchange.fault.id if exchange.fault else None,
            unsupported=bool(sent and sent.unsupported),
            error_code=sent.error_code if sent else None,
            lacks=sent.lacks if sent else None,
            seconds=instant() - exchange.at,
        ),
        sent,
    )
