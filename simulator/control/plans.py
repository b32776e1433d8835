"""Routes for what may be done to a schedule: behaviours and forgeries by name. Not: executing one."""

from __future__ import annotations

import inspect
from typing import Annotated

import msgspec
from fastapi import Response
from msgspec import Meta

from simulator.control.wire import Documented, Refused, answer, takes
from simulator.schedules.behaviours import BEHAVIOURS
from simulator.schedules.forgeries import FORGERIES, names_for
from simulator.schedules.schedule import Delivery
from simulator.views import BehaviourView, ForgeryView

MOST = 1000
"""Deliveries that a behaviour may make of a schedule here: a slip of a key must not bury a target."""


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    schedule: Annotated[tuple[Delivery, ...], Meta(max_length=MOST)]
    seed: Annotated[int, Meta(ge=0, le=2**53)] = 0
    """What the behaviour draws comes from it."""
    options: dict[str, Annotated[int, Meta(ge=0, le=86_400_000)]] = {}
    """By name; those that are not given are at their default."""


class Plan(msgspec.Struct, frozen=True):
    schedule: tuple[Delivery, ...]


def routes() -> Documented:
    """Return the routes."""
    router = Documented()

    @router.on("GET", "/behaviours", gives=list[BehaviourView])
    async def list_behaviours() -> Response:
        """What may be done to a schedule, each a liberty that providers take."""
        return answer([BehaviourView(name, _meaning(name), _options(name)) for name in BEHAVIOURS])

    @router.on("POST", "/behaviours/{behaviour}", gives=Plan, body=Change, refuses=[404])
    async def apply_behaviour(behaviour: str, change: Annotated[Change, takes(Change)]) -> Response:
        """Return the schedule as the behaviour leaves it; nothing is sent."""
        if behaviour not in BEHAVIOURS:
            raise Refused(404, f"there is no behaviour {behaviour!r}. Write one of: {', '.join(BEHAVIOURS)}")
        known = _options(behaviour)
        if unknown := sorted(change.options.keys() - known.keys()):
            some = f"Write some of: {', '.join(known)}" if known else "It takes none"
            raise Refused(422, f"options: {behaviour} has no {unknown[0]!r}. {some}")
        copies = change.options.get("copies", 0)
        if len(change.schedule) * (copies + 1) > MOST:
            raise Refused(422, f"options: copies = {copies} would be more than {MOST} deliveries. Write fewer")
        return answer(Plan(BEHAVIOURS[behaviour](change.schedule, seed=change.seed, **change.options)))

    @router.on("GET", "/forgeries", gives=list[ForgeryView])
    async def list_forgeries(provider: str = "stripe") -> Response:
        """The ways to make a provider's webhook that must be refused, and the controls that each puts to the test."""
        known = [FORGERIES[name] for name in names_for(provider)]
        return answer([ForgeryView(one.name, one.meaning, one.controls, one.providers) for one in known])

    return router


def _meaning(behaviour: str) -> str:
    """Return the first sentence of its docstring."""
    return (inspect.getdoc(BEHAVIOURS[behaviour]) or "").partition("\n\n")[0].replace("\n", " ")


def _options(behaviour: str) -> dict[str, int]:
    parameters = inspect.signature(BEHAVIOURS[behaviour]).parameters
    return {name: one.default for name, one in parameters.items() if name not in ("schedule", "seed")}
