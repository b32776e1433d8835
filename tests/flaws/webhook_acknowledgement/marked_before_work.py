"""The event is marked as processed when its work begins, so that no other worker takes it; then the worker dies.

*Received* is mistaken for *done* (unicon 42, frappe/payments 240).
"""

from collections.abc import Callable
from typing import Any

must = ("WH-ACK-03",)
may = ("WH-IDEM-05",)
replaces = "reference_app.worker.handle:handle"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def handle(shop: Any, slip: Any) -> Any:
        from reference_app.orders import apply, marks
        from reference_app.worker import handle as module
        from reference_app.worker import mode

        subject = shop.provider(slip.provider).subject_of(slip)
        if subject is None or not mode.same_mode(slip.livemode, shop.settings.live):
            return original(shop, slip)
        with shop.database.writing() as tx:
            if not marks.first_time(tx, slip.key, None, "started"):
                return "repeat"
        order, payment = module._fetched(shop, slip, subject)
        return apply.apply_once(shop.database, None, order.id if order else None, payment)

    return handle
