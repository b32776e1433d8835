"""What an order costs: lines, discounts, taxes and service charges, in exact fractions. Not: storing an order.

Source: Square, "How order prices are calculated": percentages before amounts, discounts before taxes, what is of order
scope spread over the lines in proportion. Rounding is half to even (Square, "Rounding"; unconfirmed beyond the one
recorded case). A service charge's own tax is not simulated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from simulator.square import errors, naming, policy
from simulator.square.command import found, money
from simulator.square.resources.seller import CatalogObject
from simulator.world import Books

_QUANTITY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,5})?\Z")
_PERCENTAGE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,5})?\Z")

PASSED_ON = ("note", "metadata", "quantity_unit", "pricing_blocklists", "catalog_version")
"""What of a line is shown as it was sent."""


@dataclass(frozen=True, slots=True)
class Priced:
    """What is shown of an order's parts, and the sums. Amounts are integers in minor units."""

    shown: dict[str, Any]
    total: int
    tax: int
    discount: int
    service_charge: int


@dataclass(slots=True)
class _Line:
    """A line while it is priced."""

    given: Mapping[str, Any]
    uid: str
    quantity: Fraction | int
    base: int
    variation_total: int
    gross: int
    names: dict[str, str]
    modifiers: list[dict[str, Any]]
    discounts: list[tuple[str, int]] = field(default_factory=list)
    taxes: list[tuple[str, int, bool]] = field(default_factory=list)
    """Uid, amount, and whether the price includes it."""

    @property
    def net(self) -> int:
        return self.gross - sum(amount for _, amount in self.discounts)

    @property
    def total(self) -> int:
        return self.net + sum(amount for _, amount, inside in self.taxes if not inside)


def price(books: Books, given: Mapping[str, Any], field_name: str = "order") -> Priced:
    """Return what an order costs as it was sent. Raises the refusal for what cannot be priced."""
    lines = [
        _line(books, one, f"{field_name}.line_items[{nth}]") for nth, one in enumerate(given.get("line_items", ()))
    ]
    discounts = _discount_all(books, given.get("discounts", ()), lines, f"{field_name}.discounts")
    net = sum(line.net for line in lines)
    taxes = _tax_all(books, given.get("taxes", ()), lines, f"{field_name}.taxes")
    charges, charged = _charges(
        books, given.get("service_charges", ()), net, sum(line.total for line in lines), field_name
    )
    tax = sum(amount for line in lines for _, amount, _ in line.taxes)
    total = sum(line.total for line in lines) + charged
    if total > policy.LARGEST:
        raise errors.too_high(policy.LARGEST, f"{field_name}.line_items")
    shown: dict[str, Any] = {
        "line_items": [_shown(line) for line in lines],
        "taxes": taxes,
        "discounts": discounts,
        "service_charges": charges,
        "fulfillments": [_fulfillment(books, one) for one in given.get("fulfillments", ())],
    }
    shown = {name: parts for name, parts in shown.items() if parts}
    return Priced(shown, total, tax, sum(amount for line in lines for _, amount in line.discounts), charged)


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


# Lines.


def _line(books: Books, given: Mapping[str, Any], at: str) -> _Line:
    quantity = _quantity(given["quantity"], f"{at}.quantity")
    base = money(given.get("base_price_money"), f"{at}.base_price_money", policy.CURRENCY)
    names = {"name": given["name"]} if given.get("name") else {}
    if given.get("catalog_object_id"):
        variation = _catalog(books, given["catalog_object_id"], "ITEM_VARIATION", f"{at}.catalog_object_id")
        item = found(books, CatalogObject, str(variation.data.get("item_id")))
        names = {
            "name": str((item.data if item else {}).get("name", "")),
            "variation_name": str(variation.data.get("name", "")),
        } | names
        if base is None:
            base = money(variation.data.get("price_money"), f"{at}.base_price_money", policy.CURRENCY)
    if base is None:
        raise errors.missing(f"{at}.base_price_money")
    modifiers = [_modifier(books, one, f"{at}.modifiers[{nth}]") for nth, one in enumerate(given.get("modifiers", ()))]
    variation_total = round(base * quantity)
    extra = sum(round(one["base_price_money"]["amount"] * quantity) for one in modifiers)
    for one in modifiers:
        one["total_price_money"] = _money(round(one["base_price_money"]["amount"] * quantity))
    return _Line(
        given=given,
        uid=given.get("uid") or naming.uid(books),
        quantity=quantity,
        base=base,
        variation_total=variation_total,
        gross=variation_total + extra,
        names=names,
        modifiers=modifiers,
    )


def _modifier(books: Books, given: Mapping[str, Any], at: str) -> dict[str, Any]:
    amount = money(given.get("base_price_money"), f"{at}.base_price_money", policy.CURRENCY)
    return {
        "uid": given.get("uid") or naming.uid(books),
        **{name: given[name] for name in ("name", "quantity", "metadata") if name in given},
        "base_price_money": _money(amount or 0),
    }


def _shown(line: _Line) -> dict[str, Any]:
    given = line.given
    shown: dict[str, Any] = {"uid": line.uid}
    if "catalog_object_id" in given:
        shown["catalog_object_id"] = given["catalog_object_id"]
    shown |= {"quantity": given["quantity"], **line.names}
    shown |= {name: given[name] for name in PASSED_ON if name in given}
    if line.modifiers:
        shown["modifiers"] = line.modifiers
    if line.discounts:
        shown["applied_discounts"] = [
            {"uid": f"{line.uid}-{uid}"[:60], "discount_uid": uid, "applied_money": _money(amount)}
            for uid, amount in line.discounts
        ]
    if line.taxes:
        shown["applied_taxes"] = [
            {"uid": f"{line.uid}-{uid}"[:60], "tax_uid": uid, "applied_money": _money(amount)}
            for uid, amount, _ in line.taxes
        ]
    return shown | {
        "base_price_money": _money(line.base),
        "gross_sales_money": _money(line.gross),
        "total_tax_money": _money(sum(amount for _, amount, _ in line.taxes)),
        "total_discount_money": _money(sum(amount for _, amount in line.discounts)),
        "total_money": _money(line.total),
        "variation_total_price_money": _money(line.variation_total),
        "item_type": given.get("item_type", "ITEM"),
        "total_service_charge_money": _money(0),
    }


# Discounts and taxes.


def _discount_all(
    books: Books, given: Sequence[Mapping[str, Any]], lines: Sequence[_Line], at: str
) -> list[dict[str, Any]]:
    """Apply discounts to the lines, percentages first; return them as they are shown, in the order given."""
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
        shown[nth] = {**one, "type": one.get("type", kind), "applied_money": _money(amount)}
    return [shown[nth] for nth in range(len(made))]


def _tax_all(books: Books, given: Sequence[Mapping[str, Any]], lines: Sequence[_Line], at: str) -> list[dict[str, Any]]:
    shown = []
    for nth, one in enumerate(_named(books, tax, "TAX", f"{at}[{nth}]") for nth, tax in enumerate(given)):
        taken = _aimed_at(one, lines, "applied_taxes", "tax_uid")
        rate = _percentage(one.get("percentage", "0"), f"{at}[{nth}].percentage")
        inside = one.get("type") == "INCLUSIVE"
        nets = [line.net for line in taken]
        amount = round(sum(nets) * (rate / (1 + rate) if inside else rate))
        for line, part in zip(taken, spread(amount, nets), strict=True):
            line.taxes.append((one["uid"], part, inside))
        shown.append({**one, "type": one.get("type", "ADDITIVE"), "applied_money": _money(amount)})
    return shown


def _named(books: Books, given: Mapping[str, Any], kind: str, at: str) -> dict[str, Any]:
    """Return a tax or discount with its uid and scope; one of the catalogue has its name and rate from there."""
    told = dict(given)
    if told.get("catalog_object_id"):
        stored = _catalog(books, told["catalog_object_id"], kind, f"{at}.catalog_object_id")
        told = {
            name: stored.data[name] for name in ("name", "percentage", "amount_money") if name in stored.data
        } | told
        if kind == "TAX":
            told.setdefault("type", stored.data.get("inclusion_type", "ADDITIVE"))
    scope = told.get("scope", "ORDER")
    return {"uid": told.pop("uid", None) or naming.uid(books), **told, "scope": scope}


def _aimed_at(one: Mapping[str, Any], lines: Sequence[_Line], applied: str, name: str) -> list[_Line]:
    """Return the lines that a tax or discount is for: all, or those that name it."""
    if one["scope"] == "ORDER":
        return list(lines)
    return [line for line in lines if any(told.get(name) == one["uid"] for told in line.given.get(applied, ()))]


def _charges(
    books: Books, given: Sequence[Mapping[str, Any]], net: int, with_tax: int, at: str
) -> tuple[list[dict[str, Any]], int]:
    shown, charged = [], 0
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
                "applied_money": _money(amount),
                "total_money": _money(amount),
                "total_tax_money": _money(0),
            }
        )
    return shown, charged


def _fulfillment(books: Books, given: Mapping[str, Any]) -> dict[str, Any]:
    return {"uid": given.get("uid") or naming.uid(books), "state": "PROPOSED"} | {
        name: value for name, value in given.items() if name != "uid"
    }


# Reading.


def _catalog(books: Books, object_id: str, kind: str, at: str) -> CatalogObject:
    stored = found(books, CatalogObject, object_id)
    if stored is None or stored.deleted or stored.type != kind:
        raise errors.error(404, "NOT_FOUND", f"Item variation with catalog object ID `{object_id}` not found.", at)
    return stored


def _quantity(text: str, at: str) -> Fraction | int:
    if text.isdecimal() and text.isascii():
        return int(text)
    if not _QUANTITY.match(text):
        raise errors.invalid("Quantity must be a decimal number with at most 5 digits after the point.", at)
    return Fraction(text)


def _percentage(text: Any, at: str) -> Fraction:
    if not isinstance(text, str) or not _PERCENTAGE.match(text) or Fraction(text) > 100:
        raise errors.invalid("Percentage must be a decimal number from 0 to 100.", at)
    return Fraction(text) / 100


def _money(amount: int) -> dict[str, Any]:
    return {"amount": amount, "currency": policy.CURRENCY}
