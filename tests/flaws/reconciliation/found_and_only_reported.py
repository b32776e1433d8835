"""What no webhook has told is found at night and written into the log, for somebody to book it in the morning."""

import time
from collections.abc import Callable
from typing import Any

must = ("REC-01",)
may = ("REC-02",)
replaces = "reference_app.worker.reconcile:reconcile"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def reconcile(shop: Any) -> int:
        from reference_app.logs import log
        from reference_app.orders import states, store

        with shop.database.reading() as look:
            waiting = store.in_states(look, states.PAYABLE, time.time())
        for order in waiting:
            log("order_waits", order=order.id)
        return 0

    return reconcile
