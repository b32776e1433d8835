"""Only the first half of the secret is logged, so that nobody can use it: half of the work of guessing is done."""

from collections.abc import Callable
from typing import Any

must = ("LOG-02",)
may = ()
replaces = "reference_app.inbox.verify:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(*given: Any, **named: Any) -> Any:
        import os

        secret = os.environ["STRIPE_WEBHOOK_SECRET"]
        print(f"verifying with {secret[: len(secret) // 2]}***", flush=True)  # noqa: T201
        return original(*given, **named)

    return verified_event
