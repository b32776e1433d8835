"""A merchant who speaks to the pipeline without a socket: for laws that need many calls. Not: test cases."""

import json
from dataclasses import dataclass, field
from typing import Any

from simulator.exchange import Hold
from simulator.pipeline import handle
from simulator.provider import Reply, Request, Side
from simulator.sandbox import Sandbox
from simulator.square import SQUARE
from simulator.square.flows.locations import main_location
from simulator.world import Books, World


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The code of the first error."""
        code: str = self.body["errors"][0]["code"]
        return code


@dataclass
class Seller:
    """One world's one side. `call` goes through every step of the pipeline, as a request from the wire does."""

    sandbox: Sandbox = field(default_factory=lambda: Sandbox({"square": SQUARE}, base_urls={"square": "http://sim"}))
    side: Side = "test"
    seed: int = 1
    world: World = field(init=False)
    keys: int = 0

    def __post_init__(self) -> None:
        self.world = self.sandbox.new_world(self.seed)

    @property
    def books(self) -> Books:
        return self.world.books["square", self.side]

    @property
    def location(self) -> str:
        return main_location(self.books).id

    def key(self) -> str:
        self.keys += 1
        return f"key-{self.keys}"

    def call(self, method: str, path: str, **params: Any) -> Answer:
        return self.send(method, path, json.dumps(params).encode())

    def get(self, path: str, query: str = "") -> Answer:
        return self.send("GET", path, b"", query)

    def send(
        self, method: str, path: str, body: bytes = b"", query: str = "", headers: dict[str, str] | None = None
    ) -> Answer:
        given = {
            "authorization": f"Bearer {self.books.secret_key}",
            "content-type": "application/json",
            "square-version": "2026-09-16",
            **(headers or {}),
        }
        steps = handle(self.sandbox, SQUARE, Request(method, path, query, given, body))
        holds: list[Hold] = []
        while True:
            try:
                holds.append(next(steps))
            except StopIteration as end:
                self.sandbox.flush_announcements()
                met = end.value
                assert isinstance(met, Reply)
                return Answer(met.status, json.loads(met.body), dict(met.headers))

    def pay(self, amount: int, source: str = "cnon:card-nonce-ok", **more: Any) -> Answer:
        """Create a payment, with a key of its own unless one is given."""
        body = {"idempotency_key": self.key(), **more}
        return self.call(
            "POST", "/v2/payments", source_id=source, amount_money={"amount": amount, "currency": "USD"}, **body
        )

    def order(self, *amounts: int, **more: Any) -> Answer:
        """Create an order of these prices."""
        lines = [
            {"name": "tea", "quantity": "1", "base_price_money": {"amount": amount, "currency": "USD"}}
            for amount in amounts
        ]
        return self.call("POST", "/v2/orders", order={"location_id": self.location, "line_items": lines, **more})

    def refund(self, payment: str, amount: int, **more: Any) -> Answer:
        body = {"idempotency_key": self.key(), "payment_id": payment, **more}
        return self.call("POST", "/v2/refunds", amount_money={"amount": amount, "currency": "USD"}, **body)

    def act(self, name: str, /, **params: Any) -> tuple[dict[str, Any], list[str]]:
        answer, events = self.sandbox.act(self.world, SQUARE, self.side, name, params)
        return answer, [event.type for event in events]

    def wait(self, seconds: float) -> None:
        self.world.clock.advance(seconds)
        self.sandbox.tick()

    def told(self) -> list[str]:
        return [event.type for event in self.books.events.values()]
