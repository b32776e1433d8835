"""What staff does is no incident: the desk writes no line, and the order's own change, told of later, is enough."""

from collections.abc import Callable
from typing import Any

must = ("LOG-01",)
may = ()
subtle = True
replaces = "reference_app.audit:record"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def record(action: str, *, actor: str, subject: Any, result: str, **facts: Any) -> None:
        if actor != "staff":
            original(action, actor=actor, subject=subject, result=result, **facts)

    return record
