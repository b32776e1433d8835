"""The payment is fetched before the answer, so that an unknown one can be refused: on a fast day nobody notices."""

import asyncio
from collections.abc import Callable
from typing import Any

must = ("WH-ACK-02",)
may = ("WH-ACK-01", "WH-ACK-03", "WH-IDEM-05", "EH-02", "WH-SIG-10")
replaces = "reference_app.inbox.intake:append_then_ack"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import shop

    def known(slip: Any) -> None:
        provider = shop().provider(slip.provider)
        if subject := provider.subject_of(slip):
            provider.payment_now(subject)

    async def append_then_ack(inbox: Any, slip: Any) -> bool:
        new: bool = await original(inbox, slip)
        await asyncio.to_thread(known, slip)
        return new

    return append_then_ack
