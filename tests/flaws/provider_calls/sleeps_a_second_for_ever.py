"""Somebody read that 429 must be met with a pause: one of a second, always the same, as often as it takes."""

import time
from collections.abc import Callable
from typing import Any

must = ("API-04",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        import stripe

        while True:
            try:
                return original(client, order, public_url)
            except stripe.RateLimitError:
                time.sleep(1)

    return open_payment
