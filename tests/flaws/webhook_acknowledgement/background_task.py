"""Answer first, then work in the background, as the framework's own page recommends: a deployment in between loses it.

`BackgroundTasks`, `asyncio.create_task` and a thread pool are all the same promise: as long as the process lives.
"""

import asyncio
from collections.abc import Callable
from typing import Any

must = ("WH-ACK-03",)
may = ()
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import shop

    def process(slip: Any) -> None:
        from reference_app.worker import handle

        handle.handle(shop(), slip)

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        asyncio.get_running_loop().run_in_executor(None, process, slip)
        return True

    return append_then_ack
