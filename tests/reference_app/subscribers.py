"""A shop that sells subscriptions, and its subscribers. Not: tests."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import stripe

from reference_app.subscriptions.plans import PLANS
from simulator.client import SimulatorProcess, WorldClient
from tests.reference_app.conftest import RunningShop, configure, open_up

DAY = 86_400
PASSWORD = "correct horse battery"


class Subscriber:
    """An account of the shop in its browser, with its subscription, and what its buyer does at Stripe."""

    def __init__(self, shop: RunningShop, world: WorldClient) -> None:
        self.shop, self.world = shop, world
        self.name = ""
        self.http = httpx.Client(base_url=shop.url, timeout=40, trust_env=False, headers={"Origin": shop.url})
        given = {"email": f"{uuid.uuid4().hex[:12]}@example.com", "password": PASSWORD}
        assert self.http.post("/accounts", json=given).status_code == 202
        assert self.http.post("/sessions", json=given).status_code == 204

    def ask(self, plan: str = "basic", key: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        return self.http.post("/subscriptions", json={"plan": plan, **more}, headers=headers)

    def subscribe(self, plan: str = "basic", **more: Any) -> dict[str, Any]:
        reply = self.ask(plan, **more)
        assert reply.status_code == 201, reply.text
        self.name = str(reply.json()["subscription"])
        return dict(reply.json())

    def pay(self, asked: dict[str, Any], **how: Any) -> None:
        """Make the first payment, as the provider's script does in the browser."""
        self.world.act("pay", object=asked["client_secret"].split("_secret_")[0], **how)

    def subscribed(self, plan: str = "basic") -> str:
        """Subscribe, pay, and return the provider's id once the shop knows of it.

        Whether that gives access is a matter of the shop's own clock: a world may be long ago.
        """
        self.pay(self.subscribe(plan))
        self.sees(status="active", effects={"mail": 1})
        return self.object

    @property
    def object(self) -> str:
        """The provider's subscription that is ours, by what we wrote into it."""
        found = [one for one in self.world.objects("sub_") if one["metadata"].get("subscription") == self.name]
        assert len(found) == 1, found
        return str(found[0]["id"])

    def view(self) -> dict[str, Any]:
        reply = self.http.get(f"/subscriptions/{self.name}")
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    def do(self, what: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/subscriptions/{self.name}/{what}", json=body or None)

    def sees(self, **facts: Any) -> dict[str, Any]:
        """Wait until the shop says all of it."""
        self.shop.until(lambda: facts.items() <= self.view().items(), f"{facts}, not {self.view()}")
        return self.view()


class Press:
    """A shop with plans at Stripe, in a world that began some days ago."""

    def __init__(self, shop: RunningShop, world: WorldClient) -> None:
        self.shop, self.world = shop, world
        at = world.provider("stripe")
        self.sdk = stripe.StripeClient(at.test.secret_key, base_addresses={"api": at.base_url}).v1

    def subscriber(self) -> Subscriber:
        return Subscriber(self.shop, self.world)

    def to_now(self) -> None:
        """Move the world to the present, where the shop's own clock is."""
        self.world.advance(max(0.0, time.time() - self.world.advance(0)))

    def price(self, amount: int, currency: str = "eur", interval: Any = "month") -> str:
        made = self.sdk.prices.create(
            {
                "currency": currency,
                "unit_amount": amount,
                "recurring": {"interval": interval},
                "product_data": {"name": "A plan"},
            }
        )
        return made.id


@contextmanager
def press(simulator: SimulatorProcess, home: Path, ago: float = 0.0, *start: str, **env: str) -> Iterator[Press]:
    """Open a shop that sells every plan, `ago` seconds before now at the provider."""
    world = simulator.control.new_world(began_ago=ago)
    shop = RunningShop(home)
    configure(shop, world, "stripe")
    shop.env["STRIPE_JS_URL"] = f"{world.provider('stripe').base_url}/endive/stripe.js"
    made = Press(shop, world)
    for plan in PLANS.values():
        shop.env[f"STRIPE_PRICE_{plan.name.upper()}"] = made.price(plan.amount, plan.currency)
    shop.env |= env
    try:
        if start:
            assert shop.command("migrate").returncode == 0
            shop.start(*start)
        else:
            open_up(shop)
        yield made
    finally:
        shop.stop()
