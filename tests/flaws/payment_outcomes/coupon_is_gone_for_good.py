"""A coupon is marked as used when an order takes it, and nobody thought of the order that comes to nothing."""

from collections.abc import Callable
from typing import Any

must = ("PAY-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.coupons:claim"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def claim(tx: Any, code: Any, order_id: str) -> None:
        import sqlalchemy as sa

        from reference_app.checkout.coupons import COUPONS
        from reference_app.database import coupon_uses
        from reference_app.refusal import RefusalError

        if code is None or not COUPONS[code].single_use:
            original(tx, code, order_id)
            return
        try:
            tx.execute(coupon_uses.insert().values(code=code, order_id=order_id))
        except sa.exc.IntegrityError as taken:
            raise RefusalError(409, "coupon_used", "This coupon has been used.") from taken

    return claim
