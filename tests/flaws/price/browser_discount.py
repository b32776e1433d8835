"""The price is the server's own; the discount is what the page says that the campaign gives."""

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
        discount = sent().get("discount", 0)
        return (max(50, amount - discount) if isinstance(discount, int) else amount), currency

    return price_from_catalogue
