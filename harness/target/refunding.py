"""Giving money back through the target, as staff does, and what the provider's books say of it. Not: judging it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from harness.failures import Moot
from harness.observation import ProviderCall, Returned

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.requests import Replied


class Refunding:
    """Refunds of one order, by the request that the descriptor names."""

    def __init__(self, order: Order) -> None:
        """Speak of `order`. Raises Moot if the descriptor names no request for a refund."""
        declared = order.target.descriptor.refund
        if declared is None:
            raise Moot("the descriptor names no way to ask the target for a refund: [refund] request")
        self._order = order
        self._request = declared.request
        self._since = order.target.sandbox.position()

    def ask(self, amount: int, word: str | None = None) -> Replied:
        """Ask for a refund of `amount`, in the minor unit; the same `word` is the same refund, asked for again."""
        values = {**self._order.values, "refund": word or self.word(), "refund_amount": str(amount)}
        return self._order.target.browser.send(self._request, values)

    def ask_at_once(self, amount: int, words: list[str]) -> list[Replied]:
        """Ask for a refund for each of the words, at the same moment."""
        with ThreadPoolExecutor(len(words)) as pool:
            return list(pool.map(lambda word: self.ask(amount, word), words))

    def word(self) -> str:
        """Return a word for a refund that was never asked for."""
        return f"refund-{self._order.target.unique()}"

    def calls(self) -> list[ProviderCall]:
        """Return the target's calls since, that ask the provider for a refund."""
        calls = self._order.target.sandbox.provider_calls(self._since)
        return [call for call in calls if call.operation == "refunds.create"]


def returned(order: Order) -> Returned:
    """Return what the provider's books say of the order's money: received, given back, and by which refunds."""
    charge = _charge(order)
    return Returned(
        order=order.name,
        captured=int(charge.get("amount_captured") or 0),
        refunded=int(charge.get("amount_refunded") or 0),
        currency=str(charge.get("currency") or ""),
        disputed=bool(charge.get("disputed")),
    )


def _charge(order: Order) -> dict[str, Any]:
    world, side, provider = order.target.sandbox.world, order.side, order.target.provider
    shown = order.at_provider()
    if order.kind == "checkout_session":
        intent = shown.get("payment_intent")
        shown = world.object(intent, side, provider=provider) if intent else {}
    charge = shown.get("latest_charge")
    return world.object(charge, side, provider=provider) if charge else {}
