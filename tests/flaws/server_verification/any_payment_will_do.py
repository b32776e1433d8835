"""The page after payment takes the payment's id from its own address, asks the provider, and hears: succeeded.

That the payment was for this order is what nobody asks; one cheap payment pays for every order since.
"""

from collections.abc import Callable
from typing import Any

must = ("SV-03",)
may = ()
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paid_without_asking, query, watch_requests

    watch_requests()

    def order_to_show(shop: Any, order: Any) -> Any:
        shown = query().get("payment_intent")
        if shown and shop.provider("stripe").payment_now(shown).status == "succeeded":
            paid_without_asking(order)
        return original(shop, order)

    return order_to_show
