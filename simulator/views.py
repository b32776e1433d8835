"""What the control API shows of worlds, endpoints, events and acts: the types both of its ends share. Not: routes."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from simulator.delivery.record import DeliveryRecord
from simulator.faults import Struck
from simulator.journal import Call

Side = Literal["test", "live"]
Payload = Literal["snapshot", "thin"]


class SideView(msgspec.Struct, frozen=True):
    """One side of one provider in a world: what a merchant would copy from the dashboard."""

    secret_key: str
    publishable_key: str
    account: str
    credentials: dict[str, str] = {}
    """What an integration is configured with, in the provider's own words."""


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
    variations: tuple[str, ...] = ()
    """What is otherwise in it than its providers do it today, without having promised it."""


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


class Delivered(msgspec.Struct, frozen=True):
    """A delivery beside what it is about: the ids that its event concerns, and the call that caused it."""

    record: DeliveryRecord
    objects: tuple[str, ...]
    request_id: str | None
    """None: no call caused it, or the event is no more."""
    invented: bool = False


class Feed(msgspec.Struct, frozen=True):
    """What happened in a world after two numbers, and how the world stands."""

    calls: list[Call]
    """Those of the world and those that no world's key opened, in the order of their ending."""
    deliveries: list[Delivered]
    last_call: int
    last_delivery: int
    """The numbers to ask after next."""
    now: float
    """Unix seconds on the world's clock."""
    news: Literal["deliver", "hold"]
    held: list[EventView]
    """Events that are kept back, oldest first."""
    faults: list[Struck]


class ReplyView(msgspec.Struct, frozen=True):
    """The reply to a call, masked. The body is decoded if it is JSON, and text otherwise."""

    status: int
    headers: dict[str, str]
    body: Any


class BehaviourView(msgspec.Struct, frozen=True):
    """A behaviour: what it does to a schedule, and the options that it takes with their defaults."""

    name: str
    meaning: str
    options: dict[str, int]


class ForgeryView(msgspec.Struct, frozen=True):
    """A way to make a webhook that must be refused."""

    name: str
    meaning: str
    controls: tuple[str, ...]
    providers: tuple[str, ...] = ()
    """Those whose deliveries can be forged so; none named: all."""


class PageView(msgspec.Struct, frozen=True):
    """An address of the console that lets in whoever opens it first."""

    address: str
