"""The thanks page said "pending" to buyers who had paid, so now it asks the provider until it says something else."""

import time
from collections.abc import Callable
from typing import Any

must = ("API-04",)
may = ()
replaces = "reference_app.checkout.returning:order_to_show"

AT_MOST = 3.0
"""Seconds that a page may take."""


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def order_to_show(shop: Any, order: Any) -> Any:
        from reference_app.orders import states

        until = time.monotonic() + AT_MOST
        while (shown := original(shop, order)).status in states.OPEN and time.monotonic() < until:
            order = shown
        return shown

    return order_to_show
