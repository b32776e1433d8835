"""PATCH of an order: a few fields of a few places, by JSON Patch. Not: the values that it may have, see `units.py`.

Source: PayPal, "Update order": which paths can be changed, and by which operations.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, wire
from simulator.paypal.command import Changes, Command, Plain, find
from simulator.paypal.errors import detail
from simulator.paypal.flows import units
from simulator.paypal.resources.order import Order, Unit
from simulator.paypal.shapes.orders import unit_as_sent
from simulator.provider import Outcome

_UNIT = re.compile(r"/purchase_units/@reference_id=='([^']*)'(?:/(.*))?\Z")

CHANGEABLE = frozenset({
    "", "custom_id", "description", "soft_descriptor", "invoice_id", "reference_id", "items", "shipping",
    "shipping/name", "shipping/address", "amount", "payee", "payee/email", "payment_instruction",
})  # fmt: skip
REMOVABLE = frozenset({
    "custom_id", "description", "soft_descriptor", "invoice_id", "items", "shipping", "shipping/name",
    "shipping/address",
})  # fmt: skip
OPERATIONS = ("add", "remove", "replace")


def patch(command: Command) -> Outcome:
    """PATCH /v2/checkout/orders/{id}: all of it or nothing; 204."""
    order = find(command.books, Order, command.ids[0], errors.not_found("order_id", command.ids[0]))
    if order.status in ("COMPLETED", "VOIDED"):
        raise errors.unprocessable("ORDER_ALREADY_COMPLETED")
    operations = command.params
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise errors.invalid(detail("INVALID_PARAMETER_SYNTAX", field="/", value="", location="body"))
    if not operations:
        raise errors.invalid(detail("INVALID_ARRAY_MIN_ITEMS", field="/", value="", location="body"))
    for nth, one in enumerate(operations):
        order = _patched(command, order, one, nth)
    changes = Changes(command.books)
    changes.put(replace(order, updated=command.now))
    return changes.outcome(Plain(None), 204)


def _patched(command: Command, order: Order, one: Mapping[str, Any], nth: int) -> Order:
    op, path = one.get("op"), one.get("path")
    if op not in OPERATIONS:
        issue = "INVALID_PARAMETER_VALUE" if op is None or not isinstance(op, str) else "INVALID_PATCH_OPERATION"
        raise errors.invalid(detail(issue, field=f"/{nth}/op", value=str(op or ""), location="body"))
    if not isinstance(path, str) or not path:
        raise errors.unprocessable("PATCH_PATH_REQUIRED", field=f"/{nth}/path")
    if op != "remove" and one.get("value") is None:
        raise errors.unprocessable("PATCH_VALUE_REQUIRED", field=f"/{nth}/value")
    if path == "/intent":
        if op == "remove" or one["value"] not in ("CAPTURE", "AUTHORIZE"):
            raise errors.invalid(detail("INVALID_PARAMETER_VALUE", field="/intent", location="body"))
        return replace(order, intent=one["value"])
    found = _UNIT.match(path)
    if found is None:
        issue = "FIELD_NOT_PATCHABLE" if path.startswith("/") else "INVALID_JSON_POINTER_FORMAT"
        raise errors.invalid(detail(issue, field=f"/{nth}/path", value=path[:200], location="body"))
    reference_id, field = found[1], found[2] or ""
    if field not in CHANGEABLE:
        raise errors.invalid(detail("FIELD_NOT_PATCHABLE", field=f"/{nth}/path", value=path[:200], location="body"))
    unit = next((unit for unit in order.units if unit.reference_id == reference_id), None)
    if unit is None and (field or op != "add"):
        raise errors.unprocessable("REFERENCE_ID_NOT_FOUND", field=f"/{nth}/path", value=path[:200])
    sent: Any = {"reference_id": reference_id} if unit is None else unit_as_sent(unit)
    sent = _changed(sent, field, op, one.get("value"), nth)
    made = _read(command, sent)
    if order.status == "APPROVED" and unit is not None and made.currency != unit.currency:
        raise errors.unprocessable("AMOUNT_CHANGE_NOT_ALLOWED", field=f"/{nth}/path")
    if unit is None:
        return replace(order, units=(*order.units, made))
    return replace(order, units=tuple(made if one is unit else one for one in order.units))


def _changed(sent: dict[str, Any], field: str, op: str, value: Any, nth: int) -> dict[str, Any]:
    if not field:
        if op == "remove" or not isinstance(value, dict):
            raise errors.invalid(detail("INVALID_PATCH_OPERATION", field=f"/{nth}/op", location="body"))
        return value
    first, _, rest = field.partition("/")
    if op == "remove":
        if field not in REMOVABLE:
            raise errors.invalid(detail("INVALID_PATCH_OPERATION", field=f"/{nth}/op", value=op, location="body"))
        if rest:
            inner = {key: item for key, item in (sent.get(first) or {}).items() if key != rest}
            return {**sent, first: inner}
        return {key: item for key, item in sent.items() if key != first}
    if not rest:
        return {**sent, first: value}
    if field == "payee/email":
        return {**sent, "payee": {"email_address": value}}
    return {**sent, first: {**(sent.get(first) or {}), rest: value}}


def _read(command: Command, sent: Mapping[str, Any]) -> Unit:
    """Return the unit as it is now, checked as one that is sent anew."""
    checked = wire.check("orders.create", {"intent": "CAPTURE", "purchase_units": [sent]})
    return units.one(command.books, checked["purchase_units"][0])
