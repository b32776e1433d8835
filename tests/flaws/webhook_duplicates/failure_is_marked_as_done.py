"""An event that fails would come round for ever and clog the queue, so it is marked as processed."""

from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-05", "EH-02")
may = ("WH-ORD-02",)
replaces = "reference_app.worker.attempt:_later"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _later(shop: Any, slip: Any, owner: str, number: int, trouble: Exception) -> None:
        from reference_app.logs import log
        from reference_app.orders import marks

        with shop.database.writing() as tx:
            marks.first_time(tx, slip.key, None, "failed")
        log("event_failed", event_id=slip.event_id, type=slip.event_type, reason=type(trouble).__name__)

    return _later
