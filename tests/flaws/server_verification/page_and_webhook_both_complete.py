"""Published as woocommerce-gateway-stripe 2536 and 2540: page after payment and webhook work on one payment at once.

Each looks whether the order is paid, asks the provider, and completes it; nobody could test it on purpose."""

from collections.abc import Callable
from typing import Any

must = ("SV-04",)
may = ("REC-02",)
subtle = True
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import completed_unguarded

    def order_to_show(shop: Any, order: Any) -> Any:
        done = completed_unguarded(shop, order)
        return original(shop, order) if done is None else done

    return order_to_show
