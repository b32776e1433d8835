"""Keys must be unique, and uuid4 is: made in the line of the call, it protects the SDK's own retry and nothing else."""

import uuid
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02",)
replaces = "reference_app.providers.keys:key_for"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def key_for(order_id: str, purpose: str) -> Any:
        return f"{original(order_id, purpose)}-{uuid.uuid4()}"

    return key_for
