"""A coupon is used up by the order that was paid with it; until then anybody may ask for it."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
replaces = "reference_app.checkout.coupons:claim"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def claim(tx: Any, code: Any, order_id: str) -> None:
        from reference_app.orders import store

        order = store.by_id(tx, order_id)
        if order is not None and order.state == "paid":
            original(tx, code, order_id)

    return claim
