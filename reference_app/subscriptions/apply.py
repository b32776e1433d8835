"""Protection: the provider's record, the event's mark, the ledger and the receipts in one transaction. Not: fetching.

There is one way into the subscriptions for every source of news: worker, pages, changes of our own, and reconciler.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from reference_app import audit
from reference_app.database import Database
from reference_app.orders import marks
from reference_app.providers.record import OVER, Record
from reference_app.subscriptions import entitlement, ledger, store
from reference_app.subscriptions.store import Subscription


class OvertakenError(Exception):
    """Somebody has asked the provider after us, and was here first: what we hold may be older, so ask again."""


def take_over(
    database: Database,
    one: Subscription,
    look: int,
    record: Record,
    event_key: str | None,
    plans: tuple[str | None, str | None],
) -> str:
    """Let the subscription say what the provider says, and return the outcome. All of it commits, or nothing.

    `look` is the number of the question that `record` answers, and `plans` are our names of what is billed, and of what
    is from the next period on. Raises OvertakenError.
    """
    plan, next_plan = plans
    with database.writing() as tx:
        now = store.locked(tx, one.id)
        if now is None or overtaken(now, look):
            raise OvertakenError
        if event_key and not marks.first_time(tx, event_key, one.id, record.status):
            return "repeat"
        if reason := disagreement(now, record):
            audit.record("subscription_differs", actor=record.provider, subject=one.id, result=reason)
            return "held"
        values = as_told(record)
        names = {"taken": look, "plan": plan or now.plan, "next_plan": next_plan}
        store.change(tx, one.id, values | names | _claim(tx, now, record))
        for invoice in record.invoices:
            ledger.keep(tx, now, invoice)
        written = [invoice.id for invoice in record.invoices if ledger.receipt_once(tx, now, invoice)]
        if written or any(getattr(now, name) != value for name, value in values.items()):
            audit.record(
                "subscription_changed",
                actor=record.provider,
                subject=one.id,
                result=record.status,
                plan=plan,
                paid_until=values["paid_until"],
                given_back=values["given_back"],
                receipts=",".join(written),
            )
    return record.status


def overtaken(now: Subscription, look: int) -> bool:
    """Protection: of two who look at once, the older answer does not win, in whatever order they arrive here.

    States of a subscription go back and forth, so none of them tells which is later. The question that was asked later
    is answered no earlier; who finds a later one answered asks again.
    """
    return look <= now.taken


def disagreement(now: Subscription, record: Record) -> str | None:
    """Return what does not fit between our subscription and the provider's, or None."""
    if now.object_id not in (None, record.object_id):
        return "subscription"
    if record.ours not in (None, now.id):
        return "ours"
    return "customer" if now.customer and record.customer and now.customer != record.customer else None


def as_told(record: Record) -> dict[str, Any]:
    """Return what the row says after this record, and only after this: nothing of what it said before remains."""
    return {
        "object_id": record.object_id,
        "plan_id": record.plan_id,
        "state": record.status,
        "first_paid": entitlement.first_paid(record),
        "paid_until": entitlement.paid_until(record),
        "unpaid_since": entitlement.unpaid_since(record),
        "given_back": entitlement.given_back(record),
        "cancels_at": record.cancels_at,
    }


def _claim(tx: sa.Connection, now: Subscription, record: Record) -> dict[str, Any]:
    """Let the account go when it is over. One that was left, and that its buyer approved all the same, has it again."""
    if record.status in OVER:
        return {"claim": None}
    if now.claim is None and record.status != store.NEW and store.living_of(tx, now.account_id) is None:
        return {"claim": now.account_id}
    return {}
