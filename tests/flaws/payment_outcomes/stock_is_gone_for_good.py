"""A piece leaves the shelf when an order is placed, and nobody thought of the order that comes to nothing.

Each abandoned cart holds its piece for ever; by the end of the week the shop is sold out and has sold little.
"""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
replaces = "reference_app.orders.stock:give_back"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def give_back(tx: Any, order: Any) -> None:
        return None

    return give_back
