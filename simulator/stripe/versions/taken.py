"""How each version names what it is given, and what it means by leaving something out. Not: objects, see shown.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from simulator.stripe import errors
from simulator.stripe.versions.known import (
    ASYNC_CAPTURE,
    BASIL,
    CLOVER,
    DAHLIA,
    DYNAMIC_METHODS,
    LATEST_CHARGE,
    LEAN_CHECKOUT,
    MARKETING_FEATURES,
    before,
)

TYPES_REFUSED = frozenset({
    "checkout.sessions.create",
    "payment_intents.confirm",
    "payment_intents.create",
    "payment_intents.update",
    "setup_intents.create",
    "setup_intents.update",
})  # fmt: skip
"""Operations that refuse `payment_method_types` since endive."""

Words = Callable[[dict[str, Any]], None]

_UI_MODES = {"hosted": "hosted_page", "embedded": "embedded_page", "custom": "elements"}


def _ui_mode(given: dict[str, Any]) -> None:
    if "ui_mode" in given:
        if given["ui_mode"] not in _UI_MODES:
            raise errors.invalid_enum("ui_mode", sorted(_UI_MODES))
        given["ui_mode"] = _UI_MODES[given["ui_mode"]]


def _coupon(given: dict[str, Any]) -> None:
    _refuse(given, "promotion")
    if "coupon" in given:
        given["promotion"] = {"type": "coupon", "coupon": given.pop("coupon")}


def _features(given: dict[str, Any]) -> None:
    _refuse(given, "marketing_features")
    if "features" in given:
        given["marketing_features"] = given.pop("features")


def _aggregate_usage(given: dict[str, Any]) -> None:
    if isinstance(given.get("recurring"), Mapping):
        if given["recurring"].get("usage_type") == "metered" and "meter" not in given["recurring"]:
            raise errors.not_simulated("metered prices without a meter", "recurring[usage_type]")
        given["recurring"] = {key: value for key, value in given["recurring"].items() if key != "aggregate_usage"}


def _lines(given: dict[str, Any]) -> None:
    """Lines could say what is sold without a price; it is one made for this bill."""
    lines = given.get("line_items")
    if isinstance(lines, Mapping):
        given["line_items"] = {nth: _line(line) if isinstance(line, Mapping) else line for nth, line in lines.items()}


def _line(given: Mapping[str, Any]) -> dict[str, Any]:
    line = dict(given)
    if "amount" not in line:
        return line
    product = {name: line.pop(name) for name in ("name", "description", "images") if name in line}
    data: dict[str, Any] = {"unit_amount": line.pop("amount"), "product_data": product}
    if "currency" in line:
        data["currency"] = line.pop("currency")
    return {**line, "price_data": data}


def _one_discount(given: dict[str, Any]) -> None:
    """A coupon or a code stood beside `discounts`, and took the place of all of them."""
    for name in ("coupon", "promotion_code"):
        if name in given:
            value = given.pop(name)
            given["discounts"] = {"0": {name: value}} if value else ""


def _item_of_a_price(given: dict[str, Any]) -> None:
    """An item's price and what a piece costs stood beside each other."""
    if "price" in given:
        given["pricing"] = {"price": given.pop("price")}
    if "unit_amount" in given:
        given["unit_amount_decimal"] = given.pop("unit_amount")


def _refuse(given: Mapping[str, Any], name: str) -> None:
    if name in given:
        raise errors.unknown_parameters([name])


WORDS: tuple[tuple[str, str, Words], ...] = (
    (DAHLIA, "checkout.sessions.create", _ui_mode),
    (CLOVER, "promotion_codes.create", _coupon),
    (BASIL, "prices.create", _aggregate_usage),
    (BASIL, "invoiceitems.create", _item_of_a_price),
    (BASIL, "invoiceitems.update", _item_of_a_price),
    (BASIL, "subscriptions.create", _one_discount),
    (BASIL, "subscriptions.update", _one_discount),
    (MARKETING_FEATURES, "products.create", _features),
    (MARKETING_FEATURES, "products.update", _features),
    (LEAN_CHECKOUT, "checkout.sessions.create", _lines),
)
"""Newest first: since when, which operation, and how an older version's words are put into the newest one's. They are
gone through backwards, for what was renamed twice is put right from the oldest name on."""


REMOVED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    (BASIL, "customers.create", ("coupon", "promotion_code")),
    (BASIL, "customers.update", ("coupon", "promotion_code")),
)
"""Since when, which operation, and which of its parameters are no more.
Source: changelog/basil/2025-03-31/deprecate-singular-coupon-promotion-code."""

_NEWEST = WORDS[0][0]


@lru_cache(maxsize=1024)
def same_words(operation: str, version: str) -> bool:
    """Say whether a version and the newest one name an operation's parameters alike."""
    removed = any(of == operation and not before(version, since) for since, of, _ in REMOVED)
    renamed = any(of == operation and before(version, since) for since, of, _ in WORDS)
    return not (removed or renamed)


def in_new_words(operation: str, given: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return raw parameters with what was renamed since that version in the newest one's words.

    Raises the refusal for a newer name that the version did not know yet, and for one that is no more.
    """
    for since, of, names in REMOVED:
        if of == operation and not before(version, since):
            for name in names:
                _refuse(given, name)
    renamed = dict(given)
    if not before(version, _NEWEST):
        return renamed
    for since, of, words in reversed(WORDS):
        if of == operation and before(version, since):
            words(renamed)
    return renamed


def defaults(operation: str, params: dict[str, Any], version: str) -> dict[str, Any]:
    """Return parameters with what an older version meant by leaving them out, in the newest version's words."""
    if operation == "subscriptions.create" and before(version, CLOVER):
        # Source: changelog/clover/2025-09-30, flexible billing mode by default.
        return {"billing_mode": {"type": "classic"}, **params}
    if operation == "checkout.sessions.create" and params.get("mode") == "subscription" and before(version, CLOVER):
        said = params.get("subscription_data") or {}
        params = {**params, "subscription_data": {"billing_mode": {"type": "classic"}, **said}}
    if not before(version, ASYNC_CAPTURE):
        return params
    meant = dict(params)
    if operation == "payment_intents.create" and before(version, ASYNC_CAPTURE):
        meant.setdefault("capture_method", "automatic")
    intends = operation in ("payment_intents.create", "setup_intents.create")
    if intends and before(version, DYNAMIC_METHODS) and "automatic_payment_methods" not in meant:
        meant.setdefault("payment_method_types", ["card"])
    pays = operation == "checkout.sessions.create" and meant.get("mode") == "payment"
    if pays and before(version, LEAN_CHECKOUT) and not meant.get("customer"):
        # Source: changelog/2022-08-01/default-customer-creation-checkout-session.
        meant.setdefault("customer_creation", "always")
    return meant


EXPANDED: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    (CLOVER, "promotion_code", "coupon", ("coupon",)),
    (BASIL, "payment_intent", "invoice", ("invoice",)),
    (BASIL, "charge", "invoice", ("invoice",)),
    (BASIL, "invoice", "charge", ("charge",)),
    (BASIL, "invoice", "payment_intent", ("payment_intent",)),
    (BASIL, "invoice", "subscription", ("subscription",)),
    (LATEST_CHARGE, "payment_intent", "charges", ("list of charge",)),
)
"""What can be expanded in the versions before the first column: of which object, which field, into what."""


def expanded(kind: str, name: str, version: str) -> tuple[str, ...] | None:
    """Return what a field that newer versions have not can be expanded into; None if it cannot be."""
    for since, of, field, targets in EXPANDED:
        if (of, field) == (kind, name) and before(version, since):
            return targets
    return None


def counts(version: str) -> bool:
    """Say whether a list can be asked for `total_count`. Source: changelog/basil, total counts on lists."""
    return before(version, BASIL)
