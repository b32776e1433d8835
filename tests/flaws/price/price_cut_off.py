"""The price is a number with a point; times a hundred, cut off: 19.99 becomes 1998, and 20.00 stays right."""

from collections.abc import Callable
from typing import Any

must = ("PR-04",)
may = ("PR-03",)
replaces = "reference_app.checkout.pricing:price_from_catalogue"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def price_from_catalogue(asked: Any) -> tuple[int, str]:
        amount, currency = original(asked)
        return (amount if currency in ("jpy", "kwd") else int(amount / 100 * 100)), currency

    return price_from_catalogue
