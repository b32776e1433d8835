"""How orders look, and the summary of one that its events carry. Not: deciding."""

from __future__ import annotations

from typing import Any

from simulator.square import times
from simulator.square.resources.order import Order, Tender
from simulator.square.shapes.parts import money, present
from simulator.world import Books


def order(_books: Books, value: Order) -> dict[str, Any]:
    """Keys in the recorded order."""
    currency, priced = value.currency, dict(value.priced)
    given = dict(value.given)
    total = value.total + value.tip
    lines = {name: priced.pop(name) for name in ("line_items",) if name in priced}
    amounts = {
        "total_money": money(total - value.returned, currency),
        "tax_money": money(value.tax, currency),
        "discount_money": money(value.discount, currency),
        "tip_money": money(value.tip, currency),
        "service_charge_money": money(value.service_charge, currency),
    }
    returned = {
        "total_money": money(value.returned, currency),
        "tax_money": money(0, currency),
        "discount_money": money(0, currency),
        "tip_money": money(0, currency),
        "service_charge_money": money(0, currency),
    }
    return present(
        {
            "id": value.id,
            "location_id": value.location_id,
            **lines,
            **priced,
            "returns": list(value.returns),
            "return_amounts": returned if value.returned else None,
            "metadata": given.pop("metadata", None),
            "created_at": times.shown(value.created_at),
            "updated_at": times.shown(value.updated_at),
            "state": value.state,
            "version": value.version,
            "reference_id": given.pop("reference_id", None),
            "total_tax_money": money(value.tax, currency),
            "total_discount_money": money(value.discount, currency),
            "total_tip_money": money(value.tip, currency),
            "total_money": money(total, currency),
            "closed_at": None if value.closed_at is None else times.shown(value.closed_at),
            "tenders": [tender(value, one) for one in value.tenders],
            "refunds": list(value.refunds),
            "total_service_charge_money": money(value.service_charge, currency),
            "net_amounts": amounts,
            "source": {"name": value.source_name} if value.source_name else None,
            **given,
            "net_amount_due_money": money(value.due, currency),
        }
    )


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
