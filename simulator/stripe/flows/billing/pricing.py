"""Which prices can be subscribed to, and what a whole period of them costs. Not: parts of a period, or lines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.stripe import errors
from simulator.stripe.command import standing
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.billing.periods import Cycle
from simulator.stripe.flows.billing.prorations import debit
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.catalogue.offers import new_price
from simulator.stripe.resources.catalogue import Price, Product

WHOLE = Fraction(1)

NOT_SIMULATED = ("billing_thresholds", "discounts", "tax_rates")
"""Parameters of an item that would change what is paid."""


def sold(work: Work, given: Mapping[str, Any], path: str) -> Price:
    """Return the price that an item names or describes. Raises the refusals for what cannot be subscribed to."""
    for name in NOT_SIMULATED:
        if given.get(name):
            raise errors.not_simulated(f"{name} of a subscription item", f"{path}[{name}]")
    named = f"{path}[price]"
    if "price_data" in given:
        price = _made(work, given["price_data"], f"{path}[price_data]")
    elif "price" in given:
        price = standing(work.books, Price, given["price"], named)
    else:
        raise errors.missing(named)
    if price.recurring is None:
        raise billing_errors.not_recurring(named)
    if not price.active and "price_data" not in given:
        raise catalogue_errors.price_inactive(named)
    if price.amount.exact is None or price.transform_quantity is not None:
        raise errors.not_simulated("prices in tiers or packages", named)
    return price


def _made(work: Work, given: Mapping[str, Any], path: str) -> Price:
    """Return a price that is made for this subscription alone; as one of a checkout, it is not active."""
    product = standing(work.books, Product, given["product"], f"{path}[product]")
    price = work.put(replace(new_price(work.books, given, path=path, active=False), product=product.id))
    work.tell("price.created", price)
    return price


def price_of(work: Work, name: str) -> Price:
    """Return the price of an item that is there: prices are never taken out of the books."""
    found: Price = work.books.objects[name]
    return found


def unit_of(price: Price) -> Decimal:
    """Return what a piece costs, in minor units and exact."""
    return price.amount.exact or Decimal(0)


def amount_of(price: Price, quantity: int) -> int:
    """Return what a whole period costs, in minor units."""
    return debit(unit_of(price), quantity, WHOLE)


def cycle_of(price: Price, anchor: int) -> Cycle:
    """Return how often a recurring price is billed, counted from an anchor."""
    recurring = price.recurring or {}
    return Cycle(anchor, recurring["interval"], recurring["interval_count"])


def check_intervals(prices: list[Price]) -> None:
    """Raise the refusal for items that are not all billed together."""
    every = {(price.recurring or {})["interval"]: 0 for price in prices}
    if len(every) > 1 or len({(price.recurring or {})["interval_count"] for price in prices}) > 1:
        raise errors.not_simulated("items of different intervals on one subscription", "items")
