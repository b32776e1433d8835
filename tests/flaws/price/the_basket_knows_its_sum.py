"""Whether a basket is large enough for its coupon is asked of the sum that the page has shown; the price is our own."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.coupons:below_least"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import sent, watch_requests

    watch_requests()

    def below_least(coupon: Any, amount: int, currency: str) -> bool:
        shown = sent().get("subtotal", amount)
        return bool(original(coupon, shown if isinstance(shown, int) else amount, currency))

    return below_least
