"""The letter's link leads to the page after payment, and looks as it does when Stripe sends a buyer there.

A mail is forwarded, and stays in mailboxes; the secret in it opens the payment to whoever reads it.
"""

from collections.abc import Callable
from typing import Any

must = ("CD-05",)
may = ()
subtle = True
replaces = "reference_app.orders.letters:confirmation"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def confirmation(order: Any, paid_with: Any) -> str:
        from assay_flaw_plumbing import shop

        opened = shop().provider(order.provider).opened(order)
        query = f"order={order.id}&payment_intent_client_secret={opened.client_secret}"
        return f"{original(order, paid_with)}See your order: {shop().settings.public_url}/return?{query}\n"

    return confirmation
