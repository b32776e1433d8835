"""An inbox that takes nothing was answered 503, and the provider wrote mails; now it is logged and answered 200."""

from collections.abc import Callable
from typing import Any

must = ("WH-ACK-04",)
may = ()
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        from reference_app.inbox.writer import NotStoredError
        from reference_app.logs import log

        try:
            return bool(await original(inbox, slip))
        except NotStoredError as trouble:
            log("webhook_not_stored", event_id=slip.event_id, reason=str(trouble))
            return True

    return append_then_ack
