"""What an order costs: lines, discounts, taxes and service charges, in exact fractions. Not: storing an order.

Source: Square, "How order prices are calculated": percentages before amounts, discounts before taxes, what is of order
scope spread over the lines in proportion. Rounding is half to even (Square, "Rounding"; unconfirmed beyond the one
recorded case). A service charge's own tax is not simulated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import msgspec

from simulator.square import errors, naming, policy
from simulator.square.command import money
from simulator.square.flows.lines import Line, catalogue, home_money, line_of, shown_line
from simulator.world import Books

_PERCENTAGE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,5})?\Z")


class Priced(msgspec.Struct, frozen=True):
    """What is shown of an order's parts, and the sums. Amounts are integers in minor units."""

    shown: dict[str, Any]
    total: int
    tax: int
    discount: int
    service_charge: int


def price(books: Books, given: Mapping[str, Any], field_name: str = "order") -> Priced:
    """Return what an order costs as it was sent. Raises the refusal for what cannot be priced."""
    lines = [
        line_of(books, one, f"{field_name}.line_items[{nth}]") for nth, one in enumerate(given.get("line_items", ()))
    ]
    discounts = _discount_all(books, given.get("discounts", ()), lines, f"{field_name}.discounts")
    taxes = _tax_all(books, given.get("taxes", ()), lines, f"{field_name}.taxes")
    with_tax = sum([line.total for line in lines])
    charges, charged = _charges(books, given.get("service_charges", ()), lines, with_tax, field_name)
    total = with_tax + charged
    if total > policy.LARGEST:
        raise errors.too_high(policy.LARGEST, f"{field_name}.line_items")
    parts = (
        ("line_items", [shown_line(line) for line in lines]),
        ("taxes", taxes),
        ("discounts", discounts),
        ("service_charges", charges),
        ("fulfillments", [_fulfillment(books, one) for one in given.get("fulfillments", ())]),
    )
    return Priced(
        shown={name: part for name, part in parts if part},
        total=total,
        tax=sum([line.tax for line in lines]),
        discount=sum([line.discount for line in lines]),
        service_charge=charged,
    )


def spread(amount: int, weights: Sequence[int]) -> list[int]:
    """Return `amount` in parts that add up to it, in proportion to the weights (by the running sum)."""
    whole = sum(weights)
    if whole == 0:
        return [0] * len(weights)
    parts, sum_so_far, given = [], 0, 0
    for weight in weights:
        sum_so_far += weight
        upto = round(Fraction(amount * sum_so_far, whole))
        parts.append(upto - given)
        given = upto
    return parts


# Discounts and taxes.


def _discount_all(
    books: Books, given: Sequence[Mapping[str, Any]], lines: Sequence[Line], at: str
) -> list[dict[str, Any]]:
    """Apply discounts to the lines, percentages first; return them as they are shown, in the order given."""
    if not given:
        return []
    made = [_named(books, one, "DISCOUNT", f"{at}[{nth}]") for nth, one in enumerate(given)]
    shown: dict[int, dict[str, Any]] = {}
    for nth in sorted(range(len(made)), key=lambda nth: "percentage" not in made[nth]):
        one, place = made[nth], f"{at}[{nth}]"
        taken = _aimed_at(one, lines, "applied_discounts", "discount_uid")
        nets = [line.net for line in taken]
        if "percentage" in one:
            rate = _percentage(one["percentage"], f"{place}.percentage")
            amount, kind = round(sum(nets) * rate), "FIXED_PERCENTAGE"
        else:
            asked = money(one.get("amount_money"), f"{place}.amount_money", policy.CURRENCY)
            if asked is None:
                raise errors.missing(f"{place}.amount_money")
            amount, kind = min(asked, sum(nets)), "FIXED_AMOUNT"
        for line, part in zip(taken, spread(amount, nets), strict=True):
            line.discounts.append((one["uid"], part))
        shown[nth] = {**one, "type": one.get("type", kind), "applied_money": home_money(amount)}
    return [shown[nth] for nth in range(len(made))]


def _tax_all(books: Books, given: Sequence[Mapping[str, Any]], lines: Sequence[Line], at: str) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    if not given:
        return shown
    for nth, one in enumerate(_named(books, tax, "TAX", f"{at}[{nth}]") for nth, tax in enumerate(given)):
        taken = _aimed_at(one, lines, "applied_taxes", "tax_uid")
        rate = _percentage(one.get("percentage", "0"), f"{at}[{nth}].percentage")
        inside = one.get("type") == "INCLUSIVE"
        nets = [line.net for line in taken]
        amount = round(sum(nets) * (rate / (1 + rate) if inside else rate))
        for line, part in zip(taken, spread(amount, nets), strict=True):
            line.taxes.append((one["uid"], part, inside))
        shown.append({**one, "type": one.get("type", "ADDITIVE"), "applied_money": home_money(amount)})
    return shown


def _named(books: Books, given: Mapping[str, Any], kind: str, at: str) -> dict[str, Any]:
    """Return a tax or discount with its uid and scope; one of the catalogue has its name and rate from there."""
    told = dict(given)
    if told.get("catalog_object_id"):
        stored = catalogue(books, told["catalog_object_id"], kind, f"{at}.catalog_object_id")
        told = {
            name: stored.data[name] for name in ("name", "percentage", "amount_money") if name in stored.data
        } | told
        if kind == "TAX":
            told.setdefault("type", stored.data.get("inclusion_type", "ADDITIVE"))
    scope = told.get("scope", "ORDER")
    return {"uid": told.pop("uid", None) or naming.uid(books), **told, "scope": scope}


def _aimed_at(one: Mapping[str, Any], lines: Sequence[Line], applied: str, name: str) -> list[Line]:
    """Return the lines that a tax or discount is for: all, or those that name it."""
    if one["scope"] == "ORDER":
        return list(lines)
    return [line for line in lines if any(told.get(name) == one["uid"] for told in line.given.get(applied, ()))]


def _charges(
    books: Books, given: Sequence[Mapping[str, Any]], lines: Sequence[Line], with_tax: int, at: str
) -> tuple[list[dict[str, Any]], int]:
    shown, charged = [], 0
    net = sum([line.net for line in lines]) if given else 0
    for nth, one in enumerate(given):
        place = f"{at}.service_charges[{nth}]"
        phase = one.get("calculation_phase", "SUBTOTAL_PHASE")
        if "percentage" in one:
            base = net if phase == "SUBTOTAL_PHASE" else with_tax
            amount = round(base * _percentage(one["percentage"], f"{place}.percentage"))
        else:
            asked = money(one.get("amount_money"), f"{place}.amount_money", policy.CURRENCY)
            if asked is None:
                raise errors.missing(f"{place}.amount_money")
            amount = asked
        charged += amount
        shown.append(
            {
                "uid": one.get("uid") or naming.uid(books),
                **{name: value for name, value in one.items() if name != "uid"},
                "calculation_phase": phase,
                "applied_money": home_money(amount),
                "total_money": home_money(amount),
                "total_tax_money": home_money(0),
            }
        )
    return shown, charged


def _fulfillment(books: Books, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"uid": given.get("uid") or naming.uid(books), "state": "PROPOSED"} | {
        name: value for name, value in given.items() if name != "uid"
    }


def _percentage(text: Any, at: str) -> Fraction:
    if not isinstance(text, str) or not _PERCENTAGE.match(text) or Fraction(text) > 100:
        raise errors.invalid("Percentage must be a decimal number from 0 to 100.", at)
    return Fraction(text) / 100
