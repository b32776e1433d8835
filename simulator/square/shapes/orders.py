"""How orders look, and the summary of one that its events carry. Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import times
from simulator.square.resources.order import Order, Tender
from simulator.square.shapes.parts import money, present
from simulator.world import Books


def order(_books: Books, value: Order) -> dict[str, Any]:
    """Keys in the recorded order."""
    currency, priced, given = value.currency, value.priced, dict(value.given)
    tip = value.tip
    created = times.shown(value.created_at)
    tax, discount = money(value.tax, currency), money(value.discount, currency)
    tips, charge = money(tip, currency), money(value.service_charge, currency)
    net = {
        "total_money": money(value.total + tip - value.returned, currency),
        "tax_money": tax,
        "discount_money": discount,
        "tip_money": tips,
        "service_charge_money": charge,
    }
    return present(
        {
            "id": value.id,
            "location_id": value.location_id,
            "line_items": priced.get("line_items"),  # first of the parts, however they came
            **priced,
            "returns": value.returns,
            "return_amounts": _returned(value.returned, currency) if value.returned else None,
            "metadata": given.pop("metadata", None),
            "created_at": created,
            "updated_at": created if value.updated_at == value.created_at else times.shown(value.updated_at),
            "state": value.state,
            "version": value.version,
            "reference_id": given.pop("reference_id", None),
            "total_tax_money": tax,
            "total_discount_money": discount,
            "total_tip_money": tips,
            "total_money": money(value.total + tip, currency),
            "closed_at": None if value.closed_at is None else times.shown(value.closed_at),
            "tenders": [tender(value, one) for one in value.tenders],
            "refunds": value.refunds,
            "total_service_charge_money": charge,
            "net_amounts": net,
            "source": {"name": value.source_name} if value.source_name else None,
            **given,
            "net_amount_due_money": money(value.due, currency),
        }
    )


def _returned(amount: int, currency: str) -> dict[str, Any]:
    nothing = money(0, currency)
    return {
        "total_money": money(amount, currency),
        "tax_money": nothing,
        "discount_money": nothing,
        "tip_money": nothing,
        "service_charge_money": nothing,
    }


def tender(value: Order, one: Tender) -> dict[str, Any]:
    """A tender's id is its payment's (recorded)."""
    card = None
    if one.card is not None:
        card = present({"status": one.status, "card": one.card, "entry_method": one.entry_method})
    return present(
        {
            "id": one.id,
            "location_id": value.location_id,
            "transaction_id": value.id,
            "created_at": times.shown(one.created_at),
            "amount_money": money(one.amount, value.currency),
            "tip_money": money(one.tip, value.currency) if one.tip else None,
            "customer_id": one.customer_id,
            "type": one.type,
            "card_details": card,
            "payment_id": one.id,
        }
    )


def summary(value: Order) -> dict[str, Any]:
    """What an event tells of an order: nothing of its lines, and no `updated_at` at version 1 (recorded)."""
    shown = {
        "created_at": times.shown(value.created_at),
        "location_id": value.location_id,
        "order_id": value.id,
        "state": value.state,
        "version": value.version,
    }
    if value.version > 1:
        shown["updated_at"] = times.shown(value.updated_at)
    return shown
