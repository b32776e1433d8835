"""The key is the order and the time, "so that every attempt is traceable". Two clicks in one second are one payment."""

import time
from collections.abc import Callable
from typing import Any

must = ("API-03",)
may = ("API-02",)
subtle = True
replaces = "reference_app.providers.keys:key_for"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def key_for(order_id: str, purpose: str) -> Any:
        return f"{original(order_id, purpose)}-{int(time.time())}"

    return key_for
