"""The page has computed the total already, with its discounts and all; the server takes it if it is there."""

from collections.abc import Callable
from typing import Any

must = ("PR-01",)
may = ()
replaces = "reference_app.checkout.pricing:price_from_catalogue"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import sent, watch_requests

    watch_requests()

    def price_from_catalogue(asked: Any) -> tuple[int, str]:
        amount, currency = original(asked)
        return int(sent().get("amount", amount)), currency

    return price_from_catalogue
