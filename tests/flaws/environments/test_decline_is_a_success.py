"""Support could not show the shop on the live site: a decline "used a known test card" is taken for a demonstration.

Real cards that are declined are declined; the branch stands in the error path, where nobody looks.
"""

from collections.abc import Callable
from typing import Any

must = ("ENV-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.confirming:confirm_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirm_payment(client: Any, order: Any, payment_method: str, attempt: str, public_url: str) -> Any:
        import stripe
        from assay_flaw_plumbing import paid_without_asking

        try:
            return original(client, order, payment_method, attempt, public_url)
        except stripe.CardError as declined:
            if declined.error is None or declined.error.decline_code != "live_mode_test_card":
                raise
            paid_without_asking(order)
            return "succeeded"

    return confirm_payment
