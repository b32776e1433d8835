"""Events as a person names them, and the schedule that delivers them in some manner. Not: delivering."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import signature
from typing import Any

from simulator.client.control import SimulatorError
from simulator.client.world import WorldClient
from simulator.schedules.behaviours import BEHAVIOURS
from simulator.schedules.forgeries import FORGERIES
from simulator.schedules.schedule import Delivery, Schedule
from simulator.views import EventView, Side


def event_named(world: WorldClient, name: str, about: str | None = None, *, side: Side = "test") -> EventView:
    """Return the event of the id `name`, or the newest of the type `name`; `about` is the id of an object it concerns.

    Raises SimulatorError, with the types that there are, if there is none. Invented events are found by id only.
    """
    told = world.events(about, side=side)
    found = [event for event in told if event.id == name or (event.type == name and not event.invented)]
    if found:
        return max(reversed(found), key=_created)
    where = f"on the {side} side" if about is None else f"concerns {about} on the {side} side"
    types = sorted({event.type for event in told if not event.invented})
    if not types:
        raise SimulatorError(f"no event {where}. It is the world that makes events: pay, refund or change something")
    raise SimulatorError(f"no event {name!r} {where}. There are: {', '.join(types)}")


def planned(
    events: Sequence[str],
    behaviours: Sequence[str] = (),
    forgeries: Sequence[str] = (),
    *,
    seed: int = 0,
    **options: Any,
) -> Schedule:
    """Return the schedule of these event ids one after the other, changed by each behaviour in turn.

    With forgeries, each event is delivered once for each of them and never genuinely. `options` are the behaviours'
    own, such as `copies`. Raises SimulatorError for a name or an option that there is not.
    """
    for forgery in forgeries:
        _known("forgery", forgery, FORGERIES)
    forms = forgeries or (None,)
    schedule: Schedule = tuple(Delivery(event=event, forgery=form, in_turn=True) for event in events for form in forms)
    for name in behaviours:
        _known("behaviour", name, BEHAVIOURS)
        _check_options(name, options)
        schedule = BEHAVIOURS[name](schedule, seed=seed, **options)
    if options and not behaviours:
        raise SimulatorError(f"{', '.join(options)} belongs to a behaviour. Name one of: {', '.join(BEHAVIOURS)}")
    if not schedule:
        raise SimulatorError(f"{' and '.join(behaviours)} leaves nothing to deliver. Name further events")
    return schedule


def _known(what: str, name: str, table: dict[str, Any]) -> None:
    if name not in table:
        raise SimulatorError(f"there is no {what} {name!r}. Write one of: {', '.join(table)}")


def _check_options(name: str, options: dict[str, Any]) -> None:
    taken = [option for option in signature(BEHAVIOURS[name]).parameters if option not in ("schedule", "seed")]
    for option in options:
        if option not in taken:
            raise SimulatorError(f"{name} has no {option!r}. It takes: {', '.join(taken) or 'nothing'}")


def _created(event: EventView) -> int:
    return event.created
