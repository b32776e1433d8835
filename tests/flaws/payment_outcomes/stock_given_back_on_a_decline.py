"""`payment_intent.payment_failed` sounds final: the piece goes back on sale, and the next card pays all the same.

Two orders are paid and one piece is there. Whoever pays has a piece: that was settled at checkout.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.orders.stock:follow"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def follow(tx: Any, order: Any, state: str) -> None:
        from reference_app.orders import stock

        if state in ("payment_failed", "cancelled"):
            stock.give_back(tx, order)

    return follow
