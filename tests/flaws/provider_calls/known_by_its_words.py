"""A decline is known by the words of its sentence; one that is said otherwise is taken for trouble at the provider."""

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
        except stripe.CardError as refused:
            if "card" in str(refused.user_message).lower():
                raise
            raise stripe.APIError(str(refused), headers=refused.headers) from refused

    return confirm_payment
