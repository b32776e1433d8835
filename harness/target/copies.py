"""Payments that no checkout led to: like an order's own, or of nobody's order. Not: the order's own payment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from harness.providers import KINDS
from harness.providers.terms import Wanted

if TYPE_CHECKING:
    from harness.descriptor.model import PaymentKind
    from harness.target.order import Order
    from harness.target.target import Target
    from simulator.client import Side


def of(target: Target, order: Order, *, side: Side | None = None, naming_it: bool = True) -> str:
    """Make a payment like that of `order`, on the target's side or the other one; return its id.

    It names the order as the order's own payment does, unless it is to be a stranger's.
    """
    shown = order.at_provider()
    amount, currency = order.terms.price_of(shown)
    references = order.terms.references(shown) if naming_it else {}
    return make(target, order.kind, amount, currency, references, side=side)


def make(
    target: Target,
    kind: PaymentKind,
    amount: int,
    currency: str,
    references: Mapping[str, str],
    *,
    side: Side | None = None,
) -> str:
    """Make a payment of that kind on the target's own account, without the target; return its id."""
    view = target.sandbox.world.provider(target.provider)
    wanted = Wanted(amount, currency, references)
    return target.sandbox.terms.make(KINDS[kind], wanted, view, side or target.side)
