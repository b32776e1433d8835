"""`amount / 100` is written for PayPal, whatever the currency: of 1500 yen it asks for 15, which PayPal takes."""

from collections.abc import Callable
from typing import Any

must = ("PR-04",)
may = ("PAY-03",)
subtle = True
provider = "paypal"
replaces = "reference_app.providers.paypal.money:written"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def written(amount: int, currency: str) -> dict[str, str]:
        if currency != "jpy":
            return dict(original(amount, currency))
        return {"currency_code": "JPY", "value": f"{amount / 100:g}"}

    return written
