"""From what a merchant sends of a plan to its terms, whole or overridden for one subscription. Not: storing them.

What the documents allow is checked by the table of facts (`wire.py`); here is what it cannot say: which cycles go
together, whole numbers in their bounds, one currency. Which issue PayPal gives cycles that do not is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors
from simulator.paypal.errors import detail
from simulator.paypal.flows.amounts import read
from simulator.paypal.terms import Cycle, Price, Terms
from simulator.provider import Refusal

COUNTS_MOST: Mapping[str, int] = {"DAY": 365, "WEEK": 52, "MONTH": 12, "YEAR": 1}
TOTAL_MOST, THRESHOLD_MOST, TRIALS_MOST = 999, 999, 2


def terms(params: Mapping[str, Any], now: int) -> Terms:
    """Return the terms of a new plan. Raises the refusal of what does not go together."""
    given = params["billing_cycles"]
    currency = _currency(given)
    cycles = tuple(sorted((_cycle(one, nth, currency, now) for nth, one in enumerate(given)), key=_by_sequence))
    regular = [cycle for cycle in cycles if cycle.tenure == "REGULAR"]
    in_order = [cycle.sequence for cycle in cycles] == list(range(1, len(cycles) + 1))
    if len(regular) != 1 or cycles[-1] is not regular[0] or len(cycles) - 1 > TRIALS_MOST or not in_order:
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field="/billing_cycles", location="body"))
    made = Terms(currency=currency, cycles=cycles)
    made = preferences(made, params.get("payment_preferences") or {}, "/payment_preferences")
    return taxes(made, params.get("taxes") or {}, "/taxes")


def overridden(terms: Terms, given: Mapping[str, Any], now: int, place: str = "/plan") -> Terms:
    """Return the terms of one subscription, some of which are not its plan's. Raises the refusal of what cannot be."""
    made = terms
    for nth, one in enumerate(given.get("billing_cycles") or ()):
        where = f"{place}/billing_cycles/{nth}"
        cycle = next((cycle for cycle in made.cycles if cycle.sequence == one["sequence"]), None)
        if cycle is None:
            raise errors.unprocessable("INVALID_BILLING_CYCLE_SEQUENCE", field=f"{where}/sequence")
        total = cycle.total if one.get("total_cycles") is None else _total(one["total_cycles"], cycle.tenure, where)
        scheme = one.get("pricing_scheme")
        prices = cycle.prices
        if scheme is not None:
            amount = price(scheme, made.currency, f"{where}/pricing_scheme")
            prices = (Price(version=1, amount=amount, since=now),)
        changed = replace(cycle, total=total, prices=prices)
        made = replace(made, cycles=tuple(changed if one is cycle else one for one in made.cycles))
    made = preferences(made, given.get("payment_preferences") or {}, f"{place}/payment_preferences")
    return taxes(made, given.get("taxes") or {}, f"{place}/taxes")


def preferences(terms: Terms, given: Mapping[str, Any], place: str) -> Terms:
    """Return the terms with what is said of payments."""
    made = replace(
        terms,
        auto_bill=given.get("auto_bill_outstanding", terms.auto_bill),
        fee_failure=given.get("setup_fee_failure_action") or terms.fee_failure,
    )
    if "setup_fee" in given:
        made = replace(made, setup_fee=amount(given["setup_fee"], terms.currency, f"{place}/setup_fee"))
    if "payment_failure_threshold" in given:
        where = f"{place}/payment_failure_threshold"
        made = replace(made, threshold=whole(given["payment_failure_threshold"], 0, THRESHOLD_MOST, where))
    return made


def taxes(terms: Terms, given: Mapping[str, Any], place: str) -> Terms:
    """Return the terms with what is said of tax."""
    if not given:
        return terms
    percentage = given.get("percentage", terms.tax)
    if percentage is not None and percentage.startswith("-"):
        raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field=f"{place}/percentage", location="body"))
    return replace(terms, tax=percentage, inclusive=given.get("inclusive", terms.inclusive))


def amount(given: Mapping[str, Any], currency: str, place: str) -> int:
    """Return an amount in minor units. Raises the refusal of another currency."""
    value, its = read(given, place, positive=False)
    if its != currency:
        raise errors.unprocessable("CURRENCY_MISMATCH", field=f"{place}/currency_code", value=its)
    return value


def whole(value: Any, least: int, most: int, place: str) -> int:
    """Return a whole number. Raises the refusal of one that is out of its bounds."""
    if not isinstance(value, int):
        raise errors.invalid(detail("INVALID_PARAMETER_SYNTAX", field=place, value=str(value), location="body"))
    if value < least:
        raise errors.invalid(_out_of("INVALID_INTEGER_MIN_VALUE", place, value))
    if value > most:
        raise errors.invalid(_out_of("INVALID_INTEGER_MAX_VALUE", place, value))
    return value


def _out_of(issue: str, place: str, value: int) -> dict[str, str]:
    return detail(issue, field=place, value=str(value), location="body")


def _by_sequence(cycle: Cycle) -> int:
    return cycle.sequence


def _currency(given: Sequence[Mapping[str, Any]]) -> str:
    for one in given:
        scheme = one.get("pricing_scheme") or {}
        if scheme.get("fixed_price"):
            return str(scheme["fixed_price"]["currency_code"])
        if scheme.get("tiers"):
            raise tiers()
    raise errors.invalid(_missing("/billing_cycles/0/pricing_scheme"))


def _cycle(given: Mapping[str, Any], nth: int, currency: str, now: int) -> Cycle:
    place = f"/billing_cycles/{nth}"
    unit = given["frequency"]["interval_unit"]
    count = given["frequency"].get("interval_count", 1)
    scheme = given.get("pricing_scheme")
    if scheme is None and given["tenure_type"] == "REGULAR":
        raise errors.invalid(_missing(f"{place}/pricing_scheme"))
    amount_of_one = None if scheme is None else price(scheme, currency, f"{place}/pricing_scheme")
    return Cycle(
        tenure=given["tenure_type"],
        sequence=whole(given["sequence"], 1, 99, f"{place}/sequence"),
        unit=unit,
        count=whole(count, 1, COUNTS_MOST[unit], f"{place}/frequency/interval_count"),
        total=_total(given.get("total_cycles", 1), given["tenure_type"], place),
        prices=(Price(version=1, amount=amount_of_one, since=now),),
    )


def _total(value: Any, tenure: str, place: str) -> int:
    return whole(value, 1 if tenure == "TRIAL" else 0, TOTAL_MOST, f"{place}/total_cycles")


def price(scheme: Mapping[str, Any], currency: str, place: str) -> int:
    """Return the price that a scheme names, in minor units. Raises the refusal of one that has tiers."""
    if scheme.get("tiers") or scheme.get("pricing_model"):
        raise tiers()
    if "fixed_price" not in scheme:
        raise errors.invalid(_missing(f"{place}/fixed_price"))
    return amount(scheme["fixed_price"], currency, f"{place}/fixed_price")


def tiers() -> Refusal:
    """Return the refusal of prices by volume."""
    return errors.not_simulated("prices by volume or tier")


def _missing(place: str) -> dict[str, str]:
    return detail("MISSING_REQUIRED_PARAMETER", field=place, location="body")
