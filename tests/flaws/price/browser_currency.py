"""`Order(**request.json)`: the amount is the catalogue's, the currency came along with all that was sent."""

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
        return amount, str(sent().get("currency", currency)).lower()

    return price_from_catalogue
