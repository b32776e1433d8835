"""The parts in which an invoice is paid: what each of them asks for, by amount, percentage or as the rest. Not: paying.

Source: Square, "Create and publish invoices: payment requests": one balance; a deposit and a balance; two to twelve
instalments, perhaps with a deposit. They make up the order's total.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.square import errors, naming, policy
from simulator.square.calendar import day_of
from simulator.square.command import money
from simulator.square.resources.invoice import PaymentRequest
from simulator.world import Books

_PERCENTAGE = re.compile(r"[0-9]{1,3}(\.[0-9]{1,5})?\Z")

_OLDER = {"CHARGE_CARD_ON_FILE": "CARD_ON_FILE", "SMS_CHARGE_CARD_ON_FILE": "CARD_ON_FILE"}
"""What the retired `request_method` says of automatic payment."""


def requests_of(
    books: Books, before: Sequence[PaymentRequest], told: Sequence[Mapping[str, Any]], total: int
) -> tuple[PaymentRequest, ...]:
    """Return the requests with what was sent in place of what they had, and what each asks for. Raises the refusal."""
    known = {one.uid: one for one in before}
    changed = [_request(books, known.get(one.get("uid", "")), one, nth) for nth, one in enumerate(told)]
    named = {one.uid for one in changed}
    kept = [one for one in before if one.uid not in named]
    if kept and any(one.get("uid") not in known for one in told):
        kept = []  # a new list stands in place of the old one
    made = [*kept, *changed]
    _check_kinds(made)
    return _computed(made, total)


def _request(books: Books, before: PaymentRequest | None, told: Mapping[str, Any], nth: int) -> PaymentRequest:
    at = f"invoice.payment_requests[{nth}]"
    kind = told.get("request_type") or (before.type if before else None)
    due = told.get("due_date") or (before.due_date if before else None)
    if kind is None:
        raise errors.missing(f"{at}.request_type")
    if due is None:
        raise errors.missing(f"{at}.due_date")
    if day_of(due) is None:
        raise errors.error(400, "INVALID_DATE", f"`{due}` is not a valid date: write YYYY-MM-DD.", f"{at}.due_date")
    if told.get("automatic_payment_source") == "BANK_ON_FILE":
        raise errors.not_simulated("bank accounts on file", f"{at}.automatic_payment_source")
    base = before or PaymentRequest(naming.uuid(books), kind, due)
    automatic = told.get("automatic_payment_source") or _OLDER.get(told.get("request_method", "")) or base.automatic
    card = told.get("card_id", base.card_id)
    if automatic == "CARD_ON_FILE" and card is None:
        raise errors.missing(f"{at}.card_id")
    given = {name: told[name] for name in ("fixed_amount_requested_money", "percentage_requested") if name in told}
    if "fixed_amount_requested_money" in given:
        money(given["fixed_amount_requested_money"], f"{at}.fixed_amount_requested_money", policy.CURRENCY, least=1)
    if told.get("reminders"):
        given["reminders"] = [{"uid": naming.uuid(books), **one, "status": "PENDING"} for one in told["reminders"]]
    return replace(
        base,
        type=kind,
        due_date=due,
        automatic=automatic,
        card_id=card if automatic == "CARD_ON_FILE" else None,
        tipping=told.get("tipping_enabled", base.tipping),
        given={**base.given, **given},
    )


def _check_kinds(requests: Sequence[PaymentRequest]) -> None:
    kinds = [one.type for one in requests]
    deposits, balances, instalments = (kinds.count(kind) for kind in ("DEPOSIT", "BALANCE", "INSTALLMENT"))
    whole = (balances == 1 and not instalments) or (not balances and 2 <= instalments <= 12)
    if not whole or deposits > 1:
        detail = "Payment requests must be one balance, or 2 to 12 installments, and at most one deposit."
        raise errors.bad_request(detail, "invoice.payment_requests")


def _computed(requests: Sequence[PaymentRequest], total: int) -> tuple[PaymentRequest, ...]:
    deposit = sum(_asked(one, total) for one in requests if one.type == "DEPOSIT")
    rest = total - deposit
    instalments = [one for one in requests if one.type == "INSTALLMENT"]
    amounts = {one.uid: _asked(one, rest) for one in instalments}
    if instalments and all("percentage_requested" in one.given for one in instalments):
        last = instalments[-1].uid  # rounding is the last one's
        amounts[last] = rest - sum(amount for uid, amount in amounts.items() if uid != last)
    made = []
    for one in requests:
        amount = deposit if one.type == "DEPOSIT" else rest if one.type == "BALANCE" else amounts[one.uid]
        made.append(replace(one, amount=amount))
    if sum(one.amount for one in made) != total or any(one.amount < 0 for one in made):
        detail = "The payment requests do not add up to the total of the order."
        raise errors.bad_request(detail, "invoice.payment_requests")
    return tuple(made)


def _asked(one: PaymentRequest, whole: int) -> int:
    if "fixed_amount_requested_money" in one.given:
        fixed: int = one.given["fixed_amount_requested_money"]["amount"]
        return fixed
    text = one.given.get("percentage_requested")
    if not isinstance(text, str) or not _PERCENTAGE.match(text) or not 0 < Fraction(text) <= 100:
        raise errors.invalid("Percentage must be a decimal number from 0 to 100.", "invoice.payment_requests")
    return round(whole * Fraction(text) / 100)
