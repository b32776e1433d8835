"""The mail goes out before the answer does, so that the buyer has it at once; the mail server takes its time."""

import asyncio
from collections.abc import Callable
from typing import Any

must = ("WH-ACK-01",)
may = ()
replaces = "reference_app.inbox.intake:append_then_ack"

MAIL_SERVER_SECONDS = 0.3


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def append_then_ack(inbox: Any, slip: Any) -> Any:
        new = await original(inbox, slip)
        await asyncio.sleep(MAIL_SERVER_SECONDS)
        return new

    return append_then_ack
