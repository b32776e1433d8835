"""The provider wrote that the endpoint fails too often, so what cannot be verified is answered 200 and logged.

Nothing is processed that is not signed; but after the secret was rolled every event was lost without a sound."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-10",)
may = ()
replaces = "reference_app.errors:problem"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def problem(status: int, error: str, message: str, fields: Any = None, headers: Any = None) -> Any:
        if error == "webhook_refused":
            return original(200, error, message, fields, headers)
        return original(status, error, message, fields, headers)

    return problem
