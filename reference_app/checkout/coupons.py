"""Protections: a coupon takes off what its rule says, until its day, and one for one use counts once. Not: prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from reference_app.database import coupon_uses, orders
from reference_app.refusal import RefusalError


@dataclass(frozen=True, slots=True)
class Coupon:
    """So many percent off the whole order."""

    code: str
    percent: int
    single_use: bool = True
    last_day: date | None = None
    """In UTC; None: it has no end."""


COUPONS = {
    coupon.code: coupon
    for coupon in (
        Coupon("TEAWEEK", 10, single_use=False),
        Coupon("TEAWEEK-2024", 10, single_use=False, last_day=date(2024, 5, 26)),
        Coupon("THANKS-A7K2", 15),
        Coupon("THANKS-M9Q4", 15),
        Coupon("THANKS-X3R8", 15),
        Coupon("THANKS-D5W9", 15),
    )
}
STEPS = {"kwd": 10, "bhd": 10}
"""Stripe wants the last digit of a three-decimal amount to be 0: a discount is rounded to tens there."""


def after_discount(amount: int, currency: str, code: str | None) -> int:
    """Return what is owed with this coupon: the discount is taken once, of the whole, and rounded half up."""
    if code is None:
        return amount
    coupon = COUPONS.get(code)
    if coupon is None:
        raise RefusalError(422, "unknown_coupon", "There is no such coupon.")
    if over(coupon, datetime.now(UTC)):
        raise RefusalError(422, "coupon_over", "This coupon is no longer valid.")
    step = STEPS.get(currency, 1)
    return amount - (amount * coupon.percent + 50 * step) // (100 * step) * step


def over(coupon: Coupon, now: datetime) -> bool:
    """Say whether the coupon's last day has passed. That no page offers it any more keeps nobody from sending it."""
    return coupon.last_day is not None and now.astimezone(UTC).date() > coupon.last_day


def claim(tx: sa.Connection, code: str | None, order_id: str) -> None:
    """Take the coupon for this order, in the transaction that stores it: the primary key lets one order have it.

    A cancelled order gives its coupon back. Raises RefusalError (409) if another order has it.
    """
    if code is None or not COUPONS[code].single_use:
        return
    dead = sa.select(orders.c.id).where(orders.c.state == "cancelled")
    tx.execute(coupon_uses.delete().where(coupon_uses.c.code == code, coupon_uses.c.order_id.in_(dead)))
    try:
        tx.execute(coupon_uses.insert().values(code=code, order_id=order_id))
    except sa.exc.IntegrityError as taken:
        raise RefusalError(409, "coupon_used", "This coupon has been used.") from taken
