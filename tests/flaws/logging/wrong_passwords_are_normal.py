"""Everybody mistypes a password now and then, so only sign-ins that succeed are written down."""

from collections.abc import Callable
from typing import Any

must = ("LOG-01",)
may = ()
replaces = "reference_app.audit:record"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def record(action: str, *, actor: str, subject: Any, result: str, **facts: Any) -> None:
        if not (action == "sign_in" and result == "refused"):
            original(action, actor=actor, subject=subject, result=result, **facts)

    return record
