"""The body is read as text before it is verified, and what is no UTF-8 is an error that nobody catches."""

from collections.abc import Callable
from typing import Any

must = ("WH-RAW-02",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        return original(raw.decode("utf-8").encode(), signature, secret)

    return verified_event
