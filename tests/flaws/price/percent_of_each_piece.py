"""The discount is rounded for each piece, and the pieces are added up."""

from collections.abc import Callable
from typing import Any

must = ("PR-04",)
may = ()
subtle = True
replaces = "reference_app.checkout.placing:place"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def place(shop: Any, asked: Any, cart_key: Any, visitor: Any) -> Any:
        from reference_app.checkout import coupons

        whole = _whole.setdefault("of", coupons.after_discount)

        def each(amount: int, currency: str, code: Any) -> int:
            return int(whole(amount // asked.quantity, currency, code) * asked.quantity)

        coupons.after_discount = each
        return original(shop, asked, cart_key, visitor)

    return place


_whole: dict[str, Callable[..., int]] = {}
