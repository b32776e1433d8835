"""Redeeming: a coupon or a promotion code applied to a session, and counted when it completes. Not: their making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from simulator.provider import Refusal
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, changed, find, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.catalogue.coupons import end_codes
from simulator.stripe.flows.catalogue.promotion_codes import active_code
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession, Discount
from simulator.stripe.resources.discounts import Coupon, PromotionCode, code_redeemed, coupon_redeemed, taken_off
from simulator.stripe.shapes import shape
from simulator.world import Books

Redeemed = tuple[Coupon, PromotionCode | None, str]
"""What is redeemed, and the parameter to blame for it."""


def named(books: Books, given: Sequence[Mapping[str, Any]]) -> Redeemed:
    """Return what a session's `discounts` name. Raises the refusals for more than one, and for what is not there."""
    if len(given) > 1:
        raise catalogue_errors.one_discount_only("discounts")
    [one] = given
    if one.get("coupon") and one.get("promotion_code"):
        raise errors.exclusive("discounts[0][coupon]", "discounts[0][promotion_code]")
    if one.get("promotion_code"):
        param = "discounts[0][promotion_code]"
        code = find(books, PromotionCode, one["promotion_code"], param)
        return _coupon_of(books, code), code, param
    if one.get("coupon"):
        return standing(books, Coupon, one["coupon"], "discounts[0][coupon]"), None, "discounts[0][coupon]"
    raise errors.missing("discounts[0][coupon]")


def typed(books: Books, session: CheckoutSession, code: str) -> Redeemed:
    """Return what a buyer typed. Raises the refusal for a code that is not there, or not active."""
    found = active_code(books, code.strip(), session.customer)
    if found is None:
        raise catalogue_errors.code_unknown()
    return _coupon_of(books, found), found, "code"


def _coupon_of(books: Books, code: PromotionCode) -> Coupon:
    coupon: Coupon = books.objects[code.coupon]
    return coupon


def applied(books: Books, session: CheckoutSession, redeemed: Redeemed) -> CheckoutSession:
    """Return the session with what is taken off each line. Raises the refusals for what cannot be redeemed."""
    coupon, code, param = redeemed
    _check(books, session, redeemed)
    eligible = [item for item in session.line_items if not coupon.products or item.product in coupon.products]
    if not eligible:
        raise catalogue_errors.coupon_for_other_products(param)
    shares = taken_off(coupon, [item.subtotal for item in eligible], session.currency)
    off = {item.id: share for item, share in zip(eligible, shares, strict=True)}
    discount = Discount(
        id=naming.long(books, "di_"),
        coupon=coupon.id,
        start=books.clock.now(),
        promotion_code=None if code is None else code.id,
    )
    items = tuple(replace(item, discount=off.get(item.id, 0)) for item in session.line_items)
    return replace(session, line_items=items, discount=discount)


def if_redeemable(books: Books, session: CheckoutSession, code: str) -> CheckoutSession:
    """Return the session with the code applied, or as it is if it cannot be."""
    try:
        return applied(books, session, typed(books, session, code))
    except Refusal:
        return session


def without(session: CheckoutSession) -> CheckoutSession:
    """Return the session as it was before anything was redeemed."""
    items = tuple(replace(item, discount=0) for item in session.line_items)
    return replace(session, line_items=items, discount=None)


def _check(books: Books, session: CheckoutSession, redeemed: Redeemed) -> None:
    coupon, code, param = redeemed
    if code is not None:
        _check_code(books, session, code, param)
    if coupon.over:
        raise catalogue_errors.coupon_expired(coupon.id, param)
    if coupon.used_up:
        raise catalogue_errors.coupon_used_up(coupon.id, param)
    if coupon.percent_off is None and coupon.off_in(session.currency) is None:
        raise catalogue_errors.coupon_of_another_currency(coupon.id, session.currency, param)


def _check_code(books: Books, session: CheckoutSession, code: PromotionCode, param: str) -> None:
    """Raise the refusal for a code that has ended, is another's, for first orders only, or for larger ones."""
    no = catalogue_errors.code_cannot_be_redeemed
    if code.over:
        raise no("it has expired", param)
    if code.used_up:
        raise no("it has been redeemed the maximum number of times", param)
    if not code.active:
        raise no("it is not active", param)
    if code.customer is not None and code.customer != session.customer:
        raise no("it is restricted to another customer", param)
    if code.first_time_transaction and _bought_before(books, session.customer):
        raise no("the associated customer has prior transactions", param)
    if code.minimum_amount is None and not code.minimum_options:
        return
    least = code.least_in(session.currency)
    if least is None:
        raise no("its minimum amount is in another currency", param)
    if session.subtotal < least:
        raise no(
            "the associated purchase does not meet the minimum amount requirement",
            param,
            "promotion_code_amount_insufficient",
        )


def _bought_before(books: Books, customer: str | None) -> bool:
    """Say whether the customer has paid before; a guest never has."""
    return customer is not None and any(
        charge.customer == customer and charge.status == "succeeded" for charge in books.of_kind(Charge)
    )


def still_redeemable(books: Books, session: CheckoutSession) -> None:
    """Raise the refusal if what was applied has ended meanwhile: nothing is redeemed more often than it may be.

    Asked when the buyer pays: a payment that then waits for the bank's challenge keeps its discount. That a payment is
    refused for it is unconfirmed; `max_redemptions` is documented as a limit of the redemptions.
    """
    if session.discount is not None:
        _check(books, session, (*_of(books, session.discount), "discounts"))


def count(books: Books, changes: Changes, session: CheckoutSession) -> None:
    """Count a redemption, for the session has completed; a coupon that is used up now ends its codes.

    That an event tells of each count is unconfirmed.
    """
    if session.discount is None:
        return
    coupon, code = _of(books, session.discount)
    counted = changes.put(coupon_redeemed(coupon))
    changes.tell("coupon.updated", counted, changed(shape(books, coupon), shape(books, counted)))
    if counted.used_up:
        end_codes(books, changes, counted)
    if code is None:
        return
    once_more = code_redeemed(code)
    once_more = changes.put(replace(once_more, active=once_more.active and counted.valid))
    changes.tell("promotion_code.updated", once_more, changed(shape(books, code), shape(books, once_more)))


def _of(books: Books, discount: Discount) -> tuple[Coupon, PromotionCode | None]:
    coupon: Coupon = books.objects[discount.coupon]
    return coupon, None if discount.promotion_code is None else books.objects[discount.promotion_code]
