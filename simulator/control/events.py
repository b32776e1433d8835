"""Routes for events: those of one side, the body of one, one that is made up or given. Not: delivering them."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from fastapi import Request, Response
from msgspec import Meta

from simulator.control.context import Context, show_events
from simulator.control.wire import Documented, Refused, answer, takes
from simulator.provider import Announcement, Cause, Endpoint, StoredEvent
from simulator.views import EventView
from simulator.world import Books

EVENT = "/worlds/{world}/{provider}/{side}/events/{event}"
EventType = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_]+(\.[A-Za-z0-9_-]+)+$", max_length=100)]


class GivenEvent(msgspec.Struct, frozen=True):
    """An event as a provider delivers it; whatever else it says is left as it is."""

    type: EventType | None = None
    event_type: EventType | None = None
    """The same, as PayPal calls it."""
    data: Any = None
    related_object: Any = None
    """What a thin event is about."""
    resource: Any = None
    """What PayPal's is about."""

    @property
    def kind(self) -> str:
        """What it tells of. Raises Refused for one that does not say so."""
        kind = self.type or self.event_type
        if kind is None:
            raise Refused(422, "type: an event has one, such as payment_intent.succeeded (PayPal: event_type)")
        return kind

    @property
    def objects(self) -> tuple[str, ...]:
        """The ids of the object that it tells of, if it has some."""
        told = self.data.get("object") if isinstance(self.data, dict) else self.related_object or self.resource
        if not isinstance(told, dict):
            return ()
        extra = told.get("supplementary_data")
        related = extra.get("related_ids") if isinstance(extra, dict) else None
        names = (told.get("id"), *(related.values() if isinstance(related, dict) else ()))
        return tuple(dict.fromkeys(name for name in names if isinstance(name, str)))


class NewEvent(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    type: EventType
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

    @router.on("PUT", f"{EVENT}/body", gives=EventView, body=GivenEvent, refuses=[404, 409])
    async def give_event(
        world: str,
        provider: str,
        side: str,
        event: str,
        told: Annotated[GivenEvent, takes(GivenEvent)],
        request: Request,
    ) -> Response:
        """Give an event whole: a schedule that names `event` delivers these bytes. It is in no list of the provider."""
        found, _, books = context.books(world, provider, side)
        there = books.holding(event).events.get(event)
        if there is not None and there.given is None:
            raise Refused(409, f"{event!r} is an event of this world. Give yours another name")
        books.events[event] = StoredEvent(
            id=event,
            type=told.kind,
            created=books.clock.now(),
            snapshot=None,
            previous=None,
            objects=told.objects,
            request_id=None,
            idempotency_key=None,
            api_version=books.api_version,
            invented=True,
            given=await request.body(),
        )
        return answer(show_events(found, [books.events[event]])[0])

    @router.on("GET", f"{EVENT}/body", gives=dict[str, Any], refuses=[404, 422])
    async def get_event_body(world: str, provider: str, side: str, event: str, endpoint: str | None = None) -> Response:
        """An event as `endpoint` is sent it; without one as the provider's API shows it."""
        _, by, books = context.books(world, provider, side)
        holding = books.holding(event)
        if event not in holding.events:
            raise Refused(404, f"there is no event {event!r} on the {side} side")
        told = _endpoint(books, endpoint) if endpoint else None
        if endpoint and told is None:
            raise Refused(404, f"there is no webhook endpoint {endpoint!r}")
        return answer(msgspec.Raw(by.render_event(holding, holding.events[event], told)))

    return router


def _endpoint(books: Books, endpoint: str) -> Endpoint | None:
    """Find an endpoint of either side, as a schedule does that sends an event across."""
    sides = [books] if books.neighbour is None else [books, books.neighbour]
    places = [side.holding(endpoint).endpoints for side in sides]
    return next((place[endpoint] for place in places if endpoint in place), None)
