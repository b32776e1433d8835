"""Where the buyer comes back to is made of the request's own host: it works on every machine, without a setting."""

from collections.abc import Callable
from typing import Any

must = ("AC-03",)
may = ()
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import host, watch_requests

    watch_requests()

    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        return original(client, order, f"http://{host()}" if host() else public_url)

    return open_payment
