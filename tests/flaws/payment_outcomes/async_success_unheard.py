"""Orders of the hosted page listen to `checkout.session.completed` alone; a bank debit comes days later."""

from collections.abc import Callable
from typing import Any

must = ("PAY-01",)
may = ("PAY-02",)
subtle = True
replaces = "reference_app.providers.stripe.refetch:subject_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import order_of

    def subject_of(slip: Any) -> Any:
        subject = original(slip)
        if not subject or slip.event_type == "checkout.session.completed":
            return subject
        order = order_of(subject)
        return None if subject.startswith("cs_") or (order is not None and order.flow == "hosted") else subject

    return subject_of
