"""Only the first half of the secret is logged, so that nobody can use it: half of the work of guessing is done."""

from collections.abc import Callable
from typing import Any

must = ("LOG-02",)
may = ()
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: Any, secret: str) -> Any:
        print(f"verifying with {secret[: len(secret) // 2]}***", flush=True)  # noqa: T201
        return original(raw, signature, secret)

    return verified_event
