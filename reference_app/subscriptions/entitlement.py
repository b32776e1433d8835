"""Protection: who has access is the provider's word about money, with grace. Pure: no database, no provider.

A subscription that exists is not one that is paid, and one that says `active` may be waiting for the money of the
period that has begun. So what decides is the end of what was paid for, as last fetched; the provider's state can only
take access away. Times are unix seconds.
"""

from __future__ import annotations

from reference_app.providers.record import OPEN, PAID, Invoice, Record
from reference_app.subscriptions.store import Subscription

GRACE_DAYS = 3
GRACE = GRACE_DAYS * 86_400
"""Seconds for which access outlasts what was paid for: a renewal takes an hour, a new card a day or two."""

GRANTING = frozenset({"trialing", "active", "past_due"})


def has_access(one: Subscription, now: float) -> bool:
    """Say whether the account has access at `now`, by our own clock.

    A record that says nothing of a period which should have begun by now is worth no more than the grace, whatever
    its state: somebody who hears nothing must not give for ever.
    """
    if one.state not in GRANTING or not one.first_paid or one.paid_until is None or one.given_back:
        return False
    if one.cancels_at is not None and now >= one.cancels_at:
        return False
    return now < grace_ends(one)


def grace_ends(one: Subscription) -> float:
    """Return until when access outlasts the money: from what was paid for, or from what was first left unpaid."""
    since = one.paid_until or 0
    if one.state == "past_due" and one.unpaid_since is not None:
        since = min(since, one.unpaid_since)
    return since + GRACE


def first_paid(record: Record) -> bool:
    """Say whether any invoice was ever paid; that of a trial is, without money, where it has one."""
    return record.free_until is not None or any(invoice.status == PAID for invoice in record.invoices)


def paid_until(record: Record) -> int | None:
    """Return the end of what paid invoices are for, or of a trial; None: there is neither."""
    paid = [invoice.covers_until for invoice in record.invoices if invoice.status == PAID]
    ends = [min(max(paid), record.period_end)] if paid else []
    return max([*ends, *([record.free_until] if record.free_until is not None else [])], default=None)


def unpaid_since(record: Record) -> int | None:
    """Return since when an invoice waits for its money; None: none does."""
    return min((invoice.created for invoice in record.invoices if invoice.status == OPEN), default=None)


def given_back(record: Record) -> bool:
    """Say whether all the money for what is paid for now went back: then it is not paid for any more."""
    until = max((invoice.covers_until for invoice in record.invoices if invoice.status == PAID), default=0)
    current = [invoice for invoice in record.invoices if invoice.status == PAID and invoice.covers_until == until]
    came, went = sum(invoice.amount for invoice in current), sum(_went_back(invoice) for invoice in current)
    return 0 < came <= went


def _went_back(invoice: Invoice) -> int:
    return invoice.refunded + invoice.lost
