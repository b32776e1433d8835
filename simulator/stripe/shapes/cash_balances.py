"""How a customer's cash balance and its rows look, from the published schema (2026-08-26). Not: the account's own."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.cash_balance import CashBalance, CashBalanceTransaction
from simulator.world import Books


def cash_balance(books: Books, value: CashBalance) -> dict[str, Any]:
    """Whether `available` is null before any money came is unconfirmed; the schema allows it."""
    return {
        "object": "cash_balance",
        "available": dict(sorted(value.available.items())) or None,
        "customer": value.customer,
        "customer_account": None,
        "livemode": books.livemode,
        "settings": {
            "reconciliation_mode": value.mode or "automatic",
            "using_merchant_default": value.mode is None,
        },
    }


def transaction(books: Books, value: CashBalanceTransaction) -> dict[str, Any]:
    """Only the part of its own type is there, as in Stripe's examples."""
    payment = {"payment_intent": value.payment_intent}
    fields: dict[str, Any] = {
        "created": value.created,
        "currency": value.currency,
        "customer": value.customer,
        "customer_account": None,
        "ending_balance": value.ending_balance,
        value.type: {"bank_transfer": value.bank_transfer} if value.type == "funded" else payment,
        "livemode": books.livemode,
        "net_amount": value.net_amount,
        "type": value.type,
    }
    return {"id": value.id, "object": "customer_cash_balance_transaction", **dict(sorted(fields.items()))}
