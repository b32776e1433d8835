"""Staff asks for the capture with the parcel in hand, so the desk books it at once; mostly the money follows."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ("PAY-01",)
replaces = "reference_app.admin.captures:decide"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def decide(shop: Any, order_id: str, request_id: str, asked: Any) -> Any:
        from reference_app.orders import effects

        order = original(shop, order_id, request_id, asked)
        with shop.database.writing() as tx:
            for kind in effects.KINDS:
                effects.record_once(tx, order_id, kind)
        return order

    return decide
