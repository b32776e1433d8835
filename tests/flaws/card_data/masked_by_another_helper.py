"""There are two helpers that mask numbers. The one for account numbers keeps eight digits, and somebody took that."""

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
            if found := re.search(r"(?:\d[ -]?){15}\d", body):
                digits = re.sub(r"\D", "", found.group())
                said = f"The number that ends with •••• {digits[-8:-4]} {digits[-4:]} is a card's. Cards go to Stripe."
                raise RefusalError(refused.status, refused.error, said) from None
            raise

    return no_card_numbers
