"""Refused webhooks are not logged any more: a scanner had filled the disk with them one weekend."""

from collections.abc import Callable
from typing import Any

must = ("LOG-01",)
may = ()
replaces = "reference_app.audit:record"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def record(action: str, *, actor: str, subject: Any, result: str, **facts: Any) -> None:
        if action != "webhook_refused":
            original(action, actor=actor, subject=subject, result=result, **facts)

    return record
