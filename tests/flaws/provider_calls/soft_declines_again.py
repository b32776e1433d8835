"""The bank said "try again later", and later is now: only a decline with that advice is asked for once more."""

from collections.abc import Callable
from typing import Any

must = ("API-05",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.confirming:confirm_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirm_payment(client: Any, order: Any, payment_method: str, attempt: str, public_url: str) -> Any:
        import stripe

        try:
            return original(client, order, payment_method, attempt, public_url)
        except stripe.CardError as declined:
            if declined.code != "processing_error":
                raise
            return original(client, order, payment_method, f"{attempt}-again", public_url)

    return confirm_payment
