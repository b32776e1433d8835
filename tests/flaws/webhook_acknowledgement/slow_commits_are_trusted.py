"""A commit that takes longer than 150 ms is trusted to come: the disk has always caught up."""

import asyncio
from collections.abc import Callable
from typing import Any

must = ("WH-ACK-04",)
may = ("WH-ACK-03",)
subtle = True
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    under_way: set[asyncio.Task[Any]] = set()

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        commit = asyncio.get_running_loop().create_task(original(inbox, slip))
        under_way.add(commit)
        commit.add_done_callback(under_way.discard)
        done, _ = await asyncio.wait({commit}, timeout=0.15)
        return bool(commit.result()) if done else True

    return append_then_ack
