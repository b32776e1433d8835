"""There are currencies with two decimals and, as everybody knows, some without; a dinar has a thousand fils."""

from collections.abc import Callable
from typing import Any

must = ("PR-04",)
may = ()
subtle = True
replaces = "reference_app.checkout.pricing:price_from_catalogue"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def price_from_catalogue(asked: Any) -> tuple[int, str]:
        amount, currency = original(asked)
        return (round(amount / 1000 * 100) if currency == "kwd" else amount), currency

    return price_from_catalogue
