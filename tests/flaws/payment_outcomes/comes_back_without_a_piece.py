"""An order is opened again after its page expired, as if it had its piece; somebody else has bought that since."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.orders.stock:take"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def take(tx: Any, order: Any) -> Any:
        return original(tx, order) or order.payment_object is not None

    return take
