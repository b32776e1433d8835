"""The address of a page is good for one visit, it was thought: whoever comes back to the cart gets a fresh session.

The first visit is right, and so is a double click. Two tabs are two pages, and each of them takes the money.
"""

from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-01", "API-02", "PAY-02")
subtle = True
replaces = "reference_app.providers.stripe.opening:opened_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def opened_payment(client: Any, object_id: str) -> Any:
        from assay_flaw_plumbing import order_of, shop

        from reference_app.providers.opened import Opened

        known = original(client, object_id)
        order = order_of(object_id)
        if not object_id.startswith("cs_") or known.closed or order is None:
            return known
        session = client.v1.checkout.sessions.create(
            {
                "mode": "payment",
                "client_reference_id": order.id,
                "metadata": {"order": order.id},
                "payment_intent_data": {"metadata": {"order": order.id}},
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {
                            "currency": order.currency,
                            "unit_amount": order.amount,
                            "product_data": {"name": order.sku},
                        },
                    }
                ],
                "success_url": f"{shop().settings.public_url}/return?order={order.id}",
            }
        )
        return Opened(session.id, url=session.url)

    return opened_payment
