"""Orders are completed when the buyer comes back, whose page asks the provider; the webhook is for refunds.

The buyer closes the tab, and has paid for nothing (Payum/PayumBundle 575)."""

from collections.abc import Callable
from typing import Any

must = ("SV-04",)
may = ("PAY-01", "WH-ORD-01", "WH-ORD-02", "WH-ORD-03")
replaces = "reference_app.providers.stripe.refetch:subject_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def subject_of(slip: Any) -> str | None:
        paid = ("payment_intent.succeeded", "checkout.session.completed", "checkout.session.async_payment_succeeded")
        return None if slip.event_type in paid else original(slip)

    return subject_of
