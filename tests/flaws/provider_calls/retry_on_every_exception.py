"""`@retry(tries=3)` over the call: time-outs are tried again, and so is a bank that has said no."""

from collections.abc import Callable
from typing import Any

must = ("API-05",)
may = ()
replaces = "reference_app.providers.stripe.confirming:confirm_payment"

TRIES = 3


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirm_payment(client: Any, order: Any, payment_method: str, attempt: str, public_url: str) -> Any:
        for left in reversed(range(TRIES)):
            try:
                return original(client, order, payment_method, f"{attempt}-{left}", public_url)
            except Exception:
                if not left:
                    raise
        raise AssertionError("every try returns or raises")

    return confirm_payment
