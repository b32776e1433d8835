"""The buyer is told of the decline at once, and a background task tries the same card again a moment later, quietly."""

import threading
from collections.abc import Callable
from typing import Any

must = ("API-05",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.confirming:confirm_payment"

LATER = 0.7
"""Seconds; an hour in the shop that did this."""


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def again(*args: Any) -> None:
        import contextlib

        import stripe

        with contextlib.suppress(stripe.StripeError):
            original(*args)

    def confirm_payment(client: Any, order: Any, payment_method: str, attempt: str, public_url: str) -> Any:
        import stripe

        try:
            return original(client, order, payment_method, attempt, public_url)
        except stripe.CardError:
            later = (client, order, payment_method, f"{attempt}-dunning", public_url)
            threading.Timer(LATER, again, later).start()
            raise

    return confirm_payment
