"""Giving money back through the target, as staff does, and what the provider's books say of it. Not: judging it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from harness.currencies import WITH_THREE_DECIMALS
from harness.failures import WindowShut
from harness.observation import ProviderCall, Returned, Sight
from harness.target.desk import Desk

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.requests import Browser, Replied
    from harness.target.staff import Keys

BOOKED_S = 6.0
"""Seconds of real time within which money that went back must be seen: no twin tells how far a busy target has got."""


class Refunding:
    """Refunds of one order, by the request that the descriptor names."""

    def __init__(self, order: Order) -> None:
        """Speak of `order`. Raises Moot if the descriptor names no request for a refund."""
        self._order = order
        self._desk = Desk(order.target, "refund")
        self._since = order.target.sandbox.position()

    def ask(self, amount: int, word: str | None = None) -> Replied:
        """Ask for a refund of `amount`, in the minor unit; the same `word` is the same refund, asked for again."""
        return self._desk.ask(self._desk.values(self._order, amount, word), self._order.browser)

    def ask_without_role(self, amount: int, *, keys: Keys, browser: Browser | None = None) -> Replied:
        """Ask for a refund with these keys in the place of staff's, as whoever has that browser, or the buyer's."""
        return self._desk.ask_without_role(self._desk.values(self._order, amount), keys, browser or self._order.browser)

    def of_buyer(self) -> Keys:
        """Return what a buyer has to show."""
        return self._desk.of_buyer()

    def almost_staffs(self) -> Keys:
        """Return staff's keys, with the end of each changed: they look like the right ones."""
        return self._desk.almost_staffs()

    def ask_at_once(self, amount: int, words: list[str]) -> list[Replied]:
        """Ask for a refund for each of the words, at the same moment."""
        with ThreadPoolExecutor(len(words)) as pool:
            return list(pool.map(lambda word: self.ask(amount, word), words))

    def word(self) -> str:
        """Return a word for a refund that was never asked for."""
        return self._desk.word()

    def calls(self) -> list[ProviderCall]:
        """Return the target's calls since, that ask the provider for a refund."""
        calls = self._order.target.sandbox.provider_calls(self._since)
        return [call for call in calls if call.operation == self._order.terms.refunding]


def returned(order: Order) -> Returned:
    """Return what the provider's books say of the order's money: received, given back, and by which refunds."""
    return order.terms.returned(order.name, order.about, order.at_provider(), order.records)


def part_of(order: Order, percent: int) -> int:
    """Return a part of the price, in whole units of what the currency can refund."""
    step = 10 if order.product.currency in WITH_THREE_DECIMALS else 1
    return (order.product.amount * percent + 50) // 100 // step * step


Step = tuple[str, "Callable[[Order], object]"]
"""What is done about the money of an order that was paid, in words and in deed."""


def step_by_step(order: Order, steps: Sequence[Step]) -> list[tuple[str, Sight, Returned]]:
    """Take the steps, each told by its news; return what the target shows after each, and what the books say.

    The order is paid at the provider, and its news is held back so far. Raises WindowShut if no refunded amount can
    be read.
    """
    target, sandbox = order.target, order.target.sandbox
    if target.descriptor.order.refunded is None:
        raise WindowShut("the refunded amount cannot be read", needs="[order] refunded: where that amount stands")
    known = order.news
    sandbox.deliver(known)
    target.settle(until=order.fulfilled)
    told = []
    for done, step in steps:
        with sandbox.holding_news():
            step(order)
            if order.terms.settles_refunds:
                order.settle_refunds()
        later, known = order.news.without(known), order.news
        sandbox.deliver(later)
        target.settle_during(until=lambda: order.look_quietly().refunded == returned(order).refunded, seconds=BOOKED_S)
        told.append((done, order.look(), returned(order)))
    return told
