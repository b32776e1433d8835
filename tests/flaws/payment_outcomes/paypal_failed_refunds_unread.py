"""What PayPal lists under `refunds` went back: that one of them can be FAILED, days later, nobody has seen yet."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-03",)
may = ("PAY-04", "WH-ORD-01")
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.reading:of_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_order(order: Any, disputes: Any, *, livemode: bool) -> Any:
        return replace(original(order, disputes, livemode=livemode), refunds_failed=0)

    return of_order
