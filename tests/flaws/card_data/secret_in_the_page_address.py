"""The page to pay is the same for everybody and is served from a cache; what it needs stands in its address."""

from collections.abc import Callable
from typing import Any

must = ("CD-05",)
may = ()
replaces = "reference_app.checkout.routes:placed"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def placed(order: Any, opened: Any) -> Any:
        told = original(order, opened)
        if opened.client_secret is None:
            return told
        return told.model_copy(update={"pay_page": f"{told.pay_page}?client_secret={opened.client_secret}"})

    return placed
