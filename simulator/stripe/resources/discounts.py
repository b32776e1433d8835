"""Coupon and PromotionCode: what is taken off, for whom and how often, and the arithmetic. Not: lines or sessions.

A coupon that has ended (its time, its redemptions, deleted) is marked so when it happens: snapshots stay true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import msgspec
from msgspec.structs import replace

from simulator.money import half_up, step


class Coupon(msgspec.Struct, frozen=True, kw_only=True):
    """A percentage or an amount in minor units. Times are unix seconds of the world's clock."""

    id: str
    created: int
    duration: str = "once"
    duration_in_months: int | None = None
    percent_off: Decimal | None = None
    amount_off: int | None = None
    currency: str | None = None
    currency_options: Mapping[str, int] = {}
    """By currency in lower case, the amount in its minor unit; the coupon's own currency is not among them."""
    max_redemptions: int | None = None
    metadata: Mapping[str, str] = {}
    name: str | None = None
    products: tuple[str, ...] = ()
    """What it applies to; nothing named means everything."""
    redeem_by: int | None = None
    times_redeemed: int = 0
    over: bool = False
    """Whether the time until which it could be redeemed has passed."""
    deleted: bool = False

    @property
    def used_up(self) -> bool:
        return self.max_redemptions is not None and self.times_redeemed >= self.max_redemptions

    @property
    def valid(self) -> bool:
        return not (self.over or self.used_up or self.deleted)

    def off_in(self, currency: str) -> int | None:
        """Return the amount taken off in that currency; None for a percentage, or a currency it has nothing for."""
        return self.amount_off if currency == self.currency else self.currency_options.get(currency)


class AppliedDiscount(msgspec.Struct, frozen=True, kw_only=True):
    """A coupon as something has it: a customer, a subscription, an item, an invoice, a line. Times: unix seconds."""

    id: str
    coupon: str
    start: int
    customer: str | None = None
    end: int | None = None
    promotion_code: str | None = None
    subscription: str | None = None
    subscription_item: str | None = None
    invoice: str | None = None
    invoice_item: str | None = None


class PromotionCode(msgspec.Struct, frozen=True, kw_only=True):
    """What a buyer types to be given a coupon. Amounts: minor units. Times: unix seconds of the world's clock."""

    id: str
    created: int
    code: str
    coupon: str
    active: bool = True
    customer: str | None = None
    expires_at: int | None = None
    first_time_transaction: bool = False
    max_redemptions: int | None = None
    metadata: Mapping[str, str] = {}
    minimum_amount: int | None = None
    minimum_amount_currency: str | None = None
    minimum_options: Mapping[str, int] = {}
    """Least subtotal by further currencies, in lower case."""
    times_redeemed: int = 0
    over: bool = False
    """Whether its time has passed."""

    @property
    def used_up(self) -> bool:
        return self.max_redemptions is not None and self.times_redeemed >= self.max_redemptions

    def least_in(self, currency: str) -> int | None:
        """Return the least subtotal in that currency; None if it has none."""
        return self.minimum_amount if currency == self.minimum_amount_currency else self.minimum_options.get(currency)


def coupon_redeemed(coupon: Coupon) -> Coupon:
    """Return the coupon after one more redemption."""
    return replace(coupon, times_redeemed=coupon.times_redeemed + 1)


def code_redeemed(code: PromotionCode) -> PromotionCode:
    """Return the code after one more redemption; the last one that it allows ends it."""
    once_more = replace(code, times_redeemed=code.times_redeemed + 1)
    return replace(once_more, active=code.active and not once_more.used_up)


def taken_off(coupon: Coupon, amounts: Sequence[int], currency: str) -> tuple[int, ...]:
    """Return what a coupon takes off each amount. Everything is in the currency's minor unit; all amounts are eligible.

    A percentage is taken of the sum and rounded half up to what can be charged: a minor unit, ten of them in currencies
    with three decimals unless the sum is no such amount itself (that Stripe rounds discounts so is unconfirmed; that it
    charges so is documented). More than the sum is never taken off. The shares are in proportion and rounded down; what
    is left over goes to the last lines, as far as they have something left (Stripe, "Coupons": 166 and 334 of 500 over
    1000 and 2000).
    """
    total = sum(amounts)
    unit = 1 if total % step(currency) else step(currency)
    if coupon.percent_off is not None:
        off = min(half_up(Fraction(coupon.percent_off) * total / 100 / unit) * unit, total)
    else:
        off = min(coupon.off_in(currency) or 0, total)
    if off == 0:
        return (0,) * len(amounts)
    shares = [off * amount // total // unit * unit for amount in amounts]
    left = off - sum(shares)
    for nth in reversed(range(len(shares))):
        more = min(left, amounts[nth] - shares[nth])
        shares[nth] += more
        left -= more
    return tuple(shares)
