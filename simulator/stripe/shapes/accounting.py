"""How the merchant's books and account look. Not: booking."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from simulator.stripe import naming
from simulator.stripe.policy import ACCOUNT_COUNTRY
from simulator.stripe.resources.balance_transaction import REPORTING, BalanceTransaction
from simulator.stripe.resources.payout import PayoutSchedule
from simulator.world import Books

SCHEDULE = "payout_schedule"
"""Under which id the books keep the schedule, if one was set."""


PROFILE: dict[str, Any] = {
    "annual_revenue": None,
    "estimated_worker_count": None,
    "mcc": None,
    "name": "Assay Simulator",
    "minority_owned_business_designation": None,
    "product_description": None,
    "specified_commercial_transactions_act_url": None,
    "support_address": None,
    "support_email": None,
    "support_phone": None,
    "support_url": None,
    "url": None,
}

SETTINGS: dict[str, Any] = {
    "branding": {"icon": None, "logo": None, "primary_color": None, "secondary_color": None},
    "card_payments": {"statement_descriptor_prefix": None},
    "dashboard": {"display_name": "Assay Simulator", "timezone": "Etc/UTC"},
    "payments": {"statement_descriptor": "Stripe"},
    "payouts": {
        "debit_negative_balances": True,
        "schedule": {"delay_days": 7, "interval": "daily"},
        "statement_descriptor": None,
    },
}


def balance_transaction(books: Books, value: BalanceTransaction) -> dict[str, Any]:
    """16 keys, recorded. Whether the money is available is asked of the clock now."""
    return {
        "id": value.id,
        "object": "balance_transaction",
        "amount": value.amount,
        "available_on": value.available_on,
        "balance_type": "payments",
        "created": value.created,
        "currency": value.currency,
        "description": value.description,
        "exchange_rate": None,
        "fee": value.fee,
        "fee_details": _fees(books, value),
        "net": value.net,
        "reporting_category": REPORTING[value.type],
        "source": value.source,
        "status": "available" if books.clock.now() >= value.available_on else "pending",
        "type": value.type,
    }


def _fees(books: Books, value: BalanceTransaction) -> list[dict[str, Any]]:
    """The platform's part comes first, as in public recordings."""
    rows = (
        (value.application_fee, "application_fee", naming.application(books), f"{PROFILE['name']} application fee"),
        (
            value.fee - value.application_fee,
            "stripe_fee",
            None,
            "Dispute fee" if value.type == "adjustment" else "Stripe processing fees",
        ),
    )
    return [
        {"amount": amount, "application": whose, "currency": value.currency, "description": description, "type": kind}
        for amount, kind, whose, description in rows
        if amount
    ]


def balance(books: Books) -> dict[str, Any]:
    """Sum the books up, per currency: what can be paid out, and what is on its way."""
    now = books.clock.now()
    sums: dict[str, dict[str, int]] = {"available": defaultdict(int), "pending": defaultdict(int)}
    for row in books.of_kind(BalanceTransaction):
        sums["available" if now >= row.available_on else "pending"][row.currency] += row.net
    currencies = sorted(sums["available"].keys() | sums["pending"].keys()) or ["usd"]

    def rows(part: str) -> list[dict[str, Any]]:
        amounts = sums[part]
        return [
            {"amount": amounts[currency], "currency": currency, "source_types": {"card": amounts[currency]}}
            for currency in currencies
        ]

    nothing = [{"amount": 0, "currency": currency} for currency in currencies]
    return {
        "object": "balance",
        "available": rows("available"),
        "livemode": books.livemode,
        "pending": rows("pending"),
        "refund_and_dispute_prefunding": {"available": nothing, "pending": nothing},
    }


def account(books: Books) -> dict[str, Any]:
    """Return the merchant's own account; a live one can charge, a fresh sandbox says it cannot, and does."""
    schedule = books.objects.get(SCHEDULE)
    interval = schedule.interval if isinstance(schedule, PayoutSchedule) else "daily"
    return {
        "id": books.account,
        "object": "account",
        "business_profile": PROFILE,
        "business_type": None,
        "capabilities": {},
        "charges_enabled": books.livemode,
        "controller": {"type": "account"},
        "country": ACCOUNT_COUNTRY,
        "created": naming.opened(books.account),
        "default_currency": "usd",
        "details_submitted": books.livemode,
        "email": "merchant@example.com",
        "external_accounts": {
            "object": "list",
            "data": [],
            "has_more": False,
            "url": f"/v1/accounts/{books.account}/external_accounts",
        },
        "future_requirements": requirements((), enabled=True),
        "metadata": {},
        "payouts_enabled": books.livemode,
        "requirements": requirements((), enabled=True),
        "settings": {
            **SETTINGS,
            "payouts": {**SETTINGS["payouts"], "schedule": {"delay_days": 7, "interval": interval}},
        },
        "tos_acceptance": {"date": None},
        "type": "standard",
    }


def requirements(due: tuple[str, ...], *, enabled: bool) -> dict[str, Any]:
    """Return what is still asked of an account."""
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": list(due),
        "disabled_reason": None if enabled else "requirements.past_due",
        "errors": [],
        "eventually_due": list(due),
        "past_due": list(due),
        "pending_verification": [],
    }
