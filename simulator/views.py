"""What the control API shows of worlds, endpoints, events and acts: the types both of its ends share. Not: routes."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Side = Literal["test", "live"]
Payload = Literal["snapshot", "thin"]


class SideView(msgspec.Struct, frozen=True):
    """One side of one provider in a world: what a merchant would copy from the dashboard."""

    secret_key: str
    publishable_key: str
    account: str


class ProviderView(msgspec.Struct, frozen=True):
    """Where a provider answers, and both of its sides."""

    base_url: str
    test: SideView
    live: SideView


class WorldView(msgspec.Struct, frozen=True):
    """One isolated tenant of the simulator."""

    id: str
    seed: int
    providers: dict[str, ProviderView]


class KeyView(msgspec.Struct, frozen=True):
    """A further secret key of one side."""

    secret_key: str
    rights: tuple[str, ...] | None = None
    """All that it may do; None: everything."""
    expired: bool = False


class EndpointView(msgspec.Struct, frozen=True):
    """A webhook endpoint, with its newest secret."""

    id: str
    secret: str
    url: str
    enabled: bool
    enabled_events: tuple[str, ...] = ("*",)
    api_version: str | None = None
    payload: Payload = "snapshot"


class EventView(msgspec.Struct, frozen=True):
    """An event by what correlates it; its rendered body is fetched from the provider's own API."""

    id: str
    type: str
    created: int
    objects: tuple[str, ...]
    held: bool
    """Kept back by `hold` and not yet released."""
    invented: bool
    """It never happened: made for a lying forgery, and in no list of the provider."""


class ActResult(msgspec.Struct, frozen=True):
    """What an act of the outside world led to."""

    answer: dict[str, Any]
    """The object as the provider's API shows it now."""
    events: list[EventView]


class Kill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """SIGKILL to `process_group` at the first byte of the `after_ack`-th answer that accepts a delivery."""

    process_group: int
    after_ack: int = 1
