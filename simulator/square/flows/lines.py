"""Lines of an order: read, looked up in the catalogue, shown with their amounts. Not: what is spread over them all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import msgspec

from simulator.square import errors, naming, policy
from simulator.square.command import found, money
from simulator.square.resources.seller import CatalogObject
from simulator.world import Books

_QUANTITY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,5})?\Z")

PASSED_ON = ("note", "metadata", "quantity_unit", "pricing_blocklists", "catalog_version")
"""What of a line is shown as it was sent."""


class Line(msgspec.Struct):
    """A line while it is priced."""

    given: Mapping[str, Any]
    uid: str
    quantity: Fraction | int
    base: int
    variation_total: int
    gross: int
    names: dict[str, str]
    modifiers: list[dict[str, Any]]
    discounts: list[tuple[str, int]] = []
    taxes: list[tuple[str, int, bool]] = []
    """Uid, amount, and whether the price includes it."""

    @property
    def discount(self) -> int:
        return sum([amount for _, amount in self.discounts]) if self.discounts else 0

    @property
    def tax(self) -> int:
        return sum([amount for _, amount, _ in self.taxes]) if self.taxes else 0

    @property
    def net(self) -> int:
        return self.gross - self.discount

    @property
    def total(self) -> int:
        added = sum([amount for _, amount, inside in self.taxes if not inside]) if self.taxes else 0
        return self.net + added


def line_of(books: Books, given: Mapping[str, Any], at: str) -> Line:
    """Return a line as it was sent, with its price, which stands in the catalogue if it is not told. Raises Refusal."""
    quantity = _quantity(given["quantity"], at)
    base = money(given.get("base_price_money"), f"{at}.base_price_money", policy.CURRENCY)
    names = {"name": given["name"]} if given.get("name") else {}
    if given.get("catalog_object_id"):
        variation = catalogue(books, given["catalog_object_id"], "ITEM_VARIATION", f"{at}.catalog_object_id")
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
    extra = 0
    for one in modifiers:
        price_of_all = round(one["base_price_money"]["amount"] * quantity)
        one["total_price_money"] = home_money(price_of_all)
        extra += price_of_all
    return Line(
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
        "base_price_money": home_money(amount or 0),
    }


def shown_line(line: Line) -> dict[str, Any]:
    """Return a line as an order shows it, keys in the recorded order."""
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
            {"uid": f"{line.uid}-{uid}"[:60], "discount_uid": uid, "applied_money": home_money(amount)}
            for uid, amount in line.discounts
        ]
    if line.taxes:
        shown["applied_taxes"] = [
            {"uid": f"{line.uid}-{uid}"[:60], "tax_uid": uid, "applied_money": home_money(amount)}
            for uid, amount, _ in line.taxes
        ]
    return shown | {
        "base_price_money": home_money(line.base),
        "gross_sales_money": home_money(line.gross),
        "total_tax_money": home_money(line.tax),
        "total_discount_money": home_money(line.discount),
        "total_money": home_money(line.total),
        "variation_total_price_money": home_money(line.variation_total),
        "item_type": given.get("item_type", "ITEM"),
        "total_service_charge_money": home_money(0),
    }


def catalogue(books: Books, object_id: str, kind: str, at: str) -> CatalogObject:
    """Return what stands in the catalogue under that id and is of that kind. Raises the refusal if there is no such."""
    stored = found(books, CatalogObject, object_id)
    if stored is None or stored.deleted or stored.type != kind:
        raise errors.error(404, "NOT_FOUND", f"Item variation with catalog object ID `{object_id}` not found.", at)
    return stored


def _quantity(text: str, at: str) -> Fraction | int:
    if text.isdecimal() and text.isascii():
        return int(text)
    if not _QUANTITY.match(text):
        message = "Quantity must be a decimal number with at most 5 digits after the point."
        raise errors.invalid(message, f"{at}.quantity")
    return Fraction(text)


def home_money(amount: int) -> dict[str, Any]:
    """Return an amount in minor units of the seller's own currency."""
    return {"amount": amount, "currency": policy.CURRENCY}
