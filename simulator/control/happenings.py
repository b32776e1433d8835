"""Routes for what happens in a world: calls, faults, acts and objects. Not: making any of it happen."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import Query, Response

from simulator.control.context import Context, show_events
from simulator.control.deliveries import Since
from simulator.control.wire import Documented, Refused, answer, takes
from simulator.control.worlds import Done
from simulator.delivery.kill import Unkillable, check_group
from simulator.faults import Fault, Struck
from simulator.journal import Call
from simulator.provider import Refusal
from simulator.views import ActResult


class Params(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    params: dict[str, Any] = {}
    pretend: bool = False
    """Store nothing: the events are invented, for a forgery that lies."""
    untold: bool = False
    """Make no event, neither of this nor of what follows from it: rarely, none is generated at all."""


Prefix = Annotated[str, Query(min_length=2, max_length=20, description="How the ids of a kind begin: ch_, pi_.")]


Kind = Annotated[str, Query(min_length=1, max_length=40, description="What they are: Capture, Refund.")]


class Made(msgspec.Struct, frozen=True):
    id: str


def routes(context: Context) -> Documented:
    """Return the routes."""
    router = Documented()
    _faults(router, context)

    @router.on("GET", "/worlds/{world}/calls", gives=list[Call], refuses=[404, 422])
    async def list_calls(world: str, since: Since = 0, object: str | None = None) -> Response:  # noqa: A002 - a word of the API
        """The API calls of a world in the order of their ending; `object` keeps those that concern it."""
        context.world(world)
        return answer(context.sandbox.journal.of(world, since, object))

    @router.on("GET", "/worlds/{world}/{provider}/{side}/objects", gives=list[dict[str, Any]], refuses=[404, 422])
    async def list_objects(
        world: str, provider: str, side: str, prefix: Prefix | None = None, kind: Kind | None = None
    ) -> Response:
        """All objects whose ids begin so, or of one kind, as the provider's API shows them now, oldest first."""
        _, found, books = context.books(world, provider, side)
        if (prefix is None) == (kind is None):
            raise Refused(422, "prefix: say how the ids begin, or (where all begin alike) the kind, and not both")
        if kind is not None and kind not in found.storable:
            raise Refused(422, f"kind: there is none named {kind!r}. Write one of: {', '.join(found.storable)}")
        wanted = found.storable[kind].kind if kind is not None else None
        names = [
            (account, name)
            for account in books.family()
            for name in (account.objects if wanted is None else account.kinds.get(wanted, ()))
            if prefix is None or name.startswith(prefix)
        ]
        return answer([found.render_object(account, name) for account, name in names])

    @router.on("GET", "/worlds/{world}/{provider}/{side}/objects/{id}", gives=dict[str, Any], refuses=[404])
    async def get_object(world: str, provider: str, side: str, id: str) -> Response:  # noqa: A002 - a word of the API
        """An object as the provider's API shows it now; no call of the target's, so none in the journal."""
        _, found, books = context.books(world, provider, side)
        rendered = found.render_object(books.holding(id), id)
        if rendered is None:
            raise Refused(404, f"there is no object {id!r} on the {side} side")
        return answer(rendered)

    @router.on("POST", "/worlds/{world}/{provider}/{side}/acts/{act}", gives=ActResult, body=Params, refuses=[404, 409])
    async def do_act(world: str, provider: str, side: str, act: str, how: Annotated[Params, takes(Params)]) -> Response:
        """Let the outside world do something to an object: a buyer pays, a dashboard refunds."""
        found, by, books = context.books(world, provider, side)
        if act not in by.acts:
            raise Refused(404, f"there is no act {act!r}. Write one of: {', '.join(by.acts)}")
        try:
            done, events = context.sandbox.act(found, by, books.side, act, how.params, how.pretend, how.untold)
        except Refusal as no:
            raise Refused(409, f"{act}: {no.message}") from None
        context.sandbox.flush_announcements()
        return answer(ActResult(done, show_events(found, events)))

    return router


def _faults(router: Documented, context: Context) -> None:
    @router.on("GET", "/worlds/{world}/faults", gives=list[Struck], refuses=[404])
    async def list_faults(world: str) -> Response:
        """The faults that are set, with the number of calls that each has struck."""
        context.world(world)
        return answer(context.sandbox.faults.of(world))

    @router.on("POST", "/worlds/{world}/faults", gives=Made, body=Fault, status=201, refuses=[404])
    async def set_fault(world: str, fault: Annotated[Fault, takes(Fault)]) -> Response:
        """Set a fault; one without an id gets one."""
        context.world(world)
        try:
            if fault.action == "kill" and fault.process_group is not None:
                check_group(fault.process_group)
            return answer(Made(context.sandbox.faults.add(world, fault).id), 201)
        except Unkillable as wrong:
            raise Refused(422, f"fault: {wrong}") from None
        except ValueError as wrong:
            raise Refused(422, str(wrong)) from None

    @router.on("POST", "/worlds/{world}/faults/{fault}/let-go", gives=Done, refuses=[404])
    async def let_go(world: str, fault: str) -> Response:
        """Let the calls go on that a hold keeps; it keeps none from now on."""
        context.world(world)
        if not context.sandbox.faults.let_go(world, fault):
            raise Refused(404, f"there is no fault {fault!r} in world {world!r}")
        return answer(Done())

    @router.on("POST", "/worlds/{world}/faults/{fault}/let-newest-go", gives=Done, refuses=[404])
    async def let_newest_go(world: str, fault: str) -> Response:
        """Let one call go on, the one that a hold has kept for the shortest time; it keeps the others."""
        context.world(world)
        if not context.sandbox.faults.let_newest_go(world, fault):
            raise Refused(404, f"there is no fault {fault!r} in world {world!r}")
        return answer(Done())

    @router.on("DELETE", "/worlds/{world}/faults/{fault}", gives=Done, refuses=[404])
    async def heal_fault(world: str, fault: str) -> Response:
        """Take a fault away."""
        context.world(world)
        if not context.sandbox.faults.remove(world, fault):
            raise Refused(404, f"there is no fault {fault!r} in world {world!r}")
        return answer(Done())
