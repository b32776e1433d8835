"""The official SDK, unmodified, pointed at a simulator in a process of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pytest
from square import AsyncSquare, Square

from simulator.client import SideView, WorldClient
from tests.fidelity.square.shapes import looked_at, looked_at_async


@dataclass
class Seller:
    """A world, and the SDK's client for one side of its Square."""

    world: WorldClient
    side: str = "test"
    opened: list[httpx.Client] = field(default_factory=list)

    @property
    def view(self) -> SideView:
        view: SideView = getattr(self.world.provider("square"), self.side)
        return view

    @property
    def base_url(self) -> str:
        return self.world.provider("square").base_url

    @property
    def location(self) -> str:
        return self.view.credentials["location_id"]

    @property
    def sdk(self) -> Square:
        http = httpx.Client(event_hooks={"response": [looked_at]}, trust_env=False, timeout=30)
        self.opened.append(http)
        return Square(token=self.view.credentials["access_token"], base_url=self.base_url, httpx_client=http)

    def sdk_async(self) -> tuple[AsyncSquare, httpx.AsyncClient]:
        http = httpx.AsyncClient(event_hooks={"response": [looked_at_async]}, trust_env=False, timeout=30)
        return AsyncSquare(token=self.view.credentials["access_token"], base_url=self.base_url, httpx_client=http), http

    def key(self) -> str:
        return str(uuid4())

    def types(self) -> list[str]:
        """Return the types of all events, oldest first."""
        return [event.type for event in self.world.events(side=self.side, provider="square")]  # type: ignore[arg-type]

    def act(self, name: str, **params: Any) -> dict[str, Any]:
        return self.world.act(name, provider="square", side=self.side, **params).answer  # type: ignore[arg-type]


@pytest.fixture
def seller(world: WorldClient) -> Iterator[Seller]:
    made = Seller(world)
    yield made
    for http in made.opened:
        http.close()


def usd(amount: int) -> Any:
    return {"amount": amount, "currency": "USD"}
