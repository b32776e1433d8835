"""How the official SDK drives customers' cash balances, in both of its styles. Not: the tests that run these tables."""

from collections.abc import Callable
from typing import Any

SENT = {"amount": 5000, "currency": "usd"}
ASKED = {
    "amount": 4000, "currency": "usd", "confirm": True, "allowed_payment_method_types": ["customer_balance"],
    "payment_method_data": {"type": "customer_balance"},
    "payment_method_options": {
        "customer_balance": {"funding_type": "bank_transfer", "bank_transfer": {"type": "us_bank_transfer"}}
    },
}  # fmt: skip
BY_HAND = {"settings": {"reconciliation_mode": "manual"}}


def customer(s: Any, **fields: Any) -> str:
    made: str = s.customers.create(fields).id
    return made


def funded(s: Any, **fields: Any) -> Any:
    """Return the row of a transfer to a new customer."""
    return s.test_helpers.customers.fund_cash_balance(customer(s, **fields), SENT)


def applied(s: Any) -> Any:
    row = funded(s, cash_balance=BY_HAND)
    intent = s.payment_intents.create({**ASKED, "customer": row.customer})
    return s.payment_intents.apply_customer_balance(intent.id)


def _funded(s: Any) -> Any:
    return s.Customer.TestHelpers.fund_cash_balance(s.Customer.create().id, **SENT)


def _applied(s: Any) -> Any:
    owner = s.Customer.create(cash_balance=BY_HAND)
    s.Customer.TestHelpers.fund_cash_balance(owner.id, **SENT)
    return s.PaymentIntent.create(**ASKED, customer=owner.id).apply_customer_balance()


ROW = "customer_cash_balance_transaction"

CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "customers.cash_balance.retrieve": (
        "customers.cash_balance.retrieve", lambda s: s.customers.cash_balance.retrieve(customer(s)), "cash_balance"),
    "customers.cash_balance.update": (
        "customers.cash_balance.update", lambda s: s.customers.cash_balance.update(customer(s), BY_HAND),
        "cash_balance"),
    "customers.cash_balance_transactions.list": (
        "customers.cash_balance_transactions.list",
        lambda s: s.customers.cash_balance_transactions.list(funded(s).customer), "list"),
    "customers.cash_balance_transactions.retrieve": (
        "customers.cash_balance_transactions.retrieve",
        lambda s: [row := funded(s), s.customers.cash_balance_transactions.retrieve(row.customer, row.id)][1], ROW),
    "payment_intents.apply_customer_balance": (
        "payment_intents.apply_customer_balance", applied, "payment_intent"),
    "test_helpers.customers.fund_cash_balance": ("test_helpers.customers.fund_cash_balance", funded, ROW),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "Customer.retrieve_cash_balance": lambda s: s.Customer.retrieve_cash_balance(s.Customer.create().id),
    "Customer.modify_cash_balance": lambda s: s.Customer.modify_cash_balance(s.Customer.create().id, **BY_HAND),
    "Customer.list_cash_balance_transactions": lambda s: s.Customer.list_cash_balance_transactions(_funded(s).customer),
    "Customer.TestHelpers.fund_cash_balance": _funded,
    "PaymentIntent.apply_customer_balance": _applied,
}
