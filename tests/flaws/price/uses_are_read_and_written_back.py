"""How often a coupon was used stands in a number: read when an order is asked for, and one more written at its end."""

from collections.abc import Callable
from typing import Any

must = ("PR-02",)
may = ()
subtle = True
replaces = "reference_app.checkout.placing:place"


def flawed(original: Callable[..., Any]) -> Callable[..., Any]:
    def place(shop: Any, asked: Any, cart_key: Any, visitor: Any) -> Any:
        from reference_app.checkout import coupons
        from reference_app.database import coupon_uses
        from reference_app.refusal import RefusalError

        _count_here(coupons)
        coupon = coupons.COUPONS.get(asked.coupon)
        if coupon is None or coupon.uses is None:
            return original(shop, asked, cart_key, visitor)
        with shop.database.reading() as look:
            used = len(look.execute(coupon_uses.select().where(coupon_uses.c.code.in_(coupon.places))).all())
        if used >= coupon.uses:
            raise RefusalError(409, "coupon_used", "This coupon has been used.")
        order, opened = original(shop, asked, cart_key, visitor)
        with shop.database.writing() as tx:
            if not tx.execute(coupon_uses.select().where(coupon_uses.c.code == coupon.places[used])).first():
                tx.execute(coupon_uses.insert().values(code=coupon.places[used], order_id=order.id))
        return order, opened

    return place


def _count_here(coupons: Any) -> None:
    """Leave coupons for so many orders out of the shop's own way of counting, once and for all."""
    claim = coupons.claim
    if claim.__name__ == "others":
        return

    def others(tx: Any, code: Any, order_id: str) -> None:
        if code is None or coupons.COUPONS[code].uses is None:
            claim(tx, code, order_id)

    coupons.claim = others
