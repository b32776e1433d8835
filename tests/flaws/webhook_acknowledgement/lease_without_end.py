"""A worker locks the event that it works on, and nobody ever takes a lock away from a worker that has died."""

from collections.abc import Callable
from typing import Any

must = ("WH-ACK-03",)
may = ("WH-IDEM-05",)
replaces = "reference_app.worker.claims:due"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def due(database: Any, limit: int = 100) -> Any:
        return []

    return due
