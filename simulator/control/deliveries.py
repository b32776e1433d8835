"""Routes for news and deliveries: hold, release, execute a schedule, read the records. Not: delivering."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from fastapi import Query, Response
from msgspec import Meta

from simulator.control.context import Context
from simulator.control.wire import Documented, Refused, answer, takes
from simulator.delivery.kill import Killer, Unkillable
from simulator.delivery.record import DeliveryRecord
from simulator.schedules.schedule import BrokenSchedule, Delivery
from simulator.views import Kill, Side

Since = Annotated[int, Query(ge=0, le=2**53, description="Only what is numbered after this.")]


class Mode(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    mode: Literal["deliver", "hold"]


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    events: tuple[str, ...] | None = None
    """Ids of held events; null for all."""


class Released(msgspec.Struct, frozen=True):
    released: list[str]


class Patience(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    timeout: Annotated[float, Meta(ge=0, le=600)] = 10.0
    """Seconds."""


class Quiet(msgspec.Struct, frozen=True):
    quiet: bool
    """False: something was still under way when the time was over."""


class Execute(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schedule: tuple[Delivery, ...]
    labels: dict[str, str] = {}
    """The schedule's names for events, to their ids; an id may stand in the schedule itself."""
    provider: str = "stripe"
    side: Side = "test"
    timeout: Annotated[float, Meta(gt=0, le=600)] | None = None
    """Seconds that each delivery waits for its answer; null for as long as the provider does."""
    kill: Kill | None = None


class Records(msgspec.Struct, frozen=True):
    records: list[DeliveryRecord]


def routes(context: Context) -> Documented:
    """Return the routes."""
    router = Documented()
    _news(router, context)

    @router.on("POST", "/worlds/{world}/deliveries", gives=Records, body=Execute, refuses=[404])
    async def deliver(world: str, what: Annotated[Execute, takes(Execute)]) -> Response:
        """Execute a schedule; answered when every delivery was answered or timed out."""
        found = context.world(world)
        if what.provider not in context.sandbox.providers:
            known = ", ".join(context.sandbox.providers)
            raise Refused(422, f"provider: there is no provider {what.provider!r}. Write one of: {known}")
        try:
            shots = context.engine.plan(found, what.provider, what.side, what.labels, what.schedule)
            on_ack = Killer(what.kill.process_group, what.kill.after_ack) if what.kill else None
        except BrokenSchedule as broken:
            raise Refused(422, str(broken)) from None
        except Unkillable as wrong:
            raise Refused(422, f"kill: {wrong}") from None
        return answer(Records(await context.engine.execute(found, shots, timeout=what.timeout, on_ack=on_ack)))

    @router.on("GET", "/worlds/{world}/deliveries", gives=list[DeliveryRecord], refuses=[404, 422])
    async def list_deliveries(world: str, since: Since = 0) -> Response:
        """What was delivered, planned or by itself, in the order in which it ended."""
        return answer(context.engine.records(context.world(world), since))

    return router


def _news(router: Documented, context: Context) -> None:
    @router.on("PUT", "/worlds/{world}/news", gives=Mode, body=Mode, refuses=[404])
    async def set_news(world: str, mode: Annotated[Mode, takes(Mode)]) -> Response:
        """Hold events back from now on, or let them leave by themselves; what is held stays held until released."""
        context.world(world).news = mode.mode
        return answer(mode)

    @router.on("POST", "/worlds/{world}/news/release", gives=Released, body=Release, refuses=[404])
    async def release_news(world: str, which: Annotated[Release, takes(Release)]) -> Response:
        """Let held events leave on the default schedule, oldest first."""
        found = context.world(world)
        held = {event_id for _, _, event_id in found.held}
        for event_id in which.events or ():
            if event_id not in held:
                raise Refused(422, f"events: {event_id!r} is not held. Held are: {', '.join(sorted(held)) or 'none'}")
        return answer(Released(context.engine.release(found, which.events)))

    @router.on("POST", "/worlds/{world}/quiet", gives=Quiet, body=Patience, refuses=[404])
    async def wait_until_quiet(world: str, patience: Annotated[Patience, takes(Patience)]) -> Response:
        """Wait until no automatic delivery is under way; retries of the future do not count."""
        found = context.world(world)
        context.sandbox.tick()
        return answer(Quiet(await context.engine.quiet(found, patience.timeout)))
