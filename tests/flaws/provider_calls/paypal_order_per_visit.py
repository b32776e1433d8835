"""Whoever presses the PayPal button again gets another order at PayPal: the request id is made at the call."""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02",)
provider = "paypal"
replaces = "reference_app.providers.paypal.orders:create_order"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import PayPalKeyed

    def create_order(api: Any, order: Any, public_url: str) -> Any:
        return original(PayPalKeyed(api, uuid.uuid4().hex), order, public_url)

    return create_order
