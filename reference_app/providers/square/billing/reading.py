"""Square's subscription and its invoices as the shop's record. Pure. Not: fetching them (`refetch.py`).

A subscription stays ACTIVE when its card is declined, and nobody tries again: the newest invoice says whether the
period is paid. Square bills in advance, by days of the seller's zone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from square.types.invoice import Invoice as SquareInvoice
from square.types.subscription import Subscription as SquareSubscription

from reference_app.providers.payment import Payment
from reference_app.providers.record import OPEN, PAID, Invoice, Record
from reference_app.providers.square.reading import minor

CAME = ("PAID", "PARTIALLY_REFUNDED", "REFUNDED")
"""States of an invoice whose money has come, whatever of it went back since."""
WAITS = ("UNPAID", "SCHEDULED", "PARTIALLY_PAID", "FAILED")
OVER = ("CANCELED", "COMPLETED")


def record(
    subscription: SquareSubscription,
    invoices: Sequence[SquareInvoice],
    money: Mapping[str, Payment],
    *,
    livemode: bool,
) -> Record:
    """Read a subscription with its invoices, and what is known of their orders' money by the order's id."""
    ours = [one for one in invoices if one.subscription_id == subscription.id]
    newest_first = sorted(ours, key=lambda one: one.created_at or "", reverse=True)
    through = _end_of(subscription, subscription.charged_through_date)
    read, until = [], through or 0
    for one in newest_first:
        read.append(_invoice(one, until, money.get(one.order_id or "")))
        until = _second(one.created_at)
    return Record(
        provider="square",
        object_id=subscription.id or "",
        ours=None,
        customer=subscription.customer_id,
        livemode=livemode,
        status=status_of(subscription, read),
        plan_id=subscription.plan_variation_id or "",
        period_end=through or 0,
        cancels_at=_end_of(subscription, subscription.canceled_date),
        invoices=tuple(read),
        free_until=_free_until(subscription, read, through),
        settling=str(subscription.status) == "ACTIVE" and not read and through is None,
        next_plan_id=_next_plan(subscription),
    )


def status_of(subscription: SquareSubscription, newest_first: Sequence[Invoice]) -> str:
    """Say how it stands: Square's own word tells nothing about money."""
    status = str(subscription.status)
    if status in OVER:
        return "canceled"
    if status in ("PAUSED", "DEACTIVATED"):
        return "paused"
    if status != "ACTIVE":
        return "incomplete"
    if newest_first:
        if newest_first[0].status == PAID:
            return "active"
        paid_before = any(one.status == PAID for one in newest_first) or _begun_free(subscription, newest_first)
        return "past_due" if paid_before else "incomplete"
    return "trialing" if subscription.charged_through_date else "incomplete"


def _free_until(subscription: SquareSubscription, newest_first: Sequence[Invoice], through: int | None) -> int | None:
    """Return the end of a free phase: it has no invoice, and what follows it has one."""
    if not newest_first:
        return through
    return newest_first[-1].created if _begun_free(subscription, newest_first) else None


def _begun_free(subscription: SquareSubscription, newest_first: Sequence[Invoice]) -> bool:
    begun = _end_of(subscription, subscription.start_date) or 0
    return newest_first[-1].created > begun


def _invoice(invoice: SquareInvoice, until: int, payment: Payment | None) -> Invoice:
    asked = invoice.payment_requests or []
    paid = [one.total_completed_amount_money for one in asked if one.total_completed_amount_money]
    currency = str(paid[0].currency).lower() if paid else ""
    status = str(invoice.status)
    return Invoice(
        id=invoice.id or "",
        status=PAID if status in CAME else OPEN if status in WAITS else status.lower(),
        amount=sum(minor(one) for one in paid) if status in CAME else 0,
        currency=currency,
        created=_second(invoice.created_at),
        covers_until=until,
        payment=payment.intent_id if payment else None,
        refunded=payment.refunded if payment else 0,
        lost=payment.lost if payment else 0,
        disputed=payment.disputed if payment else False,
    )


def _next_plan(subscription: SquareSubscription) -> str | None:
    swaps = [one for one in subscription.actions or [] if str(one.type) == "SWAP_PLAN"]
    return swaps[-1].new_plan_variation_id if swaps else None


def _end_of(subscription: SquareSubscription, day: str | None) -> int | None:
    """Return the end of a day, in the zone of the subscription; None: there is no such day."""
    if not day:
        return None
    begins = datetime.fromisoformat(day).replace(tzinfo=ZoneInfo(subscription.timezone or "UTC"))
    return int((begins + timedelta(days=1)).timestamp())


def _second(moment: str | None) -> int:
    return int(datetime.fromisoformat(moment).timestamp()) if moment else 0
