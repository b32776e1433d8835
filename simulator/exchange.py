"""One call on its way through the pipeline: what is known of it so far, and how it may be held. Not: any step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import msgspec

from simulator.faults import Fault
from simulator.provider import Asked, Caller, Outcome, Provider, Refusal, Reply, Request
from simulator.sandbox import Sandbox
from simulator.world import Books


@dataclass(frozen=True, slots=True)
class Wait:
    """Hold the call for that many real seconds; with `then` it ends so afterwards, and goes on without."""

    seconds: float
    then: Reply | Dropped | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """Hold the call until it is let go, or for that many real seconds."""

    seconds: float
    wait: Callable[[Callable[[], None]], None]
    """Takes what is to be called when the call is let go."""
    waited: Callable[[Callable[[], None]], None]
    """To be told, with the same, when the call goes on, for whatever reason."""


@dataclass(frozen=True, slots=True)
class Hang:
    """Say nothing until the client goes away."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """Close the connection without a reply."""


Hold: TypeAlias = Wait | Held | Hang


class Exchange(msgspec.Struct):
    """One call on its way through the steps."""

    sandbox: Sandbox
    provider: Provider
    request: Request
    at: float
    request_id: str
    books: Books | None = None
    caller: Caller | None = None
    shut_out: Refusal | None = None
    """Why the key does not open the account that the call names."""
    asked: Asked | None = None
    outcome: Outcome | None = None
    reply: Reply | None = None
    replayed: bool = False
    keyed: bool = False
    """Whether the call's idempotency key is in flight, and is ours to end."""
    fault: Fault | None = None
    touched: dict[str, None] = {}


def books_of(exchange: Exchange) -> Books:
    """Return the books of a call that has been authenticated."""
    assert exchange.books is not None  # noqa: S101 - authenticated by an earlier step
    return exchange.books


def asked_of(exchange: Exchange) -> Asked:
    """Return what a call that has been recognised asks for."""
    assert exchange.asked is not None  # noqa: S101 - recognised by an earlier step
    return exchange.asked


def refused(exchange: Exchange, refusal: Refusal) -> Reply:
    """Return the provider's reply that says no."""
    return exchange.provider.refuse(exchange.books, exchange.asked, refusal, exchange.request_id)
