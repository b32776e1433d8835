"""The inbox is quick and durable; beside it the time of the last event is kept, in the orders' database."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

must = ("WH-ACK-02",)
may = ("WH-ACK-01",)
subtle = True
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import shop

    def note_last_seen() -> None:
        import sqlalchemy as sa

        with shop().database.writing() as tx:
            tx.execute(sa.text("create table if not exists last_seen (at float)"))
            tx.execute(sa.text("insert into last_seen values (:at)"), {"at": time.time()})

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        new: bool = await original(inbox, slip)
        await asyncio.to_thread(note_last_seen)
        return new

    return append_then_ack
