"""One insert a second is kinder to the disk than a hundred: events are acknowledged, gathered and then written."""

import asyncio
from collections.abc import Callable
from typing import Any

must = ("WH-ACK-03",)
may = ()
replaces = "reference_app.inbox.intake:append_then_ack"

FLUSH_EVERY_SECONDS = 1.0


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    flushing: set[asyncio.Task[Any]] = set()

    async def later(inbox: Any, slip: Any) -> None:
        await asyncio.sleep(FLUSH_EVERY_SECONDS)
        await original(inbox, slip)

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        task = asyncio.get_running_loop().create_task(later(inbox, slip))
        flushing.add(task)
        task.add_done_callback(flushing.discard)
        return True

    return append_then_ack
