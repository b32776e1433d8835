"""A simulated Stripe in other people's tests: the fixture `stripe_sandbox`. Not: Assay's own run, which is another one.

Nothing is active until a conftest asks for it: `pytest_plugins = ["simulator.pytest_plugin"]`.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pytest

from simulator.client import (
    ActResult,
    DeliveryRecord,
    EndpointView,
    EventView,
    Fault,
    SimulatorError,
    SimulatorProcess,
    WorldClient,
    event_named,
    planned,
)

if TYPE_CHECKING:
    import stripe

PROVIDER = "stripe"


class StripeSandbox:
    """A Stripe account of one test: empty at its start, gone at its end. Its test side; `world` has the rest.

    Amounts are integers in the currency's minor unit. Whatever the simulator refuses is a SimulatorError that says why.
    """

    def __init__(self, world: WorldClient) -> None:
        """Take a world of a running simulator."""
        self.world = world
        """The typed client of everything that a world can do and show."""
        told = world.provider(PROVIDER)
        self.api_base = told.base_url
        """What stands in place of https://api.stripe.com and https://files.stripe.com."""
        self.secret_key = told.test.secret_key
        self.publishable_key = told.test.publishable_key

    @cached_property
    def client(self) -> stripe.StripeClient:
        """Return the official SDK's client, pointed here."""
        from stripe import StripeClient  # noqa: PLC0415 - it takes long, and a test may bring a client of its own

        return StripeClient(self.secret_key, base_addresses={"api": self.api_base, "files": self.api_base})

    def listen(self, url: str, events: Sequence[str] = ("*",), *, secret: str | None = None) -> EndpointView:
        """Have `events` sent to `url`, which is on loopback. The endpoint's `secret` is what verifies them."""
        return self.world.endpoint(url, enabled_events=events, secret=secret)

    def act(self, name: str, /, object: str | None = None, **params: Any) -> ActResult:  # noqa: A002 - the word of the API
        """Let the outside world do something to the object of that id: a buyer pays, a bank refuses.

        Its events leave by themselves: `quiet` waits for them. An unknown name is refused with those that there are.
        """
        about: dict[str, Any] = {} if object is None else {"object": object}
        return self.world.act(name, **about, **params)

    def events(self, object: str | None = None, type: str | None = None) -> list[EventView]:  # noqa: A002 - as above
        """Return the events that concern the object, of that type, oldest first."""
        return self.world.events(object, type)

    def deliver(
        self,
        *events: str,
        for_object: str | None = None,
        behaviour: str | None = None,
        forgery: str | None = None,
        seed: int = 0,
        **options: Any,
    ) -> list[DeliveryRecord]:
        """Deliver events now, one after the other, and return what was answered, in the order of the plan.

        An event is an id, or a type: then the newest of that type that concerns `for_object`. `behaviour` is one of
        `duplicate`, `parallel_duplicate`, `reorder`, `delay`, `drop`, `burst`, `interleave`, drawn from `seed`;
        `options` are its own, such as `copies=3` or `within=100` (milliseconds). `forgery` is one of
        `simulator.schedules.forgeries.FORGERIES`: then none of the deliveries is genuine.
        """
        found = [event_named(self.world, event, for_object).id for event in events]
        behaviours = () if behaviour is None else (behaviour,)
        forgeries = () if forgery is None else (forgery,)
        return self.world.deliver(planned(found, behaviours, forgeries, seed=seed, **options))

    def hold_news(self) -> None:
        """Keep events back from now on, until `deliver` sends them or `release` lets them go."""
        self.world.hold_news()

    def release(self) -> None:
        """Let events leave by themselves again, those too that were kept back."""
        self.world.deliver_news()
        self.world.release()

    def quiet(self, timeout: float = 10.0) -> None:
        """Wait until no webhook is under way. Raises TimeoutError after `timeout` seconds of real time."""
        if not self.world.quiet(timeout):
            raise TimeoutError(f"webhooks were still under way after {timeout} s: does the endpoint answer?")

    def advance(self, seconds: float) -> float:
        """Move the account's clock forward and return its time in Unix seconds; retries that came due leave at once."""
        return self.world.advance(seconds)

    def checkpoint(self, name: str = "checkpoint") -> None:
        """Remember the account as it is now, under that name, to go back to as often as one likes."""
        self.world.checkpoint(name)

    def go_back(self, name: str = "checkpoint") -> None:
        """Let the account be what it was: objects, keys, clock, and the ids that come next."""
        self.world.go_back(name)

    def fault(self, **what: Any) -> str:
        """Let API calls go wrong; return the fault's id for `heal`. The fields are those of `simulator.client.Fault`.

        `fault(operation="payment_intents.create", moment="after", action="lost_reply", times=1)`
        """
        try:
            return self.world.fault(Fault(**what))
        except TypeError as wrong:
            raise SimulatorError(f"fault: {wrong}. Write some of: {', '.join(Fault.__struct_fields__)}") from None

    def heal(self, fault: str) -> None:
        """Take a fault away."""
        self.world.heal(fault)

    def vary(self, *names: str) -> None:
        """From now on let Stripe do otherwise what these sets name, for it promises none of it; no names: nothing."""
        self.world.vary(names)


@pytest.fixture(scope="session")
def stripe_simulator() -> Iterator[SimulatorProcess]:
    """Start one simulator for the whole session, or one for each worker of pytest-xdist; it takes free ports."""
    with SimulatorProcess.start() as process:
        yield process


@pytest.fixture
def stripe_api_version() -> str | None:
    """Say which API version the account has: override this fixture, or parametrize it. None: the newest."""
    return None


@pytest.fixture
def stripe_sandbox(
    stripe_simulator: SimulatorProcess, stripe_api_version: str | None, request: pytest.FixtureRequest
) -> Iterator[StripeSandbox]:
    """Give the test a Stripe of its own. What is made up in it comes from the test's name, so that it is repeated."""
    versions = None if stripe_api_version is None else {PROVIDER: stripe_api_version}
    seed = zlib.crc32(request.node.nodeid.encode())
    world = stripe_simulator.control.new_world(seed=seed, api_versions=versions)
    yield StripeSandbox(world)
    world.close()
