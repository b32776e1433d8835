"""Customers wait for their mail, so what failed is tried again at once: the pauses went in an afternoon of tuning."""

import time
from collections.abc import Callable
from typing import Any

must = ("API-04",)
may = ()
replaces = "reference_app.worker.claims:try_later"

AT_ONCE = 0.02
"""Seconds."""


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def try_later(database: Any, slip: Any, owner: str, attempt: int, why: str, least: float = 0.0) -> Any:
        from reference_app.database import claims

        mine = (claims.c.key == slip.key) & (claims.c.owner == owner)
        with database.writing() as tx:
            tx.execute(claims.update().where(mine).values(owner="", until=time.time() + AT_ONCE))
        return AT_ONCE

    return try_later
