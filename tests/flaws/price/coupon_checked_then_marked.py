"""Looked up when the checkout begins, marked when the payment has been opened: whoever asks in between has it too."""

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

        claim = coupons.claim
        if claim.__name__ != "others":
            coupons.claim = others = lambda tx, code, order: claim(tx, code, order) if _counted(coupons, code) else None
            others.__name__ = "others"
        coupon = coupons.COUPONS.get(asked.coupon)
        if coupon is None or not coupon.single_use:
            return original(shop, asked, cart_key, visitor)
        mine = coupon_uses.c.code == asked.coupon
        with shop.database.reading() as look:
            if look.execute(coupon_uses.select().where(mine)).first():
                raise RefusalError(409, "coupon_used", "This coupon has been used.")
        order, opened = original(shop, asked, cart_key, visitor)
        with shop.database.writing() as tx:
            if not tx.execute(coupon_uses.select().where(mine)).first():
                tx.execute(coupon_uses.insert().values(code=asked.coupon, order_id=order.id))
        return order, opened

    return place


def _counted(coupons: Any, code: Any) -> bool:
    """Whether it is a coupon that is still counted as the shop does."""
    return code is not None and not coupons.COUPONS[code].single_use
