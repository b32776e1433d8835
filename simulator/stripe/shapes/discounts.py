"""How coupons, promotion codes and applied discounts look. Not: the amounts of a session, see shapes.checkout."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.customer import CustomerDiscount
from simulator.stripe.resources.discounts import AppliedDiscount, Coupon, PromotionCode
from simulator.world import Books


def coupon(books: Books, value: Coupon) -> dict[str, Any]:
    """15 keys, recorded. `applies_to` and `currency_options` are shown only when they are expanded."""
    return {
        "id": value.id,
        "object": "coupon",
        "amount_off": value.amount_off,
        "created": value.created,
        "currency": value.currency,
        "duration": value.duration,
        "duration_in_months": value.duration_in_months,
        "livemode": books.livemode,
        "max_redemptions": value.max_redemptions,
        "metadata": value.metadata,
        "name": value.name,
        # JSON knows only this kind of number; it is a percentage, no money, and never counted with.
        "percent_off": None if value.percent_off is None else float(value.percent_off),
        "redeem_by": value.redeem_by,
        "times_redeemed": value.times_redeemed,
        "valid": value.valid,
    }


def applies_to(value: Coupon) -> dict[str, Any] | None:
    return {"products": value.products} if value.products else None


def coupon_currencies(value: Coupon) -> dict[str, Any]:
    """By currency, the coupon's own among them; a percentage has none."""
    own = {} if value.amount_off is None or value.currency is None else {value.currency: value.amount_off}
    return {currency: {"amount_off": off} for currency, off in sorted({**own, **value.currency_options}.items())}


def promotion_code(books: Books, value: PromotionCode) -> dict[str, Any]:
    """14 keys, recorded."""
    return {
        "id": value.id,
        "object": "promotion_code",
        "active": value.active,
        "code": value.code,
        "created": value.created,
        "customer": value.customer,
        "customer_account": None,
        "expires_at": value.expires_at,
        "livemode": books.livemode,
        "max_redemptions": value.max_redemptions,
        "metadata": value.metadata,
        "promotion": {"coupon": value.coupon, "type": "coupon"},
        "restrictions": {
            "first_time_transaction": value.first_time_transaction,
            "minimum_amount": value.minimum_amount,
            "minimum_amount_currency": value.minimum_amount_currency,
        },
        "times_redeemed": value.times_redeemed,
    }


def least_amounts(value: PromotionCode) -> dict[str, Any]:
    """By currency, the code's own among them."""
    own = (
        {}
        if value.minimum_amount is None or value.minimum_amount_currency is None
        else {value.minimum_amount_currency: value.minimum_amount}
    )
    return {currency: {"minimum_amount": least} for currency, least in sorted({**own, **value.minimum_options}.items())}


def customers_discount(value: CustomerDiscount) -> dict[str, Any]:
    """What a customer was given by an older version of the API. Source: stripe-node 13's types; not recorded."""
    return {
        "id": value.id,
        "object": "discount",
        "checkout_session": None,
        "customer": value.customer,
        "customer_account": None,
        "end": value.end,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": None,
        "source": {"coupon": value.coupon, "type": "coupon"},
        "start": value.start,
        "subscription": None,
        "subscription_item": None,
    }


def applied(_books: Books, value: AppliedDiscount) -> dict[str, Any]:
    """What is taken off invoices. Source: the published schema and samples of the reference; not recorded."""
    return {
        "id": value.id,
        "object": "discount",
        "checkout_session": None,
        "customer": value.customer,
        "customer_account": None,
        "end": value.end,
        "invoice": value.invoice,
        "invoice_item": value.invoice_item,
        "promotion_code": value.promotion_code,
        "source": {"coupon": value.coupon, "type": "coupon"},
        "start": value.start,
        "subscription": value.subscription,
        "subscription_item": value.subscription_item,
    }


def discount(session: CheckoutSession) -> dict[str, Any]:
    """What a session has had applied to it. Source: stripe-python 16.1's types; not recorded."""
    applied = session.discount
    assert applied is not None  # noqa: S101 - asked for only where there is one
    return {
        "id": applied.id,
        "object": "discount",
        "checkout_session": session.id,
        "customer": session.customer,
        "customer_account": None,
        "end": None,
        "invoice": None,
        "invoice_item": None,
        "promotion_code": applied.promotion_code,
        "source": {"coupon": applied.coupon, "type": "coupon"},
        "start": applied.start,
        "subscription": None,
        "subscription_item": None,
    }
