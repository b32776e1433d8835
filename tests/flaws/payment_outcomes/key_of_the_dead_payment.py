"""The second payment is asked for under the order's one key: the provider answers with the cancelled first."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.providers.stripe.opening:_purpose"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _purpose(kind: str, order: Any) -> Any:
        return kind

    return _purpose
