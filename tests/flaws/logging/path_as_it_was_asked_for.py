"""Addresses that are not there are logged as they were asked for, decoded, to find broken links."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

must = ("LOG-01",)
may = ()
subtle = True
replaces = "reference_app.errors:_http"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _http(_request: Any, error: Any) -> Any:
        now = datetime.now(UTC).isoformat()
        print(f"{now} {_request.method} {_request.scope['path']} {error.status_code}", flush=True)  # noqa: T201
        return original(_request, error)

    return _http
