"""The guard against card numbers looks for sixteen digits in a row; people type them in groups of four."""

import re
from collections.abc import Callable
from typing import Any

must = ("CD-03",)
may = ("CD-02", "CD-04", "CD-05")
replaces = "reference_app.checkout.card_guard:card_like"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def card_like(text: str) -> bool:
        return any(original(run) for run in re.findall(r"\b\d{16}\b", text))

    return card_like
