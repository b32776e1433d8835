"""Of the provider's errors only its own, the 5xx, are tried again: a 4xx means that we are wrong, and stays so.

A rate limit and a key that is being rolled are 4xx as well; the event is parked at its first attempt, and the inbox
swallows it when it comes again."""

from collections.abc import Callable
from typing import Any

must = ("WH-IDEM-05",)
may = ("EH-02",)
subtle = True
replaces = "reference_app.worker.attempt:_later"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _later(shop: Any, slip: Any, owner: str, number: int, trouble: Exception) -> None:
        from reference_app.database import claims
        from reference_app.providers.trouble import ProviderError

        original(shop, slip, owner, number, trouble)
        if isinstance(trouble, ProviderError) and 400 <= (trouble.status or 0) < 500:
            with shop.database.writing() as tx:
                tx.execute(claims.update().where(claims.c.key == slip.key).values(parked="client error"))

    return _later
