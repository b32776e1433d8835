"""Whoever typed a card number somewhere is shown where: all of it but the end, which is what receipts show."""

import re
from collections.abc import Callable
from typing import Any

must = ("CD-05",)
may = ()
subtle = True
replaces = "reference_app.checkout.card_guard:no_card_numbers"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from fastapi import Request

    async def no_card_numbers(request: Request) -> None:
        from reference_app.refusal import RefusalError

        try:
            await original(request)
        except RefusalError as refused:
            body = (await request.body()).decode("utf-8", "replace")
            if found := re.search(r"(?:\d[ -]?){12}(?=(?:[ -]?\d){4})", body):
                said = f"{found.group()}XXXX looks like a card number. Cards go to Stripe only."
                raise RefusalError(refused.status, refused.error, said) from None
            raise

    return no_card_numbers
