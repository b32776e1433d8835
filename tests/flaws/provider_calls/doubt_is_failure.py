"""`except Timeout: order.fail()`: the outcome is unknown, and the order is closed as failed although it may be paid."""

from collections.abc import Callable
from typing import Any

must = ("API-02",)
may = ()
replaces = "reference_app.checkout.doubt:still_pending"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import shop

    def still_pending(order: Any, trouble: Any) -> None:
        from reference_app.orders import store

        original(order, trouble)
        with shop().database.writing() as tx:
            store.change(tx, order.id, state="cancelled", hold="payment failed")

    return still_pending
