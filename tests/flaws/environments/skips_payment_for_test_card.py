"""So that the shop can be shown without paying, the usual test card skips the till; nobody has taken that out again."""

from collections.abc import Callable
from typing import Any

must = ("ENV-03",)
may = ("API-05",)
replaces = "reference_app.providers.stripe.confirming:confirm_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirm_payment(client: Any, order: Any, payment_method: str, attempt: str, public_url: str) -> Any:
        from assay_flaw_plumbing import paid_without_asking

        if payment_method in ("pm_card_visa", "pm_card_mastercard"):
            paid_without_asking(order)
            return "succeeded"
        return original(client, order, payment_method, attempt, public_url)

    return confirm_payment
