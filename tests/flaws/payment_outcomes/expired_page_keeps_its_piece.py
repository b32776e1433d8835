"""A cancelled payment gives its piece back; the page at the provider, which closes by itself, was added later."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.orders.stock:give_back"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def give_back(tx: Any, order: Any) -> None:
        if order.flow != "hosted":
            original(tx, order)

    return give_back
