"""The official SDK, unmodified, pointed at a simulator in a process of its own."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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

    def act(self, name: str, /, **params: Any) -> dict[str, Any]:
        return self.world.act(name, provider="square", side=self.side, **params).answer  # type: ignore[arg-type]

    def customer(self, **more: Any) -> str:
        """Return the id of a new customer who can be billed."""
        told = {"given_name": "Ada", "family_name": "Lovelace", "email_address": "ada@example.com", **more}
        return str(self.sdk.customers.create(**told).customer.id)

    def card(self, customer: str) -> str:
        """Return the id of a good card on a customer's file."""
        told = {"idempotency_key": self.key(), "source_id": "cnon:card-nonce-ok", "card": {"customer_id": customer}}
        return str(self.sdk.cards.create(**told).card.id)

    def plan(self, *phases: Any, **more: Any) -> str:
        """Return the id of a new plan variation with these phases: cadence, price, and how many periods."""
        told = [
            {"cadence": cadence, "ordinal": nth, "pricing": {"type": "STATIC", "price_money": usd(amount)},
             **({"periods": periods[0]} if periods else {})}
            for nth, (cadence, amount, *periods) in enumerate(phases)
        ]  # fmt: skip
        plan = {
            "type": "SUBSCRIPTION_PLAN",
            "id": "#plan",
            "subscription_plan_data": {"name": "Tea", "all_items": False},
        }
        made = self.sdk.catalog.object.upsert(idempotency_key=self.key(), object=plan).catalog_object
        data = {"name": "Monthly tea", "phases": told, "subscription_plan_id": made.id, **more}
        sold = {"type": "SUBSCRIPTION_PLAN_VARIATION", "id": "#v", "subscription_plan_variation_data": data}
        return str(self.sdk.catalog.object.upsert(idempotency_key=self.key(), object=sold).catalog_object.id)

    def subscribe(self, plan: str, *, card: bool = True, **more: Any) -> Any:
        """Return a new subscription of a new customer, before its first invoice."""
        customer = more.pop("customer_id", None) or self.customer()
        told = {"card_id": self.card(customer), **more} if card else more
        made = self.sdk.subscriptions.create(
            idempotency_key=self.key(), location_id=self.location, plan_variation_id=plan, customer_id=customer, **told
        )
        return made.subscription


@pytest.fixture
def seller(world: WorldClient) -> Iterator[Seller]:
    made = Seller(world)
    yield made
    for http in made.opened:
        http.close()


def in_days(days: int) -> str:
    """Return the day that many days from now, as Square's dates are written."""
    return (datetime.now(UTC).date() + timedelta(days=days)).isoformat()


def usd(amount: int) -> Any:
    return {"amount": amount, "currency": "USD"}
