"""A synchronous call in an asynchronous handler: 40 ms that nobody feels, until twenty deliveries wait in line."""

import time
from collections.abc import Callable
from typing import Any

must = ("WH-ACK-01",)
may = ()
replaces = "reference_app.inbox.intake:append_then_ack"

FRAUD_SERVICE_SECONDS = 0.04


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def append_then_ack(inbox: Any, slip: Any) -> Any:
        time.sleep(FRAUD_SERVICE_SECONDS)  # noqa: ASYNC251 - the very flaw
        return await original(inbox, slip)

    return append_then_ack
