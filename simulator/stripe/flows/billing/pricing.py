"""Which prices can be subscribed to, and what a whole period of them costs. Not: parts of a period, or lines."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from msgspec.structs import replace

from simulator.stripe import errors
from simulator.stripe.command import standing
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.billing.periods import Cycle
from simulator.stripe.flows.billing.prorations import rounded
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.catalogue.offers import new_price
from simulator.stripe.resources.catalogue import Price, Product

NOT_SIMULATED = ("billing_thresholds",)
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


class Part(NamedTuple):
    """So many pieces of a price at one cost: a tier of it, its flat fee, or all of it. Minor units, exact."""

    tier: int | None
    quantity: int
    unit: Decimal
    flat: bool = False

    @property
    def exact(self) -> Fraction:
        return Fraction(self.unit) * (1 if self.flat else self.quantity)


def parts(price: Price, quantity: int) -> list[Part]:
    """Return what a quantity is made of: one part, or with graduated tiers one for each that is reached.

    Graduated: each piece costs what its own tier says; volume: all cost what the last one's says. A flat fee is asked
    for each tier reached, the first one's also for nothing (Stripe, "Tiered pricing"). A package is paid whole.
    """
    if price.amount.tiers:
        return _graduated(price, quantity) if price.tiers_mode == "graduated" else _volume(price, quantity)
    unit = price.amount.exact or Decimal(0)
    package = price.transform_quantity
    if package is None:
        return [Part(None, quantity, unit)]
    whole, rest = divmod(quantity, package["divide_by"])
    return [Part(None, whole + (1 if rest and package["round"] == "up" else 0), unit)]


def _graduated(price: Price, quantity: int) -> list[Part]:
    found, below = [], 0
    for nth, tier in enumerate(price.amount.tiers, 1):
        upto = quantity if tier["up_to"] is None else min(quantity, tier["up_to"])
        if nth > 1 and quantity <= below:
            break
        found += _tier(nth, tier, upto - below)
        below = upto
    return found


def _volume(price: Price, quantity: int) -> list[Part]:
    for nth, tier in enumerate(price.amount.tiers, 1):
        if tier["up_to"] is None or quantity <= tier["up_to"]:
            return _tier(nth, tier, quantity)
    return []


def _tier(nth: int, tier: Mapping[str, Any], quantity: int) -> list[Part]:
    own = [] if tier["unit"] is None else [Part(nth, quantity, tier["unit"])]
    return own + ([] if not tier["flat"] else [Part(nth, quantity, tier["flat"], flat=True)])


def exact_of(price: Price, quantity: int) -> Fraction:
    """Return what a whole period costs, in minor units and exact."""
    return sum((part.exact for part in parts(price, quantity)), Fraction(0))


def amount_of(price: Price, quantity: int) -> int:
    """Return what a whole period costs, in minor units: each part is rounded by itself, as it is a line."""
    return sum(rounded(part.exact) for part in parts(price, quantity))


def metered(price: Price) -> bool:
    """Whether it is billed when a period has ended, by what a meter has counted in it."""
    return (price.recurring or {}).get("usage_type") == "metered"


def cycle_of(price: Price, anchor: int) -> Cycle:
    """Return how often a recurring price is billed, counted from an anchor."""
    recurring = price.recurring or {}
    return Cycle(anchor, recurring["interval"], recurring["interval_count"])


def check_intervals(prices: list[Price]) -> None:
    """Raise the refusal for items that are not all billed together."""
    every = {(price.recurring or {})["interval"]: 0 for price in prices}
    if len(every) > 1 or len({(price.recurring or {})["interval_count"] for price in prices}) > 1:
        raise errors.not_simulated("items of different intervals on one subscription", "items")
