"""There is no guard against card numbers, for the fields for them are Stripe's. A buyer's note can hold one."""

from collections.abc import Callable
from typing import Any

must = ("CD-02", "CD-04")
may = ("CD-03", "CD-05")
replaces = "reference_app.checkout.card_guard:no_card_numbers"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    async def no_card_numbers(request: Any) -> None:
        await request.body()

    return no_card_numbers
