"""A descriptor that is not finished: answers, each with why it is believed. Not: where the answers come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from harness.drafting.found import Found


class Answer(msgspec.Struct, frozen=True):
    """Something that will be written, and the remark that stands beside it."""

    value: Any
    why: str
    sure: bool = True
    """Whether it stands in the source, or was said; otherwise it is a guess."""

    @classmethod
    def of(cls, found: Found, value: Any = None) -> Answer:
        return cls(found.value if value is None else value, f"found in {found.place}")

    @classmethod
    def guess(cls, value: Any, why: str) -> Answer:
        return cls(value, f"guess: {why}", sure=False)

    @classmethod
    def said(cls, value: Any) -> Answer:
        return cls(value, "as you said")


class Request(msgspec.Struct, frozen=True):
    """A request of the checkout."""

    line: Answer
    """Its value is `METHOD /path`, with variables of the descriptor in it."""
    body: Answer | None = None
    """Its value is a table: field to text."""
    as_form: bool = False
    save: Answer | None = None
    """Its value is a table: variable to where."""
    headers: Answer | None = None
    """Its value is a table: header to text."""
    unknown: tuple[str, ...] = ()
    """Fields that the program reads, and of which nobody knows what belongs in them."""

    def answers(self) -> Iterator[tuple[str, Answer]]:
        named = (("checkout", self.line), ("its headers", self.headers), ("its body", self.body), ("saves", self.save))
        yield from ((name, one) for name, one in named if one is not None)

    @property
    def method(self) -> str:
        return str(self.line.value).split(" ", 1)[0]

    @property
    def path(self) -> str:
        return str(self.line.value).split(" ", 1)[1]


class Provider(msgspec.Struct, frozen=True):
    name: str
    title: str
    because: str
    webhook_path: Answer | None = None
    keys: dict[str, Answer] = {}
    """`api_base_env`, `secret_key_env` …, as far as they are known."""
    shim: Answer | None = None

    def answers(self) -> Iterator[tuple[str, Answer]]:
        if self.webhook_path:
            yield f"{self.name} webhook_path", self.webhook_path
        if self.shim:
            yield f"{self.name} shim", self.shim
        yield from ((f"{self.name} {key}", one) for key, one in self.keys.items())


def name_of_order(payment: Answer | None, requests: Sequence[Request], known: Answer | None) -> Answer | None:
    """Return how an order is named: as it is known to be, or by its payment where no request saves a name."""
    saved = {name for one in requests if one.save for name in one.save.value}
    if saved or not requests or payment is None:
        return known if known and str(known.value).strip("{}") in saved else None
    return Answer.guess(f"{{{payment.value}}}", "no reply was seen to name the order, so its payment is its name")


class Way(msgspec.Struct, frozen=True):
    """A further way to check out: another provider's."""

    payment: Answer
    requests: tuple[Request, ...]
    order_id: Answer | None = None


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    name: str
    stack: str
    """What it is built on, in a sentence."""
    providers: tuple[Provider, ...] = ()
    intercept: Answer | None = None
    prepare: Answer | None = None
    start: Answer | None = None
    worker: Answer | None = None
    ready: Answer | None = None
    env: dict[str, Answer] = {}
    unset: tuple[Found, ...] = ()
    """Variables that it reads, and of which nobody knows what belongs in them."""
    payment: Answer | None = None
    requests: tuple[Request, ...] = ()
    order_id: Answer | None = None
    others: dict[str, Way] = {}
    """By provider, the way to check out with it, where it is not the main one."""
    unbought: tuple[str, ...] = ()
    """Providers with which nobody knows how a buyer checks out."""
    products: tuple[tuple[str, Answer], ...] = ()
    """By name, a table with `sku`, `amount` and `currency`."""
    read: Answer | None = None
    """The path at which an order is read."""
    status: Answer
    """*Where* the state stands; a guess if nothing else."""
    amount: Answer | None = None
    currency: Answer | None = None
    states: dict[str, Answer] = {}
    effects: dict[str, Answer] = {}
    """By name, a table with `sql` and `database`."""
    stores: Answer | None = None
    return_: Answer | None = None
    """The path of the page after paying."""
    reconcile: Answer | None = None
    live: Found | None = None
    """The variable that tells it whether it is in test or live."""

    def answers(self) -> Iterator[tuple[str, Answer]]:
        """Yield everything that is known, by what it is about."""
        named: tuple[tuple[str, Answer | None], ...] = (
            ("prepare", self.prepare), ("start", self.start), ("worker", self.worker), ("ready", self.ready),
            ("intercept", self.intercept), *((f"env {name}", one) for name, one in self.env.items()),
            *(pair for one in self.providers for pair in one.answers()),
            ("payment", self.payment), *(pair for one in self.requests for pair in one.answers()),
            *((f"product {name}", one) for name, one in self.products),
            ("order", self.read), ("status", self.status), ("amount", self.amount), ("currency", self.currency),
            *((f"state {name}", one) for name, one in self.states.items()),
            *((f"effect {name}", one) for name, one in self.effects.items()),
            ("stores", self.stores), ("return", self.return_), ("reconcile", self.reconcile),
        )  # fmt: skip
        yield from ((name, one) for name, one in named if one is not None)
