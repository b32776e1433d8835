"""Each call has an idempotency key, as the manual asks for: a fresh one, made where the call is made.

It protects the SDK's own repeats. A second click, or the same request after a lost answer, is another call.
"""

import uuid
from collections.abc import Callable
from typing import Any

must = ("SUB-03",)
may = ("API-02", "API-03")
subtle = True
replaces = "reference_app.providers.stripe.billing.opening:key_for"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def key_for(order_id: str, purpose: str) -> str:
        return str(original(f"{order_id}-{uuid.uuid4().hex}", purpose))

    return key_for
