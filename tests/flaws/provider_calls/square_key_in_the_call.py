"""`idempotency_key=str(uuid.uuid4())`, as Square's samples have it: it protects the SDK's own retry, and nothing else.

Two clicks on checkout make two payment links, and both can be paid.
"""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02",)
provider = "square"
replaces = "reference_app.providers.square.opening:_purpose"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _purpose(order: Any) -> str:
        return f"{original(order)}-{uuid.uuid4()}"

    return _purpose
