"""The product is copied into the order; how many of it, the packer reads where the buyer can still change it."""

from collections.abc import Callable
from typing import Any

must = ("PR-05",)
may = ()
subtle = True
replaces = "reference_app.orders.lines:lines_to_ship"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def lines_to_ship(look: Any, order: Any) -> Any:
        from reference_app.database import carts

        row = look.execute(carts.select().where(carts.c.order_id == order.id)).first()
        lines = original(look, order)
        if row is None or row.sku != order.sku:
            return lines
        return [line.model_copy(update={"quantity": row.quantity}) for line in lines]

    return lines_to_ship
