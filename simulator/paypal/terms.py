"""What a plan asks for, as values: prices, cycles, preferences, tax; the arithmetic of a charge. Not: plans, time.

A subscription has the terms of its plan, or its own where some were overridden; then changes of the plan pass it by.
Amounts are integers in the currency's minor unit. Source: PayPal, "Subscriptions v1".
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import msgspec

from simulator.paypal import policy

Tenure = Literal["TRIAL", "REGULAR"]
Unit = Literal["DAY", "WEEK", "MONTH", "YEAR"]


class Price(msgspec.Struct, frozen=True, kw_only=True):
    """What one unit costs in a cycle from unix second `since` on. `amount` None: a free trial that names no price."""

    version: int
    amount: int | None
    since: int


class Cycle(msgspec.Struct, frozen=True, kw_only=True):
    """So many times something is charged, so often. `total` 0: until somebody ends it. `prices`: oldest first."""

    tenure: Tenure
    sequence: int
    unit: Unit
    count: int
    total: int
    prices: tuple[Price, ...]

    @property
    def price(self) -> Price:
        """The newest: what whoever subscribes now pays."""
        return self.prices[-1]


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """All that says what is charged. `tax` is a percentage as it was written; `cycles` are in their sequence."""

    currency: str
    cycles: tuple[Cycle, ...]
    auto_bill: bool = True
    setup_fee: int = 0
    fee_failure: Literal["CANCEL", "CONTINUE"] = "CANCEL"
    threshold: int = 0
    tax: str | None = None
    inclusive: bool = True


def price_for(cycle: Cycle, at: int, since: int) -> Price:
    """Return the price of a charge at unix second `at` to whoever subscribed at `since`.

    A new price is not charged within ten days of the change to those who were there before it (PayPal, "Update plan
    pricing": a change from $20 to $25 on the 10th leaves the payment of the 15th at $20).
    """
    for price in reversed(cycle.prices):
        told = price.since > since and price is not cycle.prices[0]
        if at >= price.since + (policy.PRICE_CHANGE_AFTER if told else 0):
            return price
    return cycle.prices[0]


def charge(terms: Terms, price: Price, quantity: str, shipping: int) -> int:
    """Return what one cycle costs: the price times the quantity, tax on it, and shipping, which is not taxed.

    That shipping is free of tax is unconfirmed.
    """
    return taxed(terms, _rounded(Decimal(price.amount or 0) * Decimal(quantity))) + shipping


def setup_charge(terms: Terms) -> int:
    """Return what the set-up costs: it is taxed (recorded: a fee of 10 at 10 % is a payment of 11.0)."""
    return taxed(terms, terms.setup_fee)


def taxed(terms: Terms, amount: int) -> int:
    """Return an amount with its tax, rounded half up; one that includes its tax stays as it is."""
    if terms.tax is None or terms.inclusive:
        return amount
    return amount + _rounded(Decimal(amount) * Decimal(terms.tax) / 100)


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def cycle_of(terms: Terms, completed: tuple[int, ...]) -> int | None:
    """Return which cycle comes next, by its place; None when all were gone through."""
    for nth, cycle in enumerate(terms.cycles):
        if cycle.total == 0 or completed[nth] < cycle.total:
            return nth
    return None
