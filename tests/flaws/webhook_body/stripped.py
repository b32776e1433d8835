"""A middleware tidies what comes in: blanks around the body go, line ends become one kind. The signature notices."""

from collections.abc import Callable
from typing import Any

must = ("WH-RAW-01",)
may = ()
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        return original(raw.replace(b"\r\n", b"\n").strip(), signature, secret)

    return verified_event
