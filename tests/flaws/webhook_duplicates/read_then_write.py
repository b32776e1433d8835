"""`if not seen(id): process(); remember(id)`: right for one after another, and a double parcel for two at once.

The inbox was thought too much for so small a shop, and the handler does the work itself. Every test that sends one
event twice passes.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-02",)
may = (
    "WH-IDEM-01",
    "WH-ACK-01",
    "WH-ACK-03",
    "WH-ORD-01",
    "WH-IDEM-03",
    "PAY-05",
    "WH-ACK-02",
    "WH-SIG-10",
    "REC-01",
    "WH-ORD-03",
    "SV-04",
    "API-03",
)
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import ship_and_mail, shop

    def process(slip: Any) -> None:
        import sqlalchemy as sa

        from reference_app.database import processed_events
        from reference_app.orders import agreement, apply, states, store
        from reference_app.worker import mode

        database, provider = shop().database, shop().provider(slip.provider)
        subject = provider.subject_of(slip)
        with database.reading() as look:
            seen = look.execute(sa.select(processed_events.c.key).where(processed_events.c.key == slip.key)).first()
        if seen or subject is None or not mode.same_mode(slip.livemode, shop().settings.live):
            return
        payment = provider.payment_now(subject)
        with database.reading() as look:
            order = store.by_payment(look, slip.provider, subject) or store.by_id(look, payment.order_id)
        if order is None or agreement.disagreement(order, payment):
            apply.apply_once(database, slip.key, order.id if order else None, payment)
            return
        state = states.later_state(order.state, states.state_at_provider(payment))
        with database.writing() as tx:
            if state == "paid" and order.state != "paid":
                ship_and_mail(tx, order.id)
            values = {"payment_intent": payment.intent_id, "refunded_amount": payment.refunded}
            store.change(tx, order.id, state=state, paid_amount=payment.received, **values)
        with database.writing() as tx:
            row = {"key": slip.key, "order_id": order.id, "outcome": state, "at": time.time()}
            tx.execute(sa.insert(processed_events).prefix_with("OR IGNORE").values(row))

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        await asyncio.to_thread(process, slip)
        return True

    return append_then_ack
