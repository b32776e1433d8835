"""The body is decoded with the wrong character set on its way: right until a buyer is called Zoë."""

from collections.abc import Callable
from typing import Any

must = ("WH-RAW-01",)
may = ()
replaces = "reference_app.providers.stripe.webhook:verified_event"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def verified_event(raw: bytes, signature: str | None, secret: str) -> Any:
        return original(raw.decode("ascii", "replace").encode(), signature, secret)

    return verified_event
