"""A merchant who speaks to the pipeline without a socket: for laws that need many calls. Not: test cases."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any

from simulator.exchange import Dropped
from simulator.paypal import PAYPAL
from simulator.pipeline import handle
from simulator.provider import Reply, Request, Side
from simulator.sandbox import Sandbox
from simulator.world import Books, World

ORDERS, PAYMENTS = "/v2/checkout/orders", "/v2/payments"


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]
    error_code: str | None
    unsupported: bool

    @property
    def issue(self) -> str:
        """The first issue of an error."""
        return str(self.body["details"][0]["issue"])


def money(value: str, currency: str = "USD") -> dict[str, str]:
    return {"currency_code": currency, "value": value}


@dataclass
class Merchant:
    """One world's one side. `call` goes through every step of the pipeline, as a request from the wire does."""

    sandbox: Sandbox = field(default_factory=lambda: Sandbox({"paypal": PAYPAL}, base_urls={"paypal": "http://sim"}))
    side: Side = "test"
    seed: int = 1
    world: World = field(init=False)
    token: str = field(init=False)

    def __post_init__(self) -> None:
        self.world = self.sandbox.new_world(self.seed)
        self.token = self.new_token().body["access_token"]

    @property
    def books(self) -> Books:
        return self.world.books["paypal", self.side]

    def new_token(self, secret: str | None = None) -> Answer:
        client = f"{self.books.publishable_key}:{secret or self.books.secret_key}"
        headers = {"authorization": "Basic " + base64.b64encode(client.encode()).decode()}
        return self.send("POST", "/v1/oauth2/token", b"grant_type=client_credentials", headers)

    def call(
        self, method: str, path: str, body: Any = None, *, key: str | None = None, full: bool = True, **headers: str
    ) -> Answer:
        given = {"content-type": "application/json", "authorization": f"Bearer {self.token}"}
        given |= {"paypal-request-id": key} if key else {}
        given |= {"prefer": "return=representation"} if full else {}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.send(method, path, b"" if body is None else json.dumps(body).encode(), given)

    def send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        path, _, query = path.partition("?")
        met = self.run(Request(method, path, query, headers, body))
        assert isinstance(met, Reply)
        told = json.loads(met.body) if met.body.startswith((b"{", b"[")) else met.body
        return Answer(met.status, told, dict(met.headers), met.error_code, met.unsupported)

    def run(self, request: Request) -> Reply | Dropped:
        steps = handle(self.sandbox, PAYPAL, request)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                self.sandbox.flush_announcements()
                return end.value

    def act(self, name: str, /, **params: Any) -> tuple[dict[str, Any], list[str]]:
        answer, events = self.sandbox.act(self.world, PAYPAL, self.side, name, params)
        return answer, [event.type for event in events]

    def told(self) -> list[str]:
        return [event.type for event in self.books.events.values()]

    # What most tests begin with.

    def order(self, value: str = "100.00", intent: str = "CAPTURE", currency: str = "USD", **more: Any) -> str:
        unit = {"amount": money(value, currency), **more}
        made = self.call("POST", ORDERS, {"intent": intent, "purchase_units": [unit]})
        assert made.status == 201, made.body
        return str(made.body["id"])

    def captured(self, value: str = "100.00", **more: Any) -> tuple[str, dict[str, Any]]:
        """An order that is paid: its id, and its capture."""
        order = self.order(value, **more)
        self.act("pay", object=order)
        done = self.call("POST", f"{ORDERS}/{order}/capture")
        assert done.status == 201, done.body
        return order, done.body["purchase_units"][0]["payments"]["captures"][0]

    def authorized(self, value: str = "100.00", **more: Any) -> tuple[str, dict[str, Any]]:
        """An order whose money is held: its id, and its authorization."""
        order = self.order(value, intent="AUTHORIZE", **more)
        self.act("pay", object=order)
        done = self.call("POST", f"{ORDERS}/{order}/authorize")
        assert done.status == 201, done.body
        return order, done.body["purchase_units"][0]["payments"]["authorizations"][0]
