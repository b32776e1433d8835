"""The packer packs what lies in the cart, for that is where the buyer put it; the order has the amount."""

from collections.abc import Callable
from typing import Any

must = ("PR-05",)
may = ()
replaces = "reference_app.orders.lines:lines_to_ship"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def lines_to_ship(look: Any, order: Any) -> Any:
        from reference_app.database import carts
        from reference_app.orders.lines import Line

        row = look.execute(carts.select().where(carts.c.order_id == order.id)).first()
        return [Line(sku=row.sku, quantity=row.quantity)] if row else original(look, order)

    return lines_to_ship
