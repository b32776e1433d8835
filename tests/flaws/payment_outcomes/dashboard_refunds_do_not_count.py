"""What is left is what was paid less what this desk gave back: the provider's dashboard is another department's."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

must = ("PAY-04",)
may = ()
subtle = True
replaces = "reference_app.admin.refunds:_refundable"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def _refundable(tx: Any, order: Any) -> int:
        from reference_app.database import refunds

        if order.hold:
            return 0
        ours = sa.select(sa.func.coalesce(sa.func.sum(refunds.c.amount), 0)).where(refunds.c.order_id == order.id)
        return int(order.paid_amount) - int(tx.execute(ours.where(refunds.c.status != "refused")).scalar_one())

    return _refundable
