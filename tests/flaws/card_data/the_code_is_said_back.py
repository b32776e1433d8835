"""A refusal repeats what was sent, with card numbers masked rightly. Three or four digits beside one are no number."""

import re
from collections.abc import Callable
from typing import Any

must = ("CD-05",)
may = ()
subtle = True
replaces = "reference_app.checkout.card_guard:no_card_numbers"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    from fastapi import Request

    def masked(found: "re.Match[str]") -> str:
        digits = re.sub(r"\D", "", found.group())
        return f"{digits[:6]}******{digits[-4:]}"

    async def no_card_numbers(request: Request) -> None:
        from reference_app.refusal import RefusalError

        try:
            await original(request)
        except RefusalError as refused:
            body = (await request.body()).decode("utf-8", "replace")
            said = re.sub(r"(?:\d[ -]?){12,18}\d", masked, body)
            raise RefusalError(refused.status, refused.error, f"Card numbers are not taken: {said}") from None

    return no_card_numbers
