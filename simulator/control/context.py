"""What the routes of the control API work on, and how what a path names is found. Not: routes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from simulator.control.wire import Refused
from simulator.delivery.engine import Engine
from simulator.provider import Endpoint, Provider, StoredEvent
from simulator.sandbox import SIDES, Sandbox
from simulator.snapshot import Checkpoint
from simulator.views import EndpointView, EventView, ProviderView, SideView, WorldView
from simulator.world import Books, World


@dataclass(frozen=True, slots=True)
class Context:
    """One running simulator and its deliveries. Whatever a path names and does not exist is a 404."""

    sandbox: Sandbox
    engine: Engine

    def world(self, world_id: str) -> World:
        world = self.sandbox.worlds.get(world_id)
        if world is None:
            raise Refused(404, f"there is no world {world_id!r}. POST /worlds makes one")
        return world

    def checkpoint(self, world_id: str, name: str) -> Checkpoint:
        checkpoints = self.world(world_id).checkpoints
        if name not in checkpoints:
            there = ", ".join(checkpoints) or "none yet: PUT makes one"
            raise Refused(404, f"world {world_id!r} has no checkpoint {name!r}. There are: {there}")
        return checkpoints[name]

    def provider(self, name: str) -> Provider:
        provider = self.sandbox.providers.get(name)
        if provider is None:
            raise Refused(404, f"there is no provider {name!r}. Write one of: {', '.join(self.sandbox.providers)}")
        return provider

    def books(self, world_id: str, provider: str, side: str) -> tuple[World, Provider, Books]:
        """Return the world, and one side of one provider in it."""
        world, found = self.world(world_id), self.provider(provider)
        if side not in SIDES:
            raise Refused(404, f"there is no side {side!r}. Write one of: {', '.join(SIDES)}")
        return world, found, world.books[found.name, side]


def show_world(sandbox: Sandbox, world: World) -> WorldView:
    """Return a world as the API shows it, keys included: whoever holds the token may have them."""
    names = dict.fromkeys(name for name, _ in world.books)
    return WorldView(
        id=world.id,
        seed=world.seed,
        providers={
            name: ProviderView(
                base_url=world.books[name, "test"].base_url,
                test=_show_side(sandbox.providers[name], world.books[name, "test"]),
                live=_show_side(sandbox.providers[name], world.books[name, "live"]),
            )
            for name in names
        },
        variations=tuple(sorted(world.variations)),
    )


def _show_side(provider: Provider, books: Books) -> SideView:
    credentials = provider.credentials(books, None)
    return SideView(books.secret_key, books.publishable_key, books.account, credentials)


def show_endpoint(endpoint: Endpoint) -> EndpointView:
    """Return an endpoint with its newest secret."""
    return EndpointView(
        id=endpoint.id,
        secret=endpoint.secrets[0] if endpoint.secrets else "",
        url=endpoint.url,
        enabled=endpoint.enabled,
        enabled_events=endpoint.enabled_events,
        api_version=endpoint.api_version,
        payload=endpoint.payload,
    )


def show_events(world: World, events: Iterable[StoredEvent]) -> list[EventView]:
    """Return events by what correlates them."""
    held = {event_id for _, _, event_id in world.held}
    return [
        EventView(event.id, event.type, event.created, event.objects, event.id in held, event.invented)
        for event in events
    ]
