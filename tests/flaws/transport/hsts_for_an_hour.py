"""Strict-Transport-Security for an hour, to be raised once it is known to do no harm. Nobody remembers to."""

from collections.abc import Callable
from typing import Any

must = ("TR-01",)
may = ()
replaces = "reference_app.edge:Edge._dress"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _dress(self: Any, headers: Any) -> None:
        original(self, headers)
        if "strict-transport-security" in headers:
            headers["Strict-Transport-Security"] = "max-age=3600"

    return _dress
