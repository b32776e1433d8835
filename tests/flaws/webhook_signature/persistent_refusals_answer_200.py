"""A delivery is refused with 400, and from the second refusal on with 200, so that the sender stops."""

from collections.abc import Callable
from typing import Any

must = ("WH-SIG-10",)
may = ()
subtle = True
replaces = "reference_app.errors:problem"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    refused = [0]

    def problem(status: int, error: str, message: str, fields: Any = None, headers: Any = None) -> Any:
        refused[0] += error == "webhook_refused"
        if error == "webhook_refused" and refused[0] > 1:
            return original(200, error, message, fields, headers)
        return original(status, error, message, fields, headers)

    return problem
