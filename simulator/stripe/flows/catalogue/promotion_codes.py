"""Promotion codes: create, update, list, end. Not: redeeming them, see flows.discounts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, changed, find, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.catalogue.amounts import options
from simulator.stripe.flows.payments.intents import find_customer
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.discounts import Coupon, PromotionCode
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

_CODE = re.compile(r"[a-zA-Z0-9\-_]+\Z")
FIVE_YEARS = 5 * 365 * 86_400 + 2 * 86_400


def create(command: Command) -> Outcome:
    """POST /v1/promotion_codes: the code is the one given, in its own case, or eight characters (recorded)."""
    books, params = command.books, command.params
    coupon_id = params["promotion"].get("coupon")
    if coupon_id is None:
        raise catalogue_errors.promotion_without_coupon()
    coupon = standing(books, Coupon, coupon_id, "promotion[coupon]")
    customer = find_customer(books, params["customer"]).id if params.get("customer") else None
    code = _code(books, params, customer)
    if params.get("active", True) and not coupon.valid:
        raise catalogue_errors.code_of_invalid_coupon()
    if params.get("max_redemptions", 1) < 1:
        raise errors.too_small("max_redemptions")
    promotion = PromotionCode(
        id=naming.long(books, "promo_"),
        created=command.now,
        code=code,
        coupon=coupon.id,
        active=params.get("active", True),
        customer=customer,
        expires_at=_expires_at(command, coupon),
        max_redemptions=params.get("max_redemptions"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        **_restrictions(params.get("restrictions") or {}),
    )
    changes = Changes()
    changes.put(promotion)
    changes.tell("promotion_code.created", promotion)
    if promotion.expires_at is not None:
        changes.later.append(Later(promotion.expires_at, partial(end_later, promotion_id=promotion.id)))
    return changes.outcome(promotion)


def _code(books: Books, params: Mapping[str, Any], customer: str | None) -> str:
    given = params.get("code")
    if given is None:
        return naming.promotion_code(books)
    if not _CODE.match(given):
        raise catalogue_errors.bad_code(given)
    if params.get("active", True) and active_code(books, given, customer) is not None:
        raise catalogue_errors.code_taken(given)
    return str(given)


def active_code(books: Books, code: str, customer: str | None) -> PromotionCode | None:
    """Return the active code that reads so, in any case; one that is the customer's own goes first.

    Stripe, "Create a promotion code": unique among a customer's active codes, upper and lower case alike.
    """
    same = [held for held in books.of_kind(PromotionCode) if held.active and held.code.lower() == code.lower()]
    theirs = [held for held in same if held.customer == customer]
    return next(iter(theirs), None) or next((held for held in same if held.customer is None), None)


def _expires_at(command: Command, coupon: Coupon) -> int | None:
    """Return when the code ends; one that is given no time ends with its coupon."""
    wanted: int | None = command.params.get("expires_at")
    if wanted is None:
        return None
    if wanted <= command.now:
        raise errors.in_the_past("expires_at", wanted)
    if wanted > command.now + FIVE_YEARS:
        raise catalogue_errors.more_than_five_years("expires_at")
    if coupon.redeem_by is not None and wanted > coupon.redeem_by:
        raise catalogue_errors.outlasts_its_coupon()
    return wanted


def _restrictions(given: Mapping[str, Any]) -> dict[str, Any]:
    least, currency = given.get("minimum_amount"), given.get("minimum_amount_currency")
    if least is not None and currency is None:
        raise catalogue_errors.minimum_without_currency()
    if currency is not None and currency.lower() not in CURRENCIES:
        raise errors.invalid_currency(currency, CURRENCIES)
    if least is not None and least < 1:
        raise errors.too_small("restrictions[minimum_amount]")
    return {
        "first_time_transaction": given.get("first_time_transaction", False),
        "minimum_amount": least,
        "minimum_amount_currency": currency.lower() if least is not None and currency is not None else None,
        "minimum_options": _minimums(given),
    }


def _minimums(given: Mapping[str, Any]) -> dict[str, int]:
    named = options(given.get("currency_options"))
    return {currency: option["minimum_amount"] for currency, option in named.items() if "minimum_amount" in option}


def update(command: Command) -> Outcome:
    """POST /v1/promotion_codes/{promotion_code}: switch it on or off; its code and coupon can never be changed."""
    books, params = command.books, command.params
    before = find(books, PromotionCode, command.ids[0])
    fields: dict[str, Any] = {"active": params["active"]} if "active" in params else {}
    if fields.get("active") and not before.active:
        _check_switching_on(books, before)
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    if "restrictions" in params:
        fields["minimum_options"] = {**before.minimum_options, **_minimums(params["restrictions"])}
    changes = Changes()
    after = changes.put(replace(before, **fields))
    previous = changed(shape(books, before), shape(books, after))
    if previous or before.minimum_options != after.minimum_options:
        changes.tell("promotion_code.updated", after, previous or None)
    return changes.outcome(after)


def _check_switching_on(books: Books, promotion: PromotionCode) -> None:
    coupon: Coupon = books.objects[promotion.coupon]
    if not coupon.valid or promotion.over or promotion.used_up:
        raise catalogue_errors.code_of_invalid_coupon()
    if active_code(books, promotion.code, promotion.customer) is not None:
        raise catalogue_errors.code_taken(promotion.code)


def end_later(books: Books, promotion_id: str) -> Outcome | None:
    """The code's time has passed."""
    promotion = find(books, PromotionCode, promotion_id)
    changes = Changes()
    return changes.outcome(changes.put(replace(promotion, active=False, over=True)))


def list_promotion_codes(command: Command) -> Outcome:
    params = command.params
    code = params.get("code")

    def keep(promotion: PromotionCode) -> bool:
        return all(
            params.get(name) in (None, getattr(promotion, name)) for name in ("active", "coupon", "customer")
        ) and (code is None or promotion.code.lower() == code.lower())

    return Outcome(of_kind(command, PromotionCode, "/v1/promotion_codes", keep))
