"""`logger.debug(request.body)` was needed once, for a support case, and debug is what production runs at since."""

from collections.abc import Callable
from typing import Any

must = ("CD-03",)
may = ("CD-02", "CD-04", "LOG-02")
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        from reference_app.logs import log

        log("webhook_body", body=raw.decode("utf-8", "replace"))
        return original(raw, signature, secret)

    return verified_event
