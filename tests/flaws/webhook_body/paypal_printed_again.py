"""The framework hands over parsed JSON, so the CRC is one of a body that was printed again.

JSON.stringify gives PayPal's own bytes most of the time, until a name has an accent or an amount a slash.
"""

import json
from collections.abc import Callable
from typing import Any

must = ("WH-RAW-01",)
may = ("WH-SIG-02",)
provider = "paypal"
replaces = "reference_app.providers.paypal.webhook:signed_text"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def signed_text(raw: bytes, headers: Any, webhook_id: str) -> bytes:
        try:
            printed = json.dumps(json.loads(raw), separators=(",", ":"), ensure_ascii=False).encode()
        except ValueError:
            printed = raw
        return bytes(original(printed, headers, webhook_id))

    return signed_text
