"""Refunds: money goes back, in full or in part; Square makes an order of the return. Not: disputes.

Events, oldest first: the return's order, `refund.created` (PENDING), `payment.updated` (its sum), the paid order; then
`refund.updated` (COMPLETED), the paid order again, and a further `refund.updated` with the fee. That of the orders is
unconfirmed; twelve events of a payment and its refund were counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, later, lists, naming, policy, times
from simulator.square.command import Changes, Command, answer, find, found, milliseconds, money
from simulator.square.flows import tills
from simulator.square.flows.billing import invoicing
from simulator.square.resources import order as orders
from simulator.square.resources import payment as payments
from simulator.square.resources import refund as refunds
from simulator.square.resources.order import Order
from simulator.square.resources.payment import Payment
from simulator.square.resources.refund import Refund
from simulator.square.shapes.parts import money as shown_money
from simulator.world import Books

IN_ORDERS: Mapping[str, str] = {
    "PENDING": "PENDING",
    "COMPLETED": "APPROVED",
    "REJECTED": "REJECTED",
    "FAILED": "FAILED",
}


def create(command: Command) -> Outcome:
    """POST /v2/refunds."""
    books, params = command.books, command.params
    if params.get("unlinked"):
        raise errors.not_simulated("refunds that are linked to no payment", "unlinked")
    if "payment_id" not in params:
        raise errors.missing("payment_id")
    payment = find(books, Payment, params["payment_id"], "payment")
    amount = money(params["amount_money"], "amount_money", payment.currency, least=1)
    token = params.get("payment_version_token")
    if token is not None and token != payment.version_token:
        raise errors.stale_payment_version()
    done = give_back(
        books,
        payment,
        amount or payment.refundable,
        params.get("reason"),
        app_fee=money(params.get("app_fee_money"), "app_fee_money", payment.currency),
        team_member_id=params.get("team_member_id"),
    )
    return replace(done, answer=answer(refund=done.answer))


def give_back(
    books: Books,
    payment: Payment,
    amount: int,
    reason: str | None,
    *,
    app_fee: int | None = None,
    team_member_id: str | None = None,
) -> Outcome:
    """Refund `amount` of a payment. Raises the refusal for what cannot be given back.

    Several may be pending at once: that parts which fit meet `REFUND_ALREADY_PENDING` is not recorded (unconfirmed).
    """
    _check(books, payment, amount)
    changes, now = Changes(), milliseconds(books)
    paid = found(books, Order, payment.order_id)
    returned = _return_order(books, payment, amount, now)
    refund = Refund(
        id=naming.refund(books, payment.id),
        created_at=now,
        updated_at=now,
        amount=amount,
        currency=payment.currency,
        payment_id=payment.id,
        order_id=returned.id,
        location_id=payment.location_id,
        destination_type=payment.source_type,
        reason=reason,
        app_fee=app_fee,
        team_member_id=team_member_id,
        link_id=payment.link_id,
        customer_id=payment.customer_id,
        paid_order_id=payment.order_id,
        invoice_id=payment.invoice_id,
        subscription_id=payment.subscription_id,
    )
    changes.put(returned)
    changes.tell("order.created", returned)
    changes.put(refund)
    changes.tell("refund.created", refund)
    after, told = payments.move(payment, "noted", now, naming.version_token(books))
    after = replace(after, refunded=payment.refunded + amount, refund_ids=(*payment.refund_ids, refund.id))
    changes.put(after)
    for event in told:
        changes.tell(event, after)
    if paid is not None:
        _enter(changes, paid, refund, amount, now)
    changes.later.append(later.after(books, policy.REFUND_SETTLES_AFTER, settle_later, refund_id=refund.id))
    return changes.outcome(refund)


def _check(books: Books, payment: Payment, amount: int) -> None:
    if payment.status != "COMPLETED":
        raise errors.needs_completion()
    if payment.dispute_id is not None:
        raise errors.disputed()
    if amount > payment.refundable:
        raise errors.refund_too_large()
    if len(payment.refund_ids) >= policy.REFUNDS_MOST:
        raise errors.not_refundable(f"A payment can have {policy.REFUNDS_MOST} refunds at most.")
    if milliseconds(books) - payment.created_at > policy.REFUNDABLE_FOR * 1000:
        raise errors.not_refundable("The payment is older than one year.")


def _return_order(books: Books, payment: Payment, amount: int, now: int) -> Order:
    return Order(
        id=naming.order(books),
        location_id=payment.location_id,
        currency=payment.currency,
        created_at=now,
        updated_at=now,
        state="COMPLETED",
        source_name=tills.source_name(books),
        returned=amount,
        closed_at=now,
        returns=({"uid": naming.uid(books), "source_order_id": payment.order_id},),
        subscription_id=payment.subscription_id,
    )


def _enter(changes: Changes, order: Order, refund: Refund, returned: int, now: int) -> None:
    """Write a refund, as it is now, into the order that was paid; `returned` is by how much its net amount falls."""
    shown = {
        "id": refund.id,
        "location_id": refund.location_id,
        "transaction_id": order.id,
        "tender_id": refund.payment_id,
        "created_at": times.shown(refund.created_at),
        "reason": refund.reason or "Refund",
        "amount_money": shown_money(refund.amount, refund.currency),
        "status": IN_ORDERS[refund.status],
    }
    kept = tuple(one for one in order.refunds if one["id"] != refund.id)
    held = replace(order, refunds=(*kept, shown), returned=order.returned + returned)
    moved, told = orders.move(held, "changed", now)
    changes.put(moved)
    for event in told:
        changes.tell(event, moved)


# What happens by itself, and what banks do.


@later.dated
def settle_later(books: Books, refund_id: str) -> Outcome | None:
    """A pending refund is completed."""
    refund = found(books, Refund, refund_id)
    if refund is None or refund.status != "PENDING":
        return None
    changes, now = Changes(), milliseconds(books)
    done, told = refunds.move(refund, "completed", now)
    changes.put(done)
    for event in told:
        changes.tell(event, done)
    paid = found(books, Order, done.paid_order_id or "")
    if paid is not None:
        _enter(changes, paid, done, 0, now)
    payment = found(books, Payment, done.payment_id)
    if payment is not None and payment.invoice_id is not None:
        invoicing.refunded(changes, books, payment.invoice_id, done.amount, now)
    if payment is not None and payment.fee is not None:
        with_fee = replace(done, fee=0, fee_effective_at=payment.fee.effective_at, version=done.version + 1)
        changes.put(with_fee)
        changes.tell("refund.updated", with_fee)
        done = with_fee
    return changes.outcome(done)


def fail(books: Books, refund: Refund, what: str = "failed") -> Outcome:
    """Let a refund fail, also one that was completed, or be rejected: the seller has the money. Raises Forbidden."""
    changes, now = Changes(), milliseconds(books)
    gone, told = refunds.move(refund, what, now)
    changes.put(gone)
    for event in told:
        changes.tell(event, gone)
    payment = find(books, Payment, gone.payment_id, "payment")
    after, events = payments.move(payment, "noted", now, naming.version_token(books))
    after = replace(after, refunded=payment.refunded - gone.amount)
    changes.put(after)
    for event in events:
        changes.tell(event, after)
    paid = found(books, Order, gone.paid_order_id or "")
    if paid is not None:
        _enter(changes, paid, gone, -gone.amount, now)
    return changes.outcome(gone)


# Reading.


def get(command: Command) -> Outcome:
    return Outcome(answer(refund=find(command.books, Refund, command.ids[0], "refund")))


def list_refunds(command: Command) -> Outcome:
    """GET /v2/refunds: of the last year, newest first, unless the query says otherwise."""
    books, params = command.books, command.params
    begin, end = lists.within(books, params, since=365 * policy.DAY)
    location, status, source = (params.get(name) for name in ("location_id", "status", "source_type"))

    def keeps(value: Refund) -> bool:
        return (
            begin <= value.created_at < end
            and location in (None, value.location_id)
            and status in (None, value.status)
            and source in (None, value.destination_type)
        )

    kept: Any = filter(keeps, lists.ordered(books, Refund, params.get("sort_order", "DESC")))
    shown, cursor = lists.page(books, params, kept, default=100, most=100)
    return Outcome(answer(refunds=shown, cursor=cursor))
