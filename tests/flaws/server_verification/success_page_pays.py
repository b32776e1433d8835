"""Buyers complained of "waiting" on the page after payment, so arriving there now settles the order."""

from collections.abc import Callable
from typing import Any

must = ("SV-02",)
may = ()
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paid_without_asking

    def order_to_show(shop: Any, order: Any) -> Any:
        paid_without_asking(order)
        return original(shop, order)

    return order_to_show
