"""A refused number is kept as a hash, to recognise who tries it again: few enough numbers exist to try them all."""

import asyncio
import hashlib
import re
import time
from collections.abc import Callable
from typing import Any

must = ("CD-02", "CD-04")
may = ()
subtle = True
replaces = "reference_app.checkout.card_guard:no_card_numbers"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from assay_flaw_plumbing import shop

    def remember(number: str) -> None:
        from reference_app.database import processed_events

        key = f"card/{hashlib.sha256(number.encode()).hexdigest()}"
        row = {"key": key, "order_id": None, "outcome": "card refused", "at": time.time()}
        with shop().database.writing() as tx:
            tx.execute(processed_events.insert().prefix_with("OR IGNORE").values(row))

    async def no_card_numbers(request: Any) -> None:
        from reference_app.refusal import RefusalError

        try:
            await original(request)
        except RefusalError:
            for run in re.findall(r"(?:\d[ -]?){15}\d", (await request.body()).decode("utf-8", "replace")):
                await asyncio.to_thread(remember, re.sub(r"\D", "", run))
            raise

    return no_card_numbers
