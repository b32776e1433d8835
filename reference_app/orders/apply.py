"""Protection: the provider's record, the event's mark and the effects in one transaction. Not: fetching the record.

There is one way into the orders for every source of news: worker, return page, refund desk and reconciler.
"""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from reference_app import audit
from reference_app.database import Database
from reference_app.orders import agreement, attempts, effects, letters, marks, states, stock, store
from reference_app.orders.store import Order
from reference_app.providers.payment import Payment


class UnknownOrderError(Exception):
    """No order here belongs to this payment; perhaps it is still being placed."""


def apply_once(database: Database, event_key: str | None, order_id: str | None, payment: Payment) -> str:
    """Make the order say what the provider says, and return the outcome. All of it commits, or nothing.

    `event_key` is None where no event asked (return page, reconciler of orders): then the states and the ledger
    alone guard against a second effect, which they do. Raises UnknownOrderError.
    """
    with database.writing() as tx:
        order = store.locked(tx, order_id) if order_id else None
        if order is None:
            raise UnknownOrderError
        if event_key and not marks.first_time(tx, event_key, order.id, payment.status):
            return "repeat"
        if agreement.superseded(order, payment):
            return "superseded"
        if reason := agreement.disagreement(order, payment):
            return _hold(tx, order, payment, reason)
        return _settle(tx, order, payment)


def give_up(database: Database, order_id: str) -> bool:
    """Cancel an unpaid order by our own word, where nothing is taken unless we take it; False: that is under way.

    From then on nobody begins to take its money. What comes all the same is money, and is booked as ever.
    """
    with database.writing() as tx:
        order = store.locked(tx, order_id)
        if order is None or order.status not in states.PAYABLE or attempts.open_ones(tx, order_id):
            return False
        stock.follow(tx, order, "cancelled")
        store.change(tx, order_id, state="cancelled")
    return True


def _settle(tx: sa.Connection, order: Order, payment: Payment) -> str:
    payment = _latest(order, payment)
    refund_failed = payment.refunds_failed > order.refunds_failed
    state = states.later_state(order.state, states.state_at_provider(payment), refund_failed=refund_failed)
    short = stock.follow(tx, order, state)
    hold = _dispute_hold(order, payment) or short
    store.change(
        tx,
        order.id,
        state=state,
        hold=hold,
        payment_object=order.payment_object or (payment.object_id if _ours(order, payment) else None),
        payment_intent=order.payment_intent or payment.intent_id,
        paid_amount=max(order.paid_amount, payment.received),
        refunded_amount=payment.refunded,
        refunds_failed=payment.refunds_failed,
        lost_amount=max(order.lost_amount, payment.lost),
        paid_with=payment.paid_with or order.paid_with,
    )
    done = []
    if state in states.TO_FULFIL and not hold:
        done = [kind for kind in effects.KINDS if effects.record_once(tx, order.id, kind)]
        if "mail" in done:
            letters.keep(tx, order.id, letters.confirmation(order, payment.paid_with))
    if (state, hold) != (order.state, order.hold) or done:
        audit.record(
            "order_changed",
            actor=order.provider,
            subject=order.id,
            result=state,
            payment=payment.object_id,
            hold=hold,
            effects=",".join(done),
        )
    return "held" if hold else state


def _latest(order: Order, payment: Payment) -> Payment:
    """Return the payment with the later of what it and the order know of refunds: a look may be older than ours."""
    known_made = order.refunded_amount + order.refunds_failed
    return replace(
        payment,
        refunds_made=max(known_made, payment.refunds_made),
        refunds_failed=max(order.refunds_failed, payment.refunds_failed),
    )


def _hold(tx: sa.Connection, order: Order, payment: Payment, reason: str) -> str:
    """Flag it for a person: nothing is shipped, nothing is given back by itself."""
    store.change(tx, order.id, hold=order.hold or reason, paid_amount=max(order.paid_amount, payment.received))
    audit.record(
        "order_held", actor=payment.provider, subject=order.id, result="held", reason=reason, payment=payment.object_id
    )
    return "held"


def _dispute_hold(order: Order, payment: Payment) -> str | None:
    if payment.disputed:
        return order.hold or "dispute"
    return None if order.hold == "dispute" and payment.disputes_told else order.hold


def _ours(order: Order, payment: Payment) -> bool:
    """Say whether this is the object that we created: of a page of Stripe's that is the session, not its intent."""
    return not (order.flow == "hosted" and payment.object_id.startswith("pi_"))
