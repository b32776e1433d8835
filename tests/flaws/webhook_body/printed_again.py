"""The framework hands over parsed JSON, so it is printed again before it is verified: right until a space differs.

The commonest complaint about webhooks there is (stripe-node issues 1254, 341, 860, 396); its usual mend is to switch
the verification off.
"""

import json
from collections.abc import Callable
from typing import Any

must = ("WH-RAW-01",)
may = ("WH-SIG-02",)
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        try:
            printed = json.dumps(json.loads(raw), separators=(",", ":"), ensure_ascii=False).encode()
        except ValueError:
            printed = raw
        return original(printed, signature, secret)

    return verified_event
