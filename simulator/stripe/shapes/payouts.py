"""How payouts and the bank accounts they go to look. Not: the rows that they write into the books."""

from __future__ import annotations

import hashlib
from typing import Any

from simulator.stripe.policy import ACCOUNT_COUNTRY
from simulator.stripe.resources.bank_account import BankAccount
from simulator.stripe.resources.payout import Payout
from simulator.stripe.resources.topup import Topup
from simulator.world import Books


def payout(books: Books, value: Payout) -> dict[str, Any]:
    """27 keys, from the published schema (2026-08-26); no bank gives a trace id here, as in a sandbox (unconfirmed)."""
    waits = value.status in ("pending", "in_transit")
    reconciled = "completed" if value.reconciled else "in_progress"
    return {
        "id": value.id,
        "object": "payout",
        "amount": value.amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": value.arrival_date,
        "automatic": value.automatic,
        "balance_transaction": value.balance_transaction,
        "created": value.created,
        "currency": value.currency,
        "description": "STRIPE PAYOUT" if value.automatic else value.description,
        "destination": value.destination,
        "failure_balance_transaction": value.failure_balance_transaction,
        "failure_code": value.failure_code,
        "failure_message": value.failure_message,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "method": "standard",
        "original_payout": None,
        "payout_method": None,
        "reconciliation_status": reconciled if value.automatic else "not_applicable",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": value.statement_descriptor,
        "status": value.status,
        "trace_id": {"status": "pending" if waits else "unsupported", "value": None},
        "type": "bank_account",
    }


def topup(books: Books, value: Topup) -> dict[str, Any]:
    """19 keys, from the published schema (2026-08-26); of its source nothing is shown, as in Stripe's example."""
    return {
        "id": value.id,
        "object": "topup",
        "amount": value.amount,
        "balance_transaction": value.balance_transaction,
        "created": value.created,
        "currency": value.currency,
        "description": value.description,
        "expected_availability_date": value.expected,
        "failure_code": value.failure_code,
        "failure_message": value.failure_message,
        "initiated_by": "user",
        "livemode": books.livemode,
        "metadata": value.metadata,
        "payment_method": None,
        "payment_method_options": None,
        "source": None,
        "statement_descriptor": value.statement_descriptor,
        "status": value.status,
        "transfer_group": value.transfer_group,
    }


def bank_account(books: Books, value: BankAccount) -> dict[str, Any]:
    """Show an external account of the merchant: its last four digits, and one fingerprint for one number."""
    return {
        "id": value.id,
        "object": "bank_account",
        "account": books.account,
        "account_holder_name": None,
        "account_holder_type": None,
        "account_type": None,
        "available_payout_methods": ["standard"],
        "bank_name": "STRIPE TEST BANK",
        "country": ACCOUNT_COUNTRY,
        "currency": value.currency,
        "default_for_currency": value.default_for_currency,
        "fingerprint": hashlib.sha256(f"{books.account}/{value.number}".encode()).hexdigest()[:16],
        "future_requirements": None,
        "last4": value.number[-4:],
        "metadata": {},
        "requirements": None,
        "routing_number": "110000000",
        "status": "new",
    }
