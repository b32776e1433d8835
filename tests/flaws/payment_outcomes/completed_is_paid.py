"""`checkout.session.completed` is where the tutorial fulfils. With a delayed method the session is complete and unpaid.

AI-Shipping-Labs/website issue 1423; t3dotgg/stripe-recommendations PR 25.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("PAY-01",)
may = ()
replaces = "reference_app.providers.stripe.reading:of_session"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of_session(session: Any) -> Any:
        payment = original(session)
        if session["status"] != "complete":
            return payment
        return replace(payment, status="succeeded", received=session["amount_total"])

    return of_session
