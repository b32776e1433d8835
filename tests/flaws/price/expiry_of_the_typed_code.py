"""The list of ended campaigns is asked for what was typed; the coupon is found whatever the case of its letters."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.placing:place"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def place(shop: Any, asked: Any, cart_key: Any, visitor: Any) -> Any:
        from reference_app.checkout import coupons

        typed = asked.coupon
        found = coupons.COUPONS.get(typed.strip().upper()) if typed else None
        if found is None or found.code == typed or found.last_day is None:
            return original(shop, asked, cart_key, visitor)
        coupons.COUPONS.setdefault(typed, coupons.Coupon(typed, found.percent, found.single_use))
        return original(shop, asked, cart_key, visitor)

    return place
