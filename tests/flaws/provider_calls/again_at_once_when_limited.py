"""The SDK does not retry 429, so the team does: four tries, one right after the other, where it asks for a payment."""

from collections.abc import Callable
from typing import Any

must = ("API-04",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.refetch:payment_now"

TRIES = 4


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def payment_now(client: Any, object_id: str) -> Any:
        import stripe

        for left in reversed(range(TRIES)):
            try:
                return original(client, object_id)
            except stripe.RateLimitError:
                if not left:
                    raise
        raise AssertionError("every try returns or raises")

    return payment_now
