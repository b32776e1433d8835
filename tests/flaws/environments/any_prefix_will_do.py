"""The key is checked for looking like a key. That it is one of the mode which the shop declares is assumed."""

from collections.abc import Callable
from typing import Any

must = ("ENV-02",)
may = ()
replaces = "reference_app.settings:fault_of_secret"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def fault_of_secret(name: str, value: str | None, mode: str) -> Any:
        return None if original(name, value, "live") is None else original(name, value, "test")

    return fault_of_secret
