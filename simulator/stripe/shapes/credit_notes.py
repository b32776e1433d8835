"""How credit notes and their lines look. Not: what they lead to."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.credit_note import CreditLine, CreditNote
from simulator.stripe.shapes import catalogue, taxes
from simulator.world import Books

LINES_SHOWN = 10


def credit_note(books: Books, value: CreditNote) -> dict[str, Any]:
    """Published, not recorded."""
    all_taxes = [tax for line in value.lines for tax in line.taxes]
    subtotal = sum(line.amount for line in value.lines)
    inclusive = sum(tax.amount for tax in all_taxes if tax.inclusive)
    off: dict[str, int] = {}
    for line in value.lines:
        for name, amount in line.discount_amounts:
            off[name] = off.get(name, 0) + amount
    return {
        "id": value.id,
        "object": "credit_note",
        "amount": value.total,
        "amount_shipping": 0,
        "created": value.created,
        "currency": value.currency,
        "customer": value.customer,
        "customer_account": None,
        "customer_balance_transaction": value.balance_transaction,
        "discount_amount": sum(off.values()),
        "discount_amounts": [{"amount": amount, "discount": name} for name, amount in off.items()],
        "effective_at": value.effective_at,
        "invoice": value.invoice,
        "lines": {
            "object": "list",
            "data": [line_item(books, line) for line in value.lines[:LINES_SHOWN]],
            "has_more": len(value.lines) > LINES_SHOWN,
            "url": f"/v1/credit_notes/{value.id}/lines",
        },
        "livemode": books.livemode,
        "memo": value.memo,
        "metadata": value.metadata,
        "number": value.number,
        "out_of_band_amount": value.out_of_band,
        "pdf": f"https://pay.stripe.com/credit_notes/{books.account}/{books.side}_{value.id}/pdf?s=ap",
        "post_payment_amount": value.post_payment,
        "pre_payment_amount": value.pre_payment,
        "pretax_credit_amounts": [],
        "reason": value.reason,
        "refunds": [
            {"amount_refunded": amount, "payment_record_refund": None, "refund": name, "type": "refund"}
            for name, amount in value.refunds
        ],
        "shipping_cost": None,
        "status": value.status,
        "subtotal": subtotal,
        "subtotal_excluding_tax": subtotal - inclusive,
        "total": value.total,
        "total_excluding_tax": value.total - sum(tax.amount for tax in all_taxes),
        "total_taxes": taxes.summed(all_taxes),
        "type": value.type,
        "voided_at": value.voided_at,
    }


def line_item(books: Books, value: CreditLine) -> dict[str, Any]:
    """`invoice_line_item` is there only where it is of one."""
    shown: dict[str, Any] = {
        "id": value.id,
        "object": "credit_note_line_item",
        "amount": value.amount,
        "description": value.description,
        "discount_amount": value.taken_off,
        "discount_amounts": [{"amount": amount, "discount": name} for name, amount in value.discount_amounts],
        "livemode": books.livemode,
        "metadata": {},
        "pretax_credit_amounts": [],
        "quantity": value.quantity,
        "tax_rates": taxes.rates(books, value.tax_rates),
        "taxes": [taxes.tax(one) for one in value.taxes],
        "type": "custom_line_item" if value.invoice_line is None else "invoice_line_item",
        "unit_amount": None if value.unit is None or value.unit % 1 else int(value.unit),
        "unit_amount_decimal": catalogue.decimal(value.unit),
    }
    if value.invoice_line is not None:
        shown["invoice_line_item"] = value.invoice_line
    head = {name: shown.pop(name) for name in ("id", "object")}
    return head | dict(sorted(shown.items()))
