"""The framework hands over parsed JSON, and it is printed again, without blanks, as Square prints it. Mostly.

An amount, a name with an umlaut, a key more: what the printer writes otherwise fails, and the sale is not heard of.
"""

import json
from collections.abc import Callable
from typing import Any

must = ("WH-RAW-01",)
may = ("WH-SIG-02",)
provider = "square"
replaces = "reference_app.providers.square.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, side: str | None, settings: Any) -> Any:
        try:
            printed = json.dumps(json.loads(raw), separators=(",", ":"), ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            printed = raw
        return original(printed, signature, side, settings)

    return verified_event
