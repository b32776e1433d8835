"""One order, one key, for ever: right for a lost reply, an error for the buyer's second card."""

from collections.abc import Callable
from typing import Any

must = ("API-05",)
may = ("API-01", "PAY-02")
subtle = True
replaces = "reference_app.providers.stripe.confirming:confirm_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirm_payment(client: Any, order: Any, payment_method: str, attempt: str, public_url: str) -> Any:
        return original(client, order, payment_method, "the-payment", public_url)

    return confirm_payment
