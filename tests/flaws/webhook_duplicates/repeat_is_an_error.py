"""The unique key works and its violation is nobody's business: a repeat ends as an error, so the provider goes on."""

from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-01",)
may = ("WH-IDEM-02", "WH-ACK-01", "WH-IDEM-04")
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        from reference_app.inbox.writer import NotStoredError

        if not await original(inbox, slip):
            raise NotStoredError("IntegrityError")
        return True

    return append_then_ack
