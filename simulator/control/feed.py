"""Routes for who watches a world: what happened since, and the reply to a call. Not: changing anything."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

import msgspec
from fastapi import Query, Response

from simulator.clock import instant
from simulator.control.context import Context, show_events
from simulator.control.wire import Documented, Refused, answer
from simulator.delivery.record import DeliveryRecord
from simulator.journal import Call
from simulator.masking import mask, mask_headers, mask_parameters
from simulator.provider import Reply, StoredEvent
from simulator.views import Delivered, Feed, ReplyView
from simulator.world import World

LOOK = 0.05
"""Seconds between two looks at whether something has happened, while somebody waits for it."""

After = Annotated[int, Query(ge=0, le=2**53, description="The newest number that is known already.")]
Patience = Annotated[float, Query(ge=0, le=5, description="Seconds to wait for something, if nothing has happened.")]
Most = Annotated[int, Query(ge=1, le=5000, description="At most so many of either kind, the newest.")]


def routes(context: Context) -> Documented:
    """Return the routes."""
    router = Documented()

    @router.on("GET", "/worlds/{world}/feed", gives=Feed, refuses=[404, 409, 422])
    async def get_feed(
        world: str, calls: After = 0, deliveries: After = 0, wait: Patience = 0, most: Most = 1000
    ) -> Response:
        """API calls and deliveries that ended after those numbers; with `wait`, answered when there is something new.

        A number that is ahead of the simulator's is one of another simulator: 409 says to begin at 0.
        """
        end = instant() + wait
        while True:
            found = context.world(world)  # it may be closed while somebody waits
            last_call, last_delivery = context.sandbox.journal.last, context.engine.last(found)
            if calls > last_call or deliveries > last_delivery:
                raise Refused(
                    409, f"calls = {calls}, deliveries = {deliveries}: there are no such numbers yet. Begin at 0"
                )
            new = _calls(context, world, calls)[-most:]
            ended = context.engine.records(found, deliveries)[-most:]
            if new or ended or instant() >= end:
                break
            await asyncio.sleep(LOOK)
        return answer(
            Feed(
                calls=new,
                deliveries=[_delivered(found, record) for record in ended],
                last_call=last_call,
                last_delivery=last_delivery,
                now=found.clock.precise(),
                news=found.news,
                held=show_events(found, _held(found)),
                faults=context.sandbox.faults.of(world),
            )
        )

    @router.on("GET", "/worlds/{world}/calls/{seq}/reply", gives=ReplyView, refuses=[404, 422])
    async def get_reply(world: str, seq: int) -> Response:
        """The reply to a call, masked; only the newest ones are kept."""
        context.world(world)
        known = any(call.seq == seq for call in _calls(context, world, seq - 1)[:1])
        sent = context.sandbox.journal.reply_to(seq) if known else None
        if sent is None:
            raise Refused(
                404, f"the reply to call {seq} of world {world!r} is not kept: there was none, or it is too old"
            )
        return answer(_show_reply(sent))

    return router


def _calls(context: Context, world: str, since: int) -> list[Call]:
    """Return the calls of a world after a number, and those that no key opened: they may have been meant for it."""
    journal = context.sandbox.journal
    return sorted((*journal.of(world, since), *journal.of("", since)), key=lambda call: call.seq)


def _delivered(world: World, record: DeliveryRecord) -> Delivered:
    event = _event(world, record.provider, record.side, record.event_id)
    if event is None:
        return Delivered(record, (), None)
    return Delivered(record, event.objects, event.request_id, event.invented)


def _held(world: World) -> list[StoredEvent]:
    found = [_event(world, provider, side, event_id) for provider, side, event_id in world.held]
    return [event for event in found if event is not None]


def _event(world: World, provider: str, side: str, event_id: str) -> StoredEvent | None:
    for (name, of_side), books in world.books.items():
        if (name, of_side) == (provider, side):
            return books.holding(event_id).events.get(event_id)
    return None


def _show_reply(sent: Reply) -> ReplyView:
    return ReplyView(sent.status, mask_headers(dict(sent.headers)), _content(sent.body))


def _content(body: bytes) -> Any:
    try:
        return mask_parameters(msgspec.json.decode(body))
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    try:
        return mask(body.decode())
    except UnicodeDecodeError:
        return f"({len(body)} bytes that are no text)"
