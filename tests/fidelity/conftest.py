"""The official SDK, unmodified, pointed at a simulator in a process of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import stripe

from simulator.client import SideView, SimulatorProcess, WorldClient
from tests.fidelity.shapes import Watching, check_answer


@dataclass
class Merchant:
    """A world, and the SDK's client for one side of it."""

    world: WorldClient
    side: str = "test"

    @property
    def view(self) -> SideView:
        view: SideView = getattr(self.world.provider("stripe"), self.side)
        return view

    @property
    def base_url(self) -> str:
        return self.world.provider("stripe").base_url

    @property
    def sdk(self) -> Any:
        return self.client().v1

    def client(self, **options: Any) -> stripe.StripeClient:
        return stripe.StripeClient(
            self.view.secret_key,
            base_addresses={"api": self.base_url, "files": self.base_url},
            **{"http_client": Watching(), **options},
        )

    def http(self, method: str, path: str, key: str | None = None, **request: Any) -> httpx.Response:
        """Speak to the API without the SDK, for what the SDK would not send."""
        headers = {"Authorization": f"Bearer {key or self.view.secret_key}", **request.pop("headers", {})}
        answer = httpx.request(method, self.base_url + path, headers=headers, trust_env=False, **request)
        check_answer(method, self.base_url + path, headers, answer.status_code, answer.headers, answer.content)
        return answer

    def types(self) -> list[str]:
        """Return the types of all events, oldest first."""
        return [event.type for event in self.world.events(side=self.side)]  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess.start(seed=7) as process:
        yield process


@pytest.fixture
def world(simulator: SimulatorProcess) -> Iterator[WorldClient]:
    made = simulator.control.new_world(seed=1)
    yield made
    made.snapshot()  # whatever a test has filled it with can be written down
    made.close()


@pytest.fixture
def merchant(world: WorldClient) -> Merchant:
    return Merchant(world)


@pytest.fixture
def globally(world: WorldClient) -> Iterator[Any]:
    """The SDK's older style: module-wide key and address."""
    kept = stripe.api_key, stripe.api_base, stripe.max_network_retries, stripe.upload_api_base
    view = world.provider("stripe")
    stripe.api_key, stripe.api_base, stripe.max_network_retries = view.test.secret_key, view.base_url, 0
    stripe.upload_api_base, stripe.default_http_client = view.base_url, Watching()
    yield stripe
    stripe.default_http_client = None
    stripe.api_key, stripe.api_base, stripe.max_network_retries, stripe.upload_api_base = kept
