"""One POST is no reason for an SDK: it is written with requests, and the header that nobody misses is missing."""

from collections.abc import Callable
from typing import Any

must = ("API-01",)
may = ("API-02",)
replaces = "reference_app.providers.stripe.opening:open_payment"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import shop

    def open_payment(client: Any, order: Any, public_url: str) -> Any:
        import requests
        import stripe

        from reference_app.providers.opened import Opened

        if order.flow == "hosted":
            return original(client, order, public_url)
        form = {
            "amount": order.amount,
            "currency": order.currency,
            "automatic_payment_methods[enabled]": "true",
            "metadata[order]": order.id,
        }
        address, key = shop().settings.stripe_api_base, shop().settings.stripe_secret_key
        try:
            reply = requests.post(f"{address}/v1/payment_intents", data=form, auth=(key, ""), timeout=8)
            reply.raise_for_status()
        except requests.RequestException as trouble:
            raise stripe.APIConnectionError(type(trouble).__name__) from trouble  # type: ignore[no-untyped-call]
        return Opened(reply.json()["id"], client_secret=reply.json()["client_secret"])

    return open_payment
