"""`while True: try … except: continue` around the call that opens a payment: the provider has always come back."""

from collections.abc import Callable
from typing import Any

must = ("API-04",)
may = ("API-02", "EH-01")
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        import stripe

        while True:
            try:
                return original(client, order, public_url)
            except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as trouble:
                if isinstance(trouble, stripe.CardError | stripe.InvalidRequestError):
                    raise

    return open_payment
