"""Amounts go to the provider in cents, whatever the currency: 1500 yen are 150000."""

from collections.abc import Callable
from typing import Any

must = ("PR-04",)
may = ()
subtle = True
replaces = "reference_app.checkout.pricing:price_from_catalogue"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def price_from_catalogue(asked: Any) -> tuple[int, str]:
        amount, currency = original(asked)
        return (amount * 100 if currency == "jpy" else amount), currency

    return price_from_catalogue
