"""How an order is shown: in the manners of the calls that answer with it, and in events. Not: its payments.

Source: recorded replies; PayPal, "Orders v2".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.paypal.moments import utc
from simulator.paypal.money import shown
from simulator.paypal.resources.order import Order, Unit
from simulator.paypal.shapes import payments
from simulator.paypal.shapes.links import link
from simulator.world import Books

FILLED = ("handling", "insurance", "shipping_discount")
"""Lines of a breakdown that a reply to a capture has although nobody sent them (recorded)."""


def order(books: Books, value: Order, manner: str = "full") -> dict[str, Any]:
    """Return the order: `minimal`, `minimal payments`, `payments` as calls answer it, `event` as events hold it."""
    if manner == "minimal" and not value.source:
        return {"id": value.id, "status": value.status, "links": links(books, value)}
    if manner == "minimal" and value.status != "COMPLETED":
        bare: dict[str, Any] = {kind: {} for kind in value.source}
        return {"id": value.id, "status": value.status, "payment_source": bare, "links": links(books, value)}
    if manner in ("minimal", "minimal payments"):
        return _with_payments(books, value)
    if manner == "event":
        return _in_event(books, value)
    made: dict[str, Any] = {"id": value.id, "intent": value.intent, "status": value.status}
    if value.source:
        made["payment_source"] = value.source
    made["purchase_units"] = [_unit(books, value, one, filled=manner == "payments") for one in value.units]
    payer = value.payer or value.buyer
    if payer:
        made["payer"] = payer
    made["create_time"] = utc(value.created)
    if value.updated is not None:
        made["update_time"] = utc(value.updated)
    return {**made, "links": links(books, value)}


def _with_payments(books: Books, value: Order) -> dict[str, Any]:
    """Show what a call that takes the money answers where little is preferred (recorded)."""
    units = []
    for unit in value.units:
        made: dict[str, Any] = {"reference_id": unit.reference_id}
        if unit.shipping is not None:
            made["shipping"] = {key: item for key, item in unit.shipping.items() if key != "type"}
        units.append({**made, "payments": _payments(books, unit)})
    made = {"id": value.id, "status": value.status, "payment_source": value.source, "purchase_units": units}
    if value.payer:
        made["payer"] = value.payer
    return {**made, "links": links(books, value)}


def _in_event(books: Books, value: Order) -> dict[str, Any]:
    """Show what an event holds: other keys first, and of the links no `approve` (recorded)."""
    made: dict[str, Any] = {"update_time": utc(value.updated)} if value.updated is not None else {}
    made["create_time"] = utc(value.created)
    made["purchase_units"] = [_unit(books, value, one) for one in value.units]
    made["links"] = links(books, value)
    made["id"] = value.id
    if value.source:
        made["payment_source"] = {
            kind: {key: item for key, item in source.items() if key != "attributes"}
            for kind, source in value.source.items()
        }
    made["intent"] = value.intent
    if value.payer:
        made["payer"] = value.payer
    return {**made, "status": value.status}


def links(books: Books, value: Order) -> list[dict[str, str]]:
    """Return what can be done next (recorded)."""
    place = f"/v2/checkout/orders/{value.id}"
    itself = link(books, place, "self")
    if value.status in ("COMPLETED", "VOIDED"):
        return [itself]
    page = f"/checkoutnow?token={value.id}"
    if value.status == "PAYER_ACTION_REQUIRED":
        return [itself, link(books, page, "payer-action")]
    verb = value.intent.lower()
    taking = [link(books, place, "update", "PATCH"), link(books, f"{place}/{verb}", verb, "POST")]
    if value.status == "APPROVED":
        return [itself, *taking]
    return [itself, link(books, page, "approve"), *taking]


def _unit(books: Books, value: Order, unit: Unit, *, filled: bool = False) -> dict[str, Any]:
    made: dict[str, Any] = {"reference_id": unit.reference_id, "amount": _amount(unit, filled=filled)}
    made["payee"] = dict(unit.payee)
    if value.brand and value.status != "COMPLETED":
        made["payee"]["display_data"] = {"brand_name": value.brand}
    description = unit.description
    if filled and description is None and unit.items:
        description = unit.items[0]["name"]
    told = {"description": description, "custom_id": unit.custom_id, "invoice_id": unit.invoice_id}
    made |= {key: item for key, item in told.items() if item is not None}
    if unit.soft_descriptor or value.status == "COMPLETED":
        made["soft_descriptor"] = unit.soft_descriptor or ("TEST STORE" if value.pays_by_card else "PAYPAL *TESTSTORE")
    if unit.items:
        made["items"] = [_item(item, unit.currency) for item in unit.items] if filled else list(unit.items)
    if unit.shipping is not None:
        made["shipping"] = {key: item for key, item in unit.shipping.items() if not filled or key != "type"}
    paid = _payments(books, unit)
    return {**made, "payments": paid} if paid else made


def _item(item: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Show an item as the reply to a capture does: with tax, without category (recorded)."""
    made = {key: inner for key, inner in item.items() if key != "category"}
    return {"tax": shown(0, currency), **made}


def _amount(unit: Unit, *, filled: bool) -> dict[str, Any]:
    made: dict[str, Any] = shown(unit.amount, unit.currency)
    if unit.breakdown is not None:
        lines = {**unit.breakdown, **{name: unit.breakdown.get(name, 0) for name in FILLED if filled}}
        made["breakdown"] = {name: shown(part, unit.currency) for name, part in lines.items()}
    return made


def _payments(books: Books, unit: Unit) -> dict[str, Any]:
    shapes: Mapping[str, Callable[[Books, Any, str], dict[str, Any]]] = {
        "authorizations": payments.authorization,
        "captures": payments.capture,
        "refunds": payments.refund,
    }
    return {
        kind: [shapes[kind](books, one, "in order") for one in shown_here]
        for kind in shapes
        if (shown_here := unit.payments.get(kind))
    }


def unit_as_sent(unit: Unit) -> dict[str, Any]:
    """Return a unit as a merchant would send it: what a patch works on."""
    made: dict[str, Any] = {"reference_id": unit.reference_id, "amount": _amount(unit, filled=False)}
    optional = {
        "payee": dict(unit.payee), "description": unit.description, "custom_id": unit.custom_id,
        "invoice_id": unit.invoice_id, "soft_descriptor": unit.soft_descriptor,
        "items": None if unit.items is None else [dict(item) for item in unit.items],
        "shipping": None if unit.shipping is None else dict(unit.shipping),
    }  # fmt: skip
    return {**made, **{key: item for key, item in optional.items() if item is not None}}
