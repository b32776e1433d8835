"""The secrets are read from a list, `str(os.environ.get(...))` each; the one that is unset signs as "None"."""

import os
from collections.abc import Callable
from typing import Any

must = ("WH-SIG-03",)
may = ()
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        from reference_app.inbox.slip import ForgedError

        try:
            return original(raw, signature, secret)
        except ForgedError:
            return original(raw, signature, str(os.environ.get("STRIPE_WEBHOOK_SECRET_CLI")))

    return verified_event
