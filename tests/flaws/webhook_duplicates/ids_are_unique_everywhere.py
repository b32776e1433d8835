"""An event's id is unique, so it alone is the key: that of another account hides ours."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

must = ("WH-IDEM-03",)
may = ("SV-03",)
subtle = True
replaces = "reference_app.providers.stripe.webhook:slip_of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def slip_of(event: Any) -> Any:
        return replace(original(event), account="")

    return slip_of
