"""A merchant who speaks to the pipeline without a socket: for laws that need many calls. Not: test cases."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from simulator.exchange import Dropped, Hold
from simulator.pipeline import handle
from simulator.provider import Reply, Request, Side
from simulator.sandbox import Sandbox
from simulator.stripe import STRIPE
from simulator.stripe.wire import encode
from simulator.world import Books, World


@dataclass
class Answer:
    status: int
    body: Any
    headers: dict[str, str]
    holds: list[Hold]


@dataclass
class Merchant:
    """One world's one side. `call` goes through every step of the pipeline, as a request from the wire does."""

    sandbox: Sandbox = field(default_factory=lambda: Sandbox({"stripe": STRIPE}, base_urls={"stripe": "http://sim"}))
    side: Side = "test"
    seed: int = 1
    world: World = field(init=False)

    def __post_init__(self) -> None:
        self.world = self.sandbox.new_world(self.seed)

    @property
    def books(self) -> Books:
        return self.world.books["stripe", self.side]

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **params: Any) -> Answer:
        return self.send(method, path, urlencode(encode(params)), headers)

    def send(self, method: str, path: str, form: str, headers: dict[str, str] | None = None) -> Answer:
        met, holds = self.run(method, path, form, headers)
        assert isinstance(met, Reply)
        return Answer(met.status, json.loads(met.body), dict(met.headers), holds)

    def run(
        self, method: str, path: str, form: str = "", headers: dict[str, str] | None = None
    ) -> tuple[Reply | Dropped, list[Hold]]:
        given = {"authorization": f"Bearer {self.books.secret_key}", **(headers or {})}
        query, body = ("", form.encode()) if method == "POST" else (form, b"")
        steps = handle(self.sandbox, STRIPE, Request(method, path, query, given, body))
        holds: list[Hold] = []
        while True:
            try:
                holds.append(next(steps))
            except StopIteration as end:
                self.sandbox.flush_announcements()
                return end.value, holds

    def act(self, act: str, /, pretend: bool = False, **params: Any) -> tuple[dict[str, Any], list[str]]:
        answer, events = self.sandbox.act(self.world, STRIPE, self.side, act, params, pretend)
        return answer, [event.type for event in events]

    def told(self) -> list[str]:
        return [event.type for event in self.books.events.values()]
