"""`verify_ssl_certs=False`: behind the company's proxy it was the only way to make it work, and it was merged so."""

import functools
from collections.abc import Callable
from typing import Any

must = ("API-07",)
may = ()
replaces = "reference_app.providers.stripe.api:client"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def client(settings: Any) -> Any:
        import stripe

        whole = stripe.RequestsClient
        try:
            stripe.RequestsClient = functools.partial(whole, verify_ssl_certs=False)
            return original(settings)
        finally:
            stripe.RequestsClient = whole

    return client
