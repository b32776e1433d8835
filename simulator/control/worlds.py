"""Routes for worlds, their endpoints and their clocks. Not: what happens in a world."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import msgspec
from fastapi import Response
from msgspec import Meta
from msgspec.structs import replace

from simulator.control.context import Context, show_endpoint, show_world
from simulator.control.wire import Documented, Refused, answer, takes
from simulator.delivery.address import BadUrl, parse
from simulator.provider import Payload, Provider
from simulator.views import EndpointView, KeyView, WorldView

TEN_YEARS = 315_360_000


class NewWorld(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    seed: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    began_ago: Annotated[float, Meta(ge=0, le=TEN_YEARS)] = 0.0
    """Seconds before now at which its clock begins; it is moved forward from there."""
    api_versions: dict[str, str] = {}
    """By provider, what a call without a version of its own is answered at, and events are written in."""
    variations: tuple[str, ...] = ()
    """What is otherwise in it than its providers do it today, without having promised it."""


class NewEndpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    url: str
    """On loopback; empty for one that only schedules use."""
    enabled_events: tuple[str, ...] = ("*",)
    secret: Annotated[str, Meta(min_length=1)] | None = None
    api_version: Annotated[str, Meta(min_length=1)] | None = None
    payload: Payload = "snapshot"
    """`thin`: it is told which object an event is about, and nothing else of it (Stripe)."""


class ChangedEndpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    url: str | None = None
    secrets: Annotated[tuple[Annotated[str, Meta(min_length=1)], ...], Meta(min_length=1)] | None = None
    """Newest first; two are a rotation under way."""
    enabled: bool | None = None
    enabled_events: tuple[str, ...] | None = None
    certificates: Annotated[str, Meta(pattern=r"^(https://[A-Za-z0-9.:-]+)?$", max_length=200)] | None = None
    """The beginning of the addresses at which its target finds certificates (PayPal); empty: where they are."""


class NewKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rights: tuple[str, ...] | None = None
    """All that it may do, such as `payment_intent_write`; none given: everything."""


class ChangedKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    secret_key: str
    expired: bool


class Variations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    variations: tuple[str, ...]
    """All that a world varies in from now on; none: it is as its providers are today."""


class Advance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    advance: Annotated[float, Meta(ge=0, le=TEN_YEARS)]
    """Seconds."""


class SetBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    set_back: Annotated[float, Meta(ge=0, le=TEN_YEARS)]
    """Seconds."""


class Now(msgspec.Struct, frozen=True):
    now: float
    """Unix seconds on the world's clock."""


class Done(msgspec.Struct, frozen=True):
    """Nothing more to say."""


def routes(context: Context) -> Documented:
    """Return the routes."""
    router = Documented()

    @router.on("GET", "/worlds", gives=list[WorldView])
    async def list_worlds() -> Response:
        """Every world; the one that the simulator made for itself is the first."""
        return answer([show_world(context.sandbox, world) for world in context.sandbox.worlds.values()])

    @router.on("POST", "/worlds", gives=WorldView, body=NewWorld, status=201, refuses=[422])
    async def make_world(new: Annotated[NewWorld, takes(NewWorld)]) -> Response:
        """Make an empty world; what is made up in it, such as the ends of ids, comes from the seed."""
        for name, version in new.api_versions.items():
            provider = context.sandbox.providers.get(name)
            if provider is None:
                raise Refused(422, f"api_versions: there is no provider {name!r}")
            _check_version(provider, version)
        _check_variations(context, new.variations)
        world = context.sandbox.new_world(
            new.seed, began_ago=new.began_ago, api_versions=new.api_versions, variations=new.variations
        )
        return answer(show_world(context.sandbox, world), 201)

    @router.on("DELETE", "/worlds/{world}", gives=Done, refuses=[404])
    async def close_world(world: str) -> Response:
        """Forget a world, and stop what is under way in it."""
        context.engine.forget(context.world(world))
        context.sandbox.close_world(world)
        return answer(Done())

    @router.on("POST", "/worlds/{world}/clock", gives=Now, body=Advance, refuses=[404])
    async def advance_clock(world: str, by: Annotated[Advance, takes(Advance)]) -> Response:
        """Move the world's time forward; what comes due happens, and retries that are due leave."""
        found = context.world(world)
        found.clock.advance(by.advance)
        context.sandbox.tick()
        context.engine.clock_moved(found)
        return answer(Now(found.clock.precise()))

    @router.on("POST", "/worlds/{world}/clock/set-back", gives=Now, body=SetBack, refuses=[404])
    async def set_clock_back(world: str, by: Annotated[SetBack, takes(SetBack)]) -> Response:
        """Move the world's time back: what happens from now on has begun in the past, what is there keeps its dates.

        A target that reads its own system's time is shown a past that way: it begins at a clock that was set back, and
        has come to the present when the clock is moved forward again.
        """
        found = context.world(world)
        found.clock.set_back(by.set_back)
        return answer(Now(found.clock.precise()))

    @router.on("PUT", "/worlds/{world}/variations", gives=Variations, body=Variations, refuses=[404, 422])
    async def vary(world: str, wanted: Annotated[Variations, takes(Variations)]) -> Response:
        """Do otherwise, from now on, what the providers do not promise; what was made before stays as it is."""
        found = context.world(world)
        _check_variations(context, wanted.variations)
        found.variations.clear()
        found.variations.update(wanted.variations)
        return answer(Variations(tuple(sorted(found.variations))))

    _endpoints(router, context)
    _keys(router, context)
    return router


def _keys(router: Documented, context: Context) -> None:
    place = "/worlds/{world}/{provider}/{side}/keys"

    @router.on("POST", place, gives=KeyView, body=NewKey, status=201, refuses=[404])
    async def make_key(world: str, provider: str, side: str, new: Annotated[NewKey, takes(NewKey)]) -> Response:
        """Make a further secret key; a restricted one, given `rights`, is refused whatever else it asks for."""
        _, found, books = context.books(world, provider, side)
        if unknown := sorted(set(new.rights or ()) - found.rights):
            raise Refused(422, f"rights: {unknown[0]!r} is no right. Write some of: {', '.join(sorted(found.rights))}")
        key = context.sandbox.add_key(books, None if new.rights is None else frozenset(new.rights))
        return answer(KeyView(key, new.rights), 201)

    @router.on("PATCH", place, gives=KeyView, body=ChangedKey, refuses=[404])
    async def change_key(
        world: str, provider: str, side: str, changed: Annotated[ChangedKey, takes(ChangedKey)]
    ) -> Response:
        """Let a key expire, as when it is rolled, or be valid again."""
        *_, books = context.books(world, provider, side)
        key = changed.secret_key
        if key != books.secret_key and key not in books.keys:
            raise Refused(422, f"secret_key: there is no such key on the {side} side. POST makes one")
        (books.expired.add if changed.expired else books.expired.discard)(key)
        rights = books.keys.get(key)
        return answer(KeyView(key, None if rights is None else tuple(sorted(rights)), changed.expired))


def _check_variations(context: Context, names: Iterable[str]) -> None:
    known = {name for provider in context.sandbox.providers.values() for name in provider.variations}
    if unknown := sorted(set(names) - known):
        raise Refused(422, f"variations: there is none named {unknown[0]!r}. Write some of: {', '.join(sorted(known))}")


def _check_version(provider: Provider, version: str) -> None:
    if not provider.knows_version(version):
        raise Refused(422, f"api_version: {version!r} is no version of {provider.name} that is simulated")


def _endpoints(router: Documented, context: Context) -> None:
    place = "/worlds/{world}/{provider}/{side}/endpoints"

    @router.on("GET", place, gives=list[EndpointView], refuses=[404])
    async def list_endpoints(world: str, provider: str, side: str) -> Response:
        """The webhook endpoints of one side, oldest first, with their secrets."""
        _, found, books = context.books(world, provider, side)
        return answer([show_endpoint(found, books, endpoint) for endpoint in books.endpoints.values()])

    @router.on("POST", place, gives=EndpointView, body=NewEndpoint, status=201, refuses=[404])
    async def register_endpoint(
        world: str, provider: str, side: str, new: Annotated[NewEndpoint, takes(NewEndpoint)]
    ) -> Response:
        """Register a webhook endpoint, as a merchant would in the dashboard."""
        _, found, books = context.books(world, provider, side)
        _check_url(new.url)
        if new.api_version is not None:
            _check_version(found, new.api_version)
        if new.payload not in found.payloads:
            raise Refused(422, f"payload: {found.name} sends no {new.payload} events")
        if new.payload == "thin" and new.api_version is not None:
            raise Refused(422, "api_version: thin events have none")
        endpoint = found.new_endpoint(books, new.url, new.enabled_events, new.secret, new.api_version, new.payload)
        books.endpoints[endpoint.id] = endpoint
        return answer(show_endpoint(found, books, endpoint), 201)

    @router.on("PATCH", place + "/{endpoint}", gives=EndpointView, body=ChangedEndpoint, refuses=[404])
    async def change_endpoint(
        world: str, provider: str, side: str, endpoint: str, changed: Annotated[ChangedEndpoint, takes(ChangedEndpoint)]
    ) -> Response:
        """Change what is given."""
        _, found, books = context.books(world, provider, side)
        if endpoint not in books.endpoints:
            raise Refused(404, f"there is no webhook endpoint {endpoint!r} on the {side} side")
        fields = {name: value for name, value in msgspec.structs.asdict(changed).items() if value is not None}
        _check_url(fields.get("url", ""))
        books.endpoints[endpoint] = replace(books.endpoints[endpoint], **fields)
        return answer(show_endpoint(found, books, books.endpoints[endpoint]))

    def _check_url(url: str) -> None:
        try:
            if url:
                parse(url, context.engine.allowed_hosts)
        except BadUrl as broken:
            raise Refused(422, f"url: {broken}") from None
