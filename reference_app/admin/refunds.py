"""Protection: one refund per request, and never more than was paid. Not: who may ask (`routes.py`)."""

from __future__ import annotations

import time
from dataclasses import dataclass

import sqlalchemy as sa

from reference_app import audit
from reference_app.database import refunds
from reference_app.orders import looking, store
from reference_app.orders.store import Order
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop

OPEN = "requested"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refund:
    order: Order
    request_id: str
    amount: int
    status: str


def refund_once(shop: Shop, order_id: str, request_id: str, asked: int | None) -> Refund:
    """Refund the order, or return the refund that this request made before.

    First the amount is set aside in our own books, under a lock; only then is the provider asked, under a key made of
    order and request. If its answer is lost the amount stays set aside, and the same request asks again.
    """
    try:
        order, amount, status = _set_aside(shop, order_id, request_id, asked)
    except RefusalError as refused:
        _record(order_id, refused.error, request=request_id, amount=asked)
        raise
    if status == OPEN:
        status = _pay_back(shop, order, request_id, amount)
    return Refund(looking.look_again(shop, order), request_id, amount, status)


def _set_aside(shop: Shop, order_id: str, request_id: str, asked: int | None) -> tuple[Order, int, str]:
    with shop.database.writing() as tx:
        order = store.locked(tx, order_id)
        if order is None:
            raise RefusalError(404, "no_such_order", "There is no such order.")
        this = (refunds.c.order_id == order_id) & (refunds.c.request_id == request_id)
        if known := tx.execute(refunds.select().where(this)).first():
            if asked not in (None, known.amount):
                raise RefusalError(409, "key_in_use", "This request id belongs to a refund of another amount.")
            return order, known.amount, known.status
        left = _refundable(tx, order)
        amount = left if asked is None else asked
        if not 0 < amount <= left:
            raise RefusalError(409, "not_refundable", f"At most {left} can be refunded for this order.")
        row = {"order_id": order_id, "request_id": request_id, "amount": amount, "status": OPEN, "at": time.time()}
        tx.execute(refunds.insert().values(row))
    _record(order_id, "requested", request=request_id, amount=amount)
    return order, amount, OPEN


def _refundable(tx: sa.Connection, order: Order) -> int:
    """Return what may still go back: paid, less what went back and what is on its way. Nothing while it is on hold."""
    if order.hold:
        return 0
    ours = sa.select(sa.func.coalesce(sa.func.sum(refunds.c.amount), 0)).where(refunds.c.order_id == order.id)
    made = int(tx.execute(ours.where(refunds.c.status.not_in((OPEN, REFUSED)))).scalar_one()) - order.refunds_failed
    unanswered = int(tx.execute(ours.where(refunds.c.status == OPEN)).scalar_one())
    # The provider's total has refunds from its dashboard and those of ours that were booked: the larger one counts.
    return order.paid_amount - max(order.refunded_amount, made) - unanswered


def _pay_back(shop: Shop, order: Order, request_id: str, amount: int) -> str:
    try:
        provider_id, status = shop.provider(order.provider).pay_back(order, request_id, amount)
    except RefusedError as refused:
        _note(shop, order, request_id, REFUSED, None)
        _record(order.id, "refused", request=request_id, code=refused.code)
        raise RefusalError(409, "refund_refused", "The provider refused this refund.") from refused
    except ProviderError as doubt:
        _record(order.id, "unknown", request=request_id, kind=doubt.kind)
        raise RefusalError(503, "refund_unknown", "No answer yet. Ask again with the same request id.") from doubt
    _note(shop, order, request_id, status, provider_id)
    _record(order.id, "made", request=request_id, amount=amount, status=status, refund=provider_id)
    return status


def _record(order_id: str, result: str, **facts: str | int | None) -> None:
    audit.record("refund", actor=audit.STAFF, subject=audit.order_named(order_id), result=result, **facts)


def _note(shop: Shop, order: Order, request_id: str, status: str, provider_id: str | None) -> None:
    this = (refunds.c.order_id == order.id) & (refunds.c.request_id == request_id)
    with shop.database.writing() as tx:
        tx.execute(refunds.update().where(this).values(status=status, provider_id=provider_id))
