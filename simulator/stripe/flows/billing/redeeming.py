"""A coupon or promotion code is redeemed by a subscription, an item, an invoice, a line. Not: how much, see totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.stripe import errors, naming
from simulator.stripe.command import find, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.billing import pricing
from simulator.stripe.flows.billing.discounts import end_later, let_go
from simulator.stripe.flows.billing.periods import Cycle, boundary
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.catalogue.coupons import end_codes
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.discounts import (
    AppliedDiscount,
    Coupon,
    PromotionCode,
    code_redeemed,
    coupon_redeemed,
)
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem

MOST = 20
"""How many something may have. Stripe, "Stack coupons"."""


def redeemed(
    work: Work,
    given: Sequence[Mapping[str, Any]] | None,
    whose: Mapping[str, str],
    currency: str,
    subtotal: int,
    *,
    path: str = "discounts",
    had: Sequence[str] = (),
    tells: bool = True,
) -> tuple[str, ...]:
    """Return the ids of the discounts that `given` names, the new ones stored and counted.

    `whose`: what has them (fields of a discount); `had`: what it has already, and may keep; `tells`: whether events
    tell of the new ones. Raises the refusals for what cannot be redeemed.
    """
    if not given:
        return ()
    if len(given) > MOST:
        raise errors.error(400, f"You can only apply {MOST} discounts.", param=path)
    names = []
    for nth, one in enumerate(given):
        if one.get("discount"):
            names.append(_kept(work, one["discount"], had, f"{path}[{nth}][discount]"))
        else:
            names.append(_redeemed(work, one, whose, currency, subtotal, f"{path}[{nth}]", tells=tells))
    return tuple(names)


def _kept(work: Work, name: str, had: Sequence[str], param: str) -> str:
    if name not in had:
        raise errors.no_such("discount", name, param, in_path=False)
    return find(work.books, AppliedDiscount, name, param).id


def _redeemed(
    work: Work,
    one: Mapping[str, Any],
    whose: Mapping[str, str],
    currency: str,
    subtotal: int,
    path: str,
    *,
    tells: bool,
) -> str:
    code: PromotionCode | None = None
    if one.get("discount_end"):
        raise errors.not_simulated("another end of a discount", f"{path}[discount_end]")
    if one.get("coupon") and one.get("promotion_code"):
        raise errors.exclusive(f"{path}[coupon]", f"{path}[promotion_code]")
    if one.get("promotion_code"):
        param = f"{path}[promotion_code]"
        code = find(work.books, PromotionCode, one["promotion_code"], param)
        coupon: Coupon = work.books.objects[code.coupon]
        _check_code(work, code, str(whose["customer"]), currency, subtotal, param)
    elif one.get("coupon"):
        param = f"{path}[coupon]"
        coupon = standing(work.books, Coupon, one["coupon"], param)
    else:
        raise errors.missing(f"{path}[coupon]")
    _check(coupon, currency, param)
    discount = work.put(
        AppliedDiscount(
            id=naming.long(work.books, "di_"),
            coupon=coupon.id,
            start=work.at,
            end=_end(coupon, work.at),
            promotion_code=None if code is None else code.id,
            **whose,
        )
    )
    _count(work, coupon, code)
    if tells:
        work.tell("customer.discount.created", discount)
    if discount.end is not None and discount.subscription is not None:
        work.follow(discount.end, partial(end_later, discount_id=discount.id, at=discount.end))
    return discount.id


def _check(coupon: Coupon, currency: str, param: str) -> None:
    if coupon.over:
        raise catalogue_errors.coupon_expired(coupon.id, param)
    if coupon.used_up:
        raise catalogue_errors.coupon_used_up(coupon.id, param)
    if coupon.percent_off is None and coupon.off_in(currency) is None:
        raise catalogue_errors.coupon_of_another_currency(coupon.id, currency, param)


def _check_code(work: Work, code: PromotionCode, customer: str, currency: str, subtotal: int, param: str) -> None:
    no = catalogue_errors.code_cannot_be_redeemed
    if code.over:
        raise no("it has expired", param)
    if code.used_up:
        raise no("it has been redeemed the maximum number of times", param)
    if not code.active:
        raise no("it is not active", param)
    if code.customer not in (None, customer):
        raise no("it is restricted to another customer", param)
    before = code.first_time_transaction and any(
        charge.customer == customer and charge.status == "succeeded" for charge in work.books.of_kind(Charge)
    )
    if before:
        raise no("the associated customer has prior transactions", param)
    if code.minimum_amount is None and not code.minimum_options:
        return
    least = code.least_in(currency)
    if least is None:
        raise no("its minimum amount is in another currency", param)
    if subtotal < least:
        raise no(
            "the associated purchase does not meet the minimum amount requirement",
            param,
            "promotion_code_amount_insufficient",
        )


def _count(work: Work, coupon: Coupon, code: PromotionCode | None) -> None:
    counted = work.put(coupon_redeemed(coupon))
    work.tell_change("coupon.updated", coupon, counted)
    if counted.used_up:
        end_codes(work.books, work.changes, counted)
    if code is not None:
        once_more = code_redeemed(code)
        once_more = work.put(replace(once_more, active=once_more.active and counted.valid))
        work.tell_change("promotion_code.updated", code, once_more)


def _end(coupon: Coupon, start: int) -> int | None:
    """Return when it no longer counts, so many months after its start; None for once and for ever."""
    if coupon.duration != "repeating" or coupon.duration_in_months is None:
        return None
    return boundary(Cycle(start, "month"), coupon.duration_in_months)


def with_discounts(work: Work, subscription: Subscription, params: Mapping[str, Any]) -> Subscription:
    """Return it with what `discounts` name, of its own and of its items. Raises the refusals for what cannot be."""
    whose = {"customer": subscription.customer, "subscription": subscription.id}
    subtotal = sum(pricing.amount_of(pricing.price_of(work, item.price), item.quantity) for item in subscription.items)
    currency = subscription.currency
    fields: dict[str, Any] = {}
    if "discounts" in params:
        had = subscription.discounts
        fields["discounts"] = redeemed(work, params["discounts"], whose, currency, subtotal, had=had)
        let_go(work, had, fields["discounts"])
    given = [item for item in params.get("items") or () if "discounts" in item]
    if given:
        fields["items"] = _items_discounted(work, subscription, params["items"], whose, subtotal)
    return replace(subscription, **fields) if fields else subscription


def _items_discounted(
    work: Work,
    subscription: Subscription,
    given: Sequence[Mapping[str, Any]],
    whose: Mapping[str, str],
    subtotal: int,
) -> tuple[SubscriptionItem, ...]:
    """An item is found by its id; a new one by its price."""
    items = []
    for item in subscription.items:
        for nth, one in enumerate(given):
            if "discounts" in one and item.id == one.get("id", item.id) and one.get("price", item.price) == item.price:
                path, owner = f"items[{nth}][discounts]", {**whose, "subscription_item": item.id}
                currency = subscription.currency
                taken = redeemed(work, one["discounts"], owner, currency, subtotal, path=path, had=item.discounts)
                let_go(work, item.discounts, taken)
                items.append(replace(item, discounts=taken))
                break
        else:
            items.append(item)
    return tuple(items)
