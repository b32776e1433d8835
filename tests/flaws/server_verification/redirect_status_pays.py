"""The provider adds `redirect_status=succeeded` to the return address, and the page believes its own address bar."""

from collections.abc import Callable
from typing import Any

must = ("SV-02",)
may = ()
replaces = "reference_app.checkout.returning:order_to_show"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import paid_without_asking, query, watch_requests

    watch_requests()

    def order_to_show(shop: Any, order: Any) -> Any:
        if query().get("redirect_status") == "succeeded":
            paid_without_asking(order)
        return original(shop, order)

    return order_to_show
