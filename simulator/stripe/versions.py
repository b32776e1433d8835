"""API versions: one state, shown as each version shows it, and taken as each takes it. Not: the newest form.

A request is answered at its `Stripe-Version` (else the world's), an event is shown at its endpoint's. Source: Stripe,
"API changelog"; only what integrations of payments can notice is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from simulator.stripe.shapes import shape
from simulator.world import Books

_WELL_FORMED = re.compile(r"20\d\d-[01]\d-[0-3]\d(\.[a-z]+)?\Z")

ENDIVE = "2026-09-30"
DAHLIA = "2026-03-25"
CLOVER = "2025-09-30"
BASIL = "2025-03-31"
ASYNC_CAPTURE = "2024-04-10"
DYNAMIC_METHODS = "2023-08-16"
LATEST_CHARGE = "2022-11-15"
SEARCH = "2020-08-27"

TYPES_REFUSED = frozenset({
    "checkout.sessions.create",
    "payment_intents.confirm",
    "payment_intents.create",
    "payment_intents.update",
    "setup_intents.create",
    "setup_intents.update",
})  # fmt: skip
"""Operations that refuse `payment_method_types` since endive."""


def well_formed(version: str) -> bool:
    """Say whether this can be a version at all."""
    return _WELL_FORMED.match(version) is not None


def before(version: str, date: str) -> bool:
    """Say whether a version is older than the change of that date."""
    return version[:10] < date


def _ui_mode(_books: Books, shown: dict[str, Any]) -> None:
    names = {"hosted_page": "hosted", "embedded_page": "embedded", "elements": "custom"}
    shown["ui_mode"] = names.get(shown["ui_mode"], shown["ui_mode"])


def _with_invoice(_books: Books, shown: dict[str, Any]) -> None:
    shown["invoice"] = None


def _with_coupon(books: Books, shown: dict[str, Any]) -> None:
    """Show the coupon whole and in its old place."""
    promotion = shown.pop("promotion")
    shown["coupon"] = shape(books, books.objects[promotion["coupon"]])


def _with_charges(books: Books, shown: dict[str, Any]) -> None:
    """Show the latest charge inside, as integrations of that time read it."""
    latest = books.objects.get(shown["latest_charge"] or "")
    data = [] if latest is None else [shape(books, latest)]
    url = f"/v1/charges?payment_intent={shown['id']}"
    shown["charges"] = {"object": "list", "data": data, "has_more": False, "total_count": len(data), "url": url}


CHANGES: tuple[tuple[str, str, Callable[[Books, dict[str, Any]], None]], ...] = (
    (DAHLIA, "checkout.session", _ui_mode),
    (CLOVER, "promotion_code", _with_coupon),
    (BASIL, "payment_intent", _with_invoice),
    (BASIL, "charge", _with_invoice),
    (LATEST_CHARGE, "payment_intent", _with_charges),
)
"""Newest first: since when, which object, and how an older version shows it."""


def render(books: Books, value: Any, version: str) -> dict[str, Any]:
    """Return a value as that version shows it. Keys stay in their order: those of an older version go by alphabet."""
    shown = shape(books, value)
    kind = shown.get("object")
    due = [change for since, of, change in CHANGES if of == kind and before(version, since)]
    if not due:
        return shown
    for change in due:
        change(books, shown)
    head = {key: shown.pop(key) for key in ("id", "object")}
    return head | {key: shown[key] for key in sorted(shown)}


_OLD_UI_MODES = {"hosted": "hosted_page", "embedded": "embedded_page", "custom": "elements"}


def in_new_words(operation: str, given: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return raw parameters with the values that were renamed since that version in the newest one's words."""
    renamed = dict(given)
    if operation == "checkout.sessions.create" and before(version, DAHLIA) and "ui_mode" in renamed:
        renamed["ui_mode"] = _OLD_UI_MODES.get(str(renamed["ui_mode"]), renamed["ui_mode"])
    if operation == "promotion_codes.create" and before(version, CLOVER) and "coupon" in renamed:
        renamed["promotion"] = {"type": "coupon", "coupon": renamed.pop("coupon")}
    return renamed


def defaults(operation: str, params: Mapping[str, Any], version: str) -> dict[str, Any]:
    """Return parameters with what an older version meant by leaving them out, in the newest version's words."""
    meant = dict(params)
    if operation == "payment_intents.create":
        if before(version, ASYNC_CAPTURE):
            meant.setdefault("capture_method", "automatic")
        if before(version, DYNAMIC_METHODS) and "automatic_payment_methods" not in meant:
            meant.setdefault("payment_method_types", ["card"])
    return meant
