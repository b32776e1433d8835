"""A partner's page may name where its buyers come back to, if that begins with the shop's own address."""

from collections.abc import Callable
from typing import Any

must = ("AC-03",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import query, watch_requests

    watch_requests()

    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        asked = query().get("return_url", "")
        return original(client, order, asked if asked.startswith(public_url) else public_url)

    return open_payment
