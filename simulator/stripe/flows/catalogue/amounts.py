"""What a piece costs, read off parameters: exact, in minor units, for each currency. Not: the price around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulator.money import CURRENCIES
from simulator.stripe import errors
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.resources.catalogue import Amount

_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?\Z")
"""At most twelve decimals. Stripe, "Create a price"."""


def new_amount(params: Mapping[str, Any], path: str, *, tiered: bool = False) -> Amount:
    """Return the amount that the parameters at `path` name. Raises the refusals for none, two, and no amount."""
    custom = params.get("custom_unit_amount")
    named = [name for name in ("unit_amount", "unit_amount_decimal") if params.get(name) is not None]
    if len(named) > 1:
        raise errors.exclusive(*(_at(path, name) for name in named))
    if not named and not tiered and not (custom and custom["enabled"]):
        raise catalogue_errors.price_without_amount()
    return Amount(
        exact=exact(params, path),
        tax_behavior=params.get("tax_behavior", "unspecified"),
        custom={name: custom.get(name) for name in ("maximum", "minimum", "preset")} if custom else None,
        tiers=tuple(_tier(tier, f"{_at(path, 'tiers')}[{nth}]") for nth, tier in enumerate(params.get("tiers") or ())),
    )


def exact(params: Mapping[str, Any], path: str, name: str = "unit_amount") -> Decimal | None:
    """Return an amount that is given whole or as a decimal. Raises the refusals for one below 0, and no number."""
    whole, fraction = params.get(name), params.get(f"{name}_decimal")
    if whole is not None:
        if whole < 0:
            raise errors.negative(_at(path, name))
        return Decimal(whole)
    if fraction is None:
        return None
    if not _DECIMAL.match(fraction):
        raise catalogue_errors.invalid_decimal(_at(path, f"{name}_decimal"), fraction)
    return Decimal(fraction)


def by_currency(given: Mapping[str, Any] | None, own: str, *, tiered: bool = False) -> dict[str, Amount]:
    """Return the amounts of `currency_options`; the object's own currency is passed over, for it has its amount."""
    return {
        currency: new_amount(option, f"currency_options[{currency}]", tiered=tiered)
        for currency, option in options(given).items()
        if currency != own
    }


def options(given: Mapping[str, Any] | None) -> Mapping[str, Any]:
    """Return a map by currency as it is. Raises the refusals for a key that is no currency, or not in lower case."""
    for currency in given or {}:
        if currency.lower() not in CURRENCIES:
            raise errors.invalid_currency(currency, CURRENCIES)
        if currency != currency.lower():
            raise catalogue_errors.upper_case_currency("currency_options", currency)
    return given or {}


def _tier(given: Mapping[str, Any], path: str) -> dict[str, Any]:
    last = given["up_to"] == "inf"
    flat, unit = (exact(given, path, name) for name in ("flat_amount", "unit_amount"))
    return {"flat": flat, "unit": unit, "up_to": None if last else given["up_to"]}


def _at(path: str, name: str) -> str:
    return f"{path}[{name}]" if path else name
