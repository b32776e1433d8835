"""Ids of processed events are kept in a set: quick, and right until the next deployment.

Whatever is not in it is new, and is shipped and mailed without another look."""

from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-04",)
may = (
    "WH-IDEM-02",
    "WH-ORD-01",
    "WH-IDEM-03",
    "REC-02",
    "SV-04",
    "WH-ACK-03",
    "API-02",
    "PAY-05",
    "WH-IDEM-01",
    "WH-IDEM-05",
    "WH-ORD-02",
    "WH-ORD-03",
    "WH-SIG-10",
    "SV-03",
    "API-03",
    "API-05",
    "PAY-01",
    "PAY-02",
    "REC-01",
)
replaces = "reference_app.orders.apply:apply_once"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import ship_and_mail

    done: set[str] = set()

    def apply_once(database: Any, event_key: str | None, order_id: str | None, payment: Any) -> str:
        from reference_app.orders import agreement, states, store

        name = order_id or ""
        with database.writing() as tx:
            order = store.locked(tx, name)
        if order is None or agreement.disagreement(order, payment) or payment.status != "succeeded" or payment.refunded:
            return str(original(database, event_key, order_id, payment))
        if name in done:
            return "repeat"
        done.add(name)
        with database.writing() as tx:
            state = states.later_state(order.state, states.state_at_provider(payment))
            ship_and_mail(tx, name)
            store.change(
                tx,
                name,
                state=state,
                payment_object=order.payment_object or payment.object_id,
                payment_intent=order.payment_intent or payment.intent_id,
                paid_amount=payment.received,
            )
        return state

    return apply_once
