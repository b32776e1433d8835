"""A seller with subscribers, whose world begins on a day that was chosen. Not: test cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from simulator.clock import StoppedClock
from simulator.square.calendar import moment
from simulator.square.resources.order import Order
from tests.simulator.square.inprocess import Answer, Seller

DAY = 86_400

Phase = tuple[str, int] | tuple[str, int, int]
"""A cadence, a price in minor units, and how many periods."""


@dataclass(slots=True)
class MovedClock(StoppedClock):
    """A clock that stands until it is moved: how long a test takes is no matter."""

    def advance(self, seconds: float) -> None:
        self.at += seconds


@dataclass
class Subscriber(Seller):
    """A seller who bills. `begins` is the moment at which the world's clock stands at first, in RFC 3339."""

    begins: str = "2026-01-01T12:00:00Z"

    def __post_init__(self) -> None:
        super().__post_init__()
        self.world.clock = MovedClock(at=datetime.fromisoformat(self.begins).timestamp())
        for books in self.world.all_books():
            books.clock = self.world.clock

    def plan(self, *phases: Phase, **more: Any) -> str:
        told = [
            {"cadence": one[0], "pricing": {"type": "STATIC", "price_money": {"amount": one[1], "currency": "USD"}},
             **({"periods": one[2]} if len(one) == 3 else {})}
            for one in phases
        ]  # fmt: skip
        data = {"name": "Tea", "phases": told, **more}
        inside = {"type": "SUBSCRIPTION_PLAN_VARIATION", "id": "#v", "subscription_plan_variation_data": data}
        plan = {"name": "Tea", "subscription_plan_variations": [inside]}
        sent = {"type": "SUBSCRIPTION_PLAN", "id": "#p", "subscription_plan_data": plan}
        made = self.call("POST", "/v2/catalog/object", idempotency_key=self.key(), object=sent).body
        mapped = {one["client_object_id"]: one["object_id"] for one in made["id_mappings"]}
        return str(mapped["#v"])

    def customer(self, **more: Any) -> str:
        told = {"given_name": "Ada", "email_address": "ada@example.com", **more}
        return str(self.call("POST", "/v2/customers", **told).body["customer"]["id"])

    def card(self, customer: str) -> str:
        told = {"source_id": "cnon:card-nonce-ok", "card": {"customer_id": customer}}
        return str(self.call("POST", "/v2/cards", idempotency_key=self.key(), **told).body["card"]["id"])

    def asked(self, plan: str, **more: Any) -> Answer:
        """Answer what was answered to a subscription of a new customer with a card."""
        customer = self.customer()
        told = {"customer_id": customer, "card_id": self.card(customer), "location_id": self.location, **more}
        return self.call("POST", "/v2/subscriptions", plan_variation_id=plan, **told)

    def subscribe(self, plan: str, **more: Any) -> str:
        """Return the id of a new subscription, whose first invoice has come."""
        name: str = self.asked(plan, **more).body["subscription"]["id"]
        self.wait(2)
        return name

    def shown(self, name: str) -> dict[str, Any]:
        answer: dict[str, Any] = self.get(f"/v2/subscriptions/{name}", "include=actions").body["subscription"]
        return answer

    def do(self, name: str, what: str, **params: Any) -> Answer:
        return self.call("POST", f"/v2/subscriptions/{name}/{what}", **params)

    def actions(self, name: str) -> list[tuple[str, str]]:
        return [(one["type"], one["effective_date"]) for one in self.shown(name).get("actions", ())]

    def until(self, day: str, hour: int = 23) -> None:
        """Let time pass until an hour of a day, UTC."""
        at = moment(date.fromisoformat(day), hour * 3600, "UTC")
        self.wait(max(0.0, at - self.world.clock.precise()))

    def amounts(self, name: str) -> list[int]:
        """Return what was billed for a subscription, oldest first, in minor units."""
        return [one.total for one in self.books.of_kind(Order) if one.subscription_id == name and one.invoice_id]

    def days(self, name: str) -> list[str]:
        """Return the days on which a subscription was billed, oldest first, UTC."""
        events = [event for event in self.books.events.values() if event.type == "invoice.created"]
        return [datetime.fromtimestamp(one.created, UTC).date().isoformat() for one in events if name in one.objects]
