"""A shop that sells subscriptions, and its subscribers, at any of the providers. Not: tests."""

from __future__ import annotations

import sqlite3
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import stripe

from reference_app.settings_of_plans import VARIABLES
from reference_app.subscriptions.plans import PLANS, Plan
from simulator.client import SimulatorProcess, WorldClient
from tests.reference_app.conftest import RunningShop, configure, open_up

DAY = 86_400
PASSWORD = "correct horse battery"
GOOD_CARD, BAD_CARD = "cnon:card-nonce-ok", "cnon:card-nonce-declined"


class Subscriber:
    """An account of the shop in its browser, with its subscription, and what its buyer does at Stripe."""

    def __init__(self, shop: RunningShop, world: WorldClient, provider: str = "stripe") -> None:
        self.shop, self.world, self.provider = shop, world, provider
        self.name = ""
        self.http = httpx.Client(base_url=shop.url, timeout=40, trust_env=False, headers={"Origin": shop.url})
        given = {"email": f"{uuid.uuid4().hex[:12]}@example.com", "password": PASSWORD}
        assert self.http.post("/accounts", json=given).status_code == 202
        assert self.http.post("/sessions", json=given).status_code == 204

    def ask(self, plan: str = "basic", key: str | None = None, **more: Any) -> httpx.Response:
        headers = {"Idempotency-Key": key or uuid.uuid4().hex}
        asked = {"plan": plan, "provider": self.provider, **more}
        if self.provider == "square":
            asked.setdefault("source_id", GOOD_CARD)
        sent = {name: value for name, value in asked.items() if value is not None}
        return self.http.post("/subscriptions", json=sent, headers=headers)

    def subscribe(self, plan: str = "basic", **more: Any) -> dict[str, Any]:
        reply = self.ask(plan, **more)
        assert reply.status_code == 201, reply.text
        self.name = str(reply.json()["subscription"])
        return dict(reply.json())

    def pay(self, asked: dict[str, Any], **how: Any) -> None:
        """Make the first payment, or approve it; Square takes it by itself."""
        if self.provider == "stripe":
            self.act("pay", asked["client_secret"].split("_secret_")[0], **how)
        elif self.provider == "paypal":
            self.act("pay", **how)

    def act(self, what: str, about: str | None = None, **how: Any) -> None:
        """Let the outside world do something to the subscription, or to `about`."""
        self.world.act(what, provider=self.provider, object=about or self.object, **how)

    def subscribed(self, plan: str = "basic") -> str:
        """Subscribe, pay, and return the provider's id once the shop knows of it.

        Whether that gives access is a matter of the shop's own clock: a world may be long ago.
        """
        self.pay(self.subscribe(plan))
        self.sees(status="active", effects={"mail": 1})
        return self.object

    @property
    def object(self) -> str:
        """The provider's subscription that the shop's books have for ours."""
        with sqlite3.connect(self.shop.home / "shop.db") as books:
            query = "select object_id from subscriptions where id = ?"
            return str(books.execute(query, (self.name,)).fetchone()[0])

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

    def __init__(self, shop: RunningShop, world: WorldClient, provider: str = "stripe") -> None:
        self.shop, self.world, self.provider = shop, world, provider
        at = world.provider("stripe")
        self.sdk = stripe.StripeClient(at.test.secret_key, base_addresses={"api": at.base_url}).v1

    def subscriber(self) -> Subscriber:
        return Subscriber(self.shop, self.world, self.provider)

    def all_is_done(self) -> None:
        """Wait until every event so far was delivered and worked on."""
        assert self.world.quiet()
        kept = {str(line["event_id"]) for line in self.shop.logged("web", "webhook_kept")}
        self.shop.until(lambda: kept <= self._done(), "every event is done")

    def _done(self) -> set[str]:
        lines = self.shop.lines("worker")
        return {str(line["event_id"]) for line in lines if line["event"] in ("event_done", "event_dropped")}

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
def press(simulator: SimulatorProcess, home: Path, ago: float = 0.0, provider: str = "stripe") -> Iterator[Press]:
    """Open a shop that sells every plan, `ago` seconds before now at the provider."""
    world = simulator.control.new_world(began_ago=ago)
    shop = RunningShop(home)
    currency = "usd" if provider == "square" else "eur"
    for name in dict.fromkeys(("stripe", provider)):
        configure(shop, world, name)
    shop.env |= {
        "STRIPE_JS_URL": f"{world.provider('stripe').base_url}/endive/stripe.js",
        "PLAN_CURRENCY": currency,
    }
    if provider == "square":
        shop.env["SQUARE_JS_URL"] = f"{world.provider('square').base_url}/v1/square.js"
    for plan in PLANS.values():
        shop.env[VARIABLES[provider] + plan.name.upper()] = sold(world, provider, plan, currency)
    try:
        open_up(shop)
        yield Press(shop, world, provider)
    finally:
        shop.stop()


def sold(world: WorldClient, provider: str, plan: Plan, currency: str) -> str:
    """Let the merchant sell the plan in its dashboard; return what the provider calls it."""
    told = {"name": plan.title, "amount": plan.amount, "currency": currency, "interval": plan.interval}
    trial = {"trial_days": plan.trial_days} if plan.trial_days else {}
    return str(world.act("sell_plan", provider=provider, **told, **trial).answer["id"])
