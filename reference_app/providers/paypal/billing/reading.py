"""PayPal's subscription and its transactions as the shop's record. Pure. Not: fetching them (`refetch.py`).

PayPal says ACTIVE while it tries a card again and again: whether a period is paid is told by whether the last payment
is younger than the last failure.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from reference_app.providers.paypal.money import minor
from reference_app.providers.paypal.reading import OURS
from reference_app.providers.record import OPEN, PAID, Invoice, Record

Json = Mapping[str, Any]

CAME = ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED")
WORDS = {
    "APPROVAL_PENDING": "incomplete",
    "APPROVED": "incomplete",
    "SUSPENDED": "paused",
    "CANCELLED": "canceled",
    "EXPIRED": "expired",
}


def record(subscription: Json, transactions: Sequence[Json], disputes: Sequence[Json], *, livemode: bool) -> Record:
    """Read a subscription with `last_failed_payment`, its transactions, and the disputes of the newest of them."""
    due = _second((subscription.get("billing_info") or {}).get("next_billing_time"))
    owes = _owes(subscription)
    until = _month_before(due) if owes and due else due or 0
    sales, read = sorted(transactions, key=lambda one: str(one["time"]), reverse=True), []
    for sale in sales:
        read.append(_invoice(sale, until, disputes))
        until = _second(sale["time"]) or 0
    free = _free_until(subscription, due, owes=owes)
    return Record(
        provider="paypal",
        object_id=subscription["id"],
        ours=subscription.get("custom_id"),
        customer=None,
        livemode=livemode,
        status=status_of(subscription, free, owes=owes),
        plan_id=subscription["plan_id"],
        period_end=due or max((one.covers_until for one in read), default=0),
        cancels_at=None,
        invoices=tuple(read),
        free_until=free,
    )


def status_of(subscription: Json, free_until: int | None, *, owes: bool) -> str:
    """Say how it stands. ACTIVE tells that it was approved, and nothing about money."""
    status = str(subscription["status"])
    if status != "ACTIVE":
        return WORDS.get(status, status.lower())
    if owes:
        return "past_due"
    return "active" if free_until is None else "trialing"


def _owes(subscription: Json) -> bool:
    """Say whether the last attempt at a payment failed, and none was made since."""
    info = subscription.get("billing_info") or {}
    paid, failed = (_second((info.get(name) or {}).get("time")) for name in ("last_payment", "last_failed_payment"))
    return failed is not None and (paid is None or failed > paid)


def _free_until(subscription: Json, due: int | None, *, owes: bool) -> int | None:
    """Return the end of a trial that cost nothing, until something is paid: no transaction tells of it."""
    info = subscription.get("billing_info") or {}
    cycles = info.get("cycle_executions") or []
    began = any(one.get("tenure_type") == "TRIAL" and one.get("cycles_completed") for one in cycles)
    if not began or info.get("last_payment") or due is None:
        return None
    return _month_before(due) if owes else due


def _invoice(sale: Json, until: int, disputes: Sequence[Json]) -> Invoice:
    status = str(sale["status"])
    amount, currency = minor(sale["amount_with_breakdown"]["gross_amount"])
    mine = [one for one in disputes if _is_about(one, sale["id"]) and not _ended_well(one)]
    return Invoice(
        id=sale["id"],
        status=PAID if status in CAME else OPEN if status == "DECLINED" else status.lower(),
        amount=amount if status in CAME else 0,
        currency=currency,
        created=_second(sale["time"]) or 0,
        covers_until=until,
        payment=sale["id"],
        refunded=amount if status == "REFUNDED" else 0,  # of a part that went back the record does not say how much
        lost=sum(minor(one["dispute_amount"])[0] for one in mine if one.get("status") == "RESOLVED"),
        disputed=bool(mine),
    )


def _is_about(dispute: Json, sale: str) -> bool:
    told = dispute.get("disputed_transactions") or ()
    return any(one.get("seller_transaction_id") == sale for one in told)


def _ended_well(dispute: Json) -> bool:
    outcome = (dispute.get("dispute_outcome") or {}).get("outcome_code")
    return dispute.get("status") == "RESOLVED" and outcome in OURS


def _month_before(second: int) -> int:
    """Return the moment a month earlier, on the same day if that month has it: there the unpaid period began."""
    then = datetime.fromtimestamp(second, UTC)
    year, month = (then.year, then.month - 1) if then.month > 1 else (then.year - 1, 12)
    return int(then.replace(year=year, month=month, day=min(then.day, monthrange(year, month)[1])).timestamp())


def _second(moment: str | None) -> int | None:
    return int(datetime.fromisoformat(moment).timestamp()) if moment else None
