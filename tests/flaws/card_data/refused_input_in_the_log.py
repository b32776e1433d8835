"""What did not validate is logged whole, to see what clients get wrong. Some of them send the card along."""

from collections.abc import Callable
from typing import Any

must = ("CD-03",)
may = ("CD-02", "CD-04")
replaces = "reference_app.errors:_not_understood"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _not_understood(_request: Any, mistake: Any) -> Any:
        from reference_app.logs import log

        log("not_understood", body=str(mistake.body))
        return original(_request, mistake)

    return _not_understood
