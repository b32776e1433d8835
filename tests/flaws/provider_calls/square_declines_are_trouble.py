"""Whatever is not 200 is trouble, and trouble is tried again: a declined card is asked for once more, and once more.

Banks count that, and so does Square.
"""

from collections.abc import Callable
from typing import Any

must = ("API-05",)
may = ("PAY-02", "API-02", "API-04")
provider = "square"
replaces = "reference_app.providers.square.translating:of"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def of(trouble: Any) -> Any:
        from reference_app.providers.trouble import DeclinedError, ProviderError

        told = original(trouble)
        return ProviderError(told.kind, status=told.status) if isinstance(told, DeclinedError) else told

    return of
