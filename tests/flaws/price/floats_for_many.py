"""One piece is exact; several are multiplied as the page shows them, and cut off: 7 x 19.99 is 139.92."""

from collections.abc import Callable
from typing import Any

must = ("PR-04",)
may = ()
subtle = True
replaces = "reference_app.checkout.pricing:price_from_catalogue"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def price_from_catalogue(asked: Any) -> tuple[int, str]:
        from reference_app.checkout.catalogue import PRODUCTS

        amount, currency = original(asked)
        if currency in ("jpy", "kwd") or asked.quantity == 1:
            return amount, currency
        euros = PRODUCTS[asked.sku].amount / 100
        return int(euros * asked.quantity * 100), currency

    return price_from_catalogue
