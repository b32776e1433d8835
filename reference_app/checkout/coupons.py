"""Protections: a coupon takes off what its rule says, until its day, from a sum on, as often as it may. Not: prices."""

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
    uses: int | None = None
    """How many orders may have it, where that is more than one; None: `single_use` says."""
    least: tuple[int, str] | None = None
    """The sum from which on it counts, in minor units, and its currency: in no other it counts at all."""

    @property
    def places(self) -> tuple[str, ...]:
        """One name for each use: the primary key lets one order have each. None for a coupon without end."""
        if self.uses is None:
            return (self.code,) if self.single_use else ()
        return tuple(f"{self.code}#{nth}" for nth in range(self.uses))


COUPONS = {
    coupon.code: coupon
    for coupon in (
        Coupon("TEAWEEK", 10, single_use=False),
        Coupon("TEAWEEK-2024", 10, single_use=False, last_day=date(2024, 5, 26)),
        Coupon("FIRST3-KETTLE", 20, single_use=False, uses=3),
        Coupon("FIRST3-POT", 20, single_use=False, uses=3),
        Coupon("FROM50", 10, single_use=False, least=(5000, "eur")),
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
    if below_least(coupon, amount, currency):
        raise RefusalError(422, "coupon_for_more", "This coupon is for larger orders.")
    step = STEPS.get(currency, 1)
    return amount - (amount * coupon.percent + 50 * step) // (100 * step) * step


def below_least(coupon: Coupon, amount: int, currency: str) -> bool:
    """Say whether the catalogue's own price of the order is less than the coupon is for."""
    return coupon.least is not None and (currency != coupon.least[1] or amount < coupon.least[0])


def over(coupon: Coupon, now: datetime) -> bool:
    """Say whether the coupon's last day has passed. That no page offers it any more keeps nobody from sending it."""
    return coupon.last_day is not None and now.astimezone(UTC).date() > coupon.last_day


def claim(tx: sa.Connection, code: str | None, order_id: str) -> None:
    """Take the coupon for this order, in the transaction that stores it: the primary key lets one order have each use.

    A cancelled order gives its use back. Raises RefusalError (409) if other orders have all of them.
    """
    places = COUPONS[code].places if code else ()
    if not places:
        return
    dead = sa.select(orders.c.id).where(orders.c.state == "cancelled")
    tx.execute(coupon_uses.delete().where(coupon_uses.c.code.in_(places), coupon_uses.c.order_id.in_(dead)))
    taken = set(tx.execute(sa.select(coupon_uses.c.code).where(coupon_uses.c.code.in_(places))).scalars())
    if not any(_taken(tx, place, order_id) for place in places if place not in taken):
        raise RefusalError(409, "coupon_used", "This coupon has been used.")


def _taken(tx: sa.Connection, place: str, order_id: str) -> bool:
    """Take one use; False if another order was faster (PostgreSQL: the transaction goes on behind a savepoint)."""
    try:
        with tx.begin_nested():
            tx.execute(coupon_uses.insert().values(code=place, order_id=order_id))
    except sa.exc.IntegrityError:
        return False
    return True
