"""A merchant with plans and subscribers whose world stands still until it is moved. Not: test cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from simulator.clock import WorldClock
from tests.simulator.paypal.inprocess import Answer, Merchant, money

PLANS, SUBSCRIPTIONS, DAY = "/v1/billing/plans", "/v1/billing/subscriptions", 86_400

NOON = "2026-03-10T12:00:00Z"


def unix(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


@dataclass(slots=True)
class Standing(WorldClock):
    at: float = 0.0

    def now(self) -> int:
        return int(self.at)

    def precise(self) -> float:
        return self.at

    def advance(self, seconds: float) -> None:
        self.at += seconds


def cycle(
    price: str | None, unit: str = "MONTH", *, total: int = 0, count: int = 1, trial: bool = False
) -> dict[str, Any]:
    """A cycle as merchants send it, without its sequence."""
    frequency = {"interval_unit": unit, "interval_count": count}
    made = {"frequency": frequency, "tenure_type": "TRIAL" if trial else "REGULAR", "total_cycles": total}
    return made if price is None else {**made, "pricing_scheme": {"fixed_price": money(price)}}


class Seller(Merchant):
    """It sells plans; its world begins at noon of 10 March 2026, or at the moment that is said."""

    def __init__(self, at: str = NOON) -> None:
        super().__init__()
        self.clock = Standing(at=unix(at))
        self.world.clock = self.clock
        for books in self.world.all_books():
            books.clock = self.clock
        self.product = self.call("POST", "/v1/catalogs/products", {"name": "Tea", "type": "SERVICE"}).body["id"]

    def plan(self, *cycles: dict[str, Any], preferences: dict[str, Any] | None = None, **more: Any) -> str:
        given = [{**one, "sequence": nth} for nth, one in enumerate(cycles or (cycle("10"),), start=1)]
        body = {"product_id": self.product, "name": "Tea", "billing_cycles": given,
                "payment_preferences": preferences or {}, **more}  # fmt: skip
        made = self.call("POST", PLANS, body)
        assert made.status == 201, made.body
        return str(made.body["id"])

    def proposed(self, plan: str, /, **more: Any) -> str:
        made = self.call("POST", SUBSCRIPTIONS, {"plan_id": plan, **more})
        assert made.status == 201, made.body
        return str(made.body["id"])

    def subscribed(self, plan: str | None = None, /, **more: Any) -> str:
        name = self.proposed(plan or self.plan(), **more)
        self.act("pay", object=name)
        return name

    def move(self, to: str) -> None:
        """Let it be a later moment; what comes due until then happens."""
        self.clock.at = unix(to)
        self.sandbox.tick()

    def shown(self, name: str, fields: str = "") -> dict[str, Any]:
        shown: dict[str, Any] = self.call("GET", f"{SUBSCRIPTIONS}/{name}{fields and f'?fields={fields}'}").body
        return shown

    def billing(self, name: str) -> dict[str, Any]:
        info: dict[str, Any] = self.shown(name, "last_failed_payment")["billing_info"]
        return info

    def sales(self, name: str) -> list[tuple[str, str]]:
        """When it was paid and how much, oldest first."""
        span = "start_time=2000-01-01T00:00:00Z&end_time=2099-01-01T00:00:00Z"
        told = self.call("GET", f"{SUBSCRIPTIONS}/{name}/transactions?{span}").body["transactions"]
        return [(one["time"][:10], one["amount_with_breakdown"]["gross_amount"]["value"]) for one in reversed(told)]

    def told_of(self, name: str) -> list[str]:
        """The types of what was told of it, oldest first."""
        return [one.type for one in self.books.events.values() if name in one.objects]

    def do(self, name: str, action: str, body: Any = None) -> Answer:
        return self.call("POST", f"{SUBSCRIPTIONS}/{name}/{action}", {"reason": "So it is"} if body is None else body)
