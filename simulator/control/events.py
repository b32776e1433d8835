"""Routes for events: those of one side, the body of one, and one that is made up. Not: delivering them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import Response
from msgspec import Meta

from simulator.control.context import Context, show_events
from simulator.control.wire import Documented, Refused, answer, takes
from simulator.provider import Announcement, Cause
from simulator.views import EventView


class NewEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_]+)+$", max_length=100)]
    object: str
    """Id of an object that there is; the event shows it as it is now."""


def routes(context: Context) -> Documented:
    """Return the routes."""
    router = Documented()

    @router.on("GET", "/worlds/{world}/{provider}/{side}/events", gives=list[EventView], refuses=[404, 422])
    async def list_events(
        world: str,
        provider: str,
        side: str,
        object: str | None = None,  # noqa: A002 - a word of the API
        type: str | None = None,  # noqa: A002 - a word of the API
    ) -> Response:
        """The events of one side, oldest first, connected accounts last; `object` matches any id that they concern."""
        found, _, books = context.books(world, provider, side)
        asked = [
            event
            for account in books.family()
            for event in account.events.values()
            if (object is None or object in event.objects) and type in (None, event.type)
        ]
        return answer(show_events(found, asked))

    @router.on(
        "POST", "/worlds/{world}/{provider}/{side}/events", gives=EventView, body=NewEvent, status=201, refuses=[404]
    )
    async def invent_event(world: str, provider: str, side: str, new: Annotated[NewEvent, takes(NewEvent)]) -> Response:
        """Make up an event of an object as it is now. It is in no list of the provider; a schedule can deliver it."""
        found, by, books = context.books(world, provider, side)
        holding = books.holding(new.object)
        if new.object not in holding.objects:
            raise Refused(422, f"object: there is no object {new.object!r} on the {side} side")
        event = by.event(holding, Announcement(new.type, holding.objects[new.object]), Cause(), True)
        holding.events[event.id] = event
        return answer(show_events(found, [event])[0], 201)

    @router.on("GET", "/worlds/{world}/{provider}/{side}/events/{event}/body", gives=dict[str, Any], refuses=[404, 422])
    async def get_event_body(world: str, provider: str, side: str, event: str, endpoint: str | None = None) -> Response:
        """An event as `endpoint` is sent it; without one as the provider's API shows it."""
        _, by, books = context.books(world, provider, side)
        holding = books.holding(event)
        if event not in holding.events:
            raise Refused(404, f"there is no event {event!r} on the {side} side")
        told = books.holding(endpoint).endpoints.get(endpoint) if endpoint else None
        if endpoint and told is None:
            raise Refused(404, f"there is no webhook endpoint {endpoint!r} on the {side} side")
        return answer(msgspec.Raw(by.render_event(holding, holding.events[event], told)))

    return router
