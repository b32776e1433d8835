"""Coupons: create, update, delete, list, end. Not: redeeming them, see flows.discounts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Later, Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, changed, free, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.flows.catalogue.amounts import options
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.lists import of_kind
from simulator.stripe.resources.catalogue import Product
from simulator.stripe.resources.discounts import Coupon, PromotionCode
from simulator.stripe.shapes import shape
from simulator.stripe.wire import merged_metadata
from simulator.world import Books

LEAST_PERCENT = Decimal("0.01")


def create(command: Command) -> Outcome:
    """POST /v1/coupons. It ends by itself when its time has passed."""
    books, params = command.books, command.params
    _check(command)
    coupon = Coupon(
        id=free(books, Coupon, params["id"], "Coupon") if params.get("id") else naming.coupon(books),
        created=command.now,
        duration=params.get("duration", "once"),
        duration_in_months=params.get("duration_in_months"),
        percent_off=_percent(params),
        amount_off=params.get("amount_off"),
        currency=params["currency"].lower() if "amount_off" in params else None,
        currency_options=_amounts(params),
        max_redemptions=params.get("max_redemptions"),
        metadata=merged_metadata({}, params.get("metadata") or {}),
        name=params.get("name"),
        products=_products(books, params),
        redeem_by=params.get("redeem_by"),
    )
    changes = Changes()
    changes.put(coupon)
    changes.tell("coupon.created", coupon)
    if coupon.redeem_by is not None:
        changes.later.append(Later(coupon.redeem_by, partial(end_later, coupon_id=coupon.id, created=coupon.created)))
    return changes.outcome(coupon)


def _check(command: Command) -> None:
    """Raise the refusals for what makes no coupon, in the order of the parameters."""
    params = command.params
    if "percent_off" not in params and "amount_off" not in params:
        raise catalogue_errors.no_off()
    if "percent_off" in params and "amount_off" in params:
        raise catalogue_errors.both_offs()
    if "amount_off" in params:
        if "currency" not in params:
            raise catalogue_errors.amount_off_without_currency()
        if params["currency"].lower() not in CURRENCIES:
            raise errors.invalid_currency(params["currency"], CURRENCIES)
    for name in ("amount_off", "max_redemptions", "duration_in_months"):
        if params.get(name, 1) < 1:
            raise errors.too_small(name)
    if params.get("duration") == "repeating" and "duration_in_months" not in params:
        raise catalogue_errors.repeating_without_months()
    if params.get("redeem_by", command.now + 1) <= command.now:
        raise errors.in_the_past("redeem_by", params["redeem_by"])


def _percent(params: Mapping[str, Any]) -> Decimal | None:
    if "percent_off" not in params:
        return None
    percent = Decimal(params["percent_off"])
    if percent < LEAST_PERCENT:
        raise catalogue_errors.percent_too_small(percent)
    if percent > 100:
        raise catalogue_errors.percent_too_large(percent)
    return percent


def _amounts(params: Mapping[str, Any]) -> dict[str, int]:
    given = options(params.get("currency_options"))
    for currency, option in given.items():
        if option["amount_off"] < 1:
            raise errors.too_small(f"currency_options[{currency}][amount_off]")
    own = params.get("currency", "").lower()
    return {currency: option["amount_off"] for currency, option in given.items() if currency != own}


def _products(books: Books, params: Mapping[str, Any]) -> tuple[str, ...]:
    named = tuple((params.get("applies_to") or {}).get("products") or ())
    for nth, product in enumerate(named):
        standing(books, Product, product, f"applies_to[products][{nth}]")
    return named


def update(command: Command) -> Outcome:
    """POST /v1/coupons/{coupon}: what it takes off can never be changed, only its name, metadata, other currencies."""
    books, params = command.books, command.params
    before = standing(books, Coupon, command.ids[0])
    fields: dict[str, Any] = {"name": params["name"]} if "name" in params else {}
    if "metadata" in params:
        fields["metadata"] = merged_metadata(before.metadata, params["metadata"])
    if "currency_options" in params:
        added = _amounts({**params, "currency": before.currency or ""})
        fields["currency_options"] = {**before.currency_options, **added}
    changes = Changes()
    after = changes.put(replace(before, **fields))
    previous = changed(shape(books, before), shape(books, after))
    if previous or before.currency_options != after.currency_options:
        changes.tell("coupon.updated", after, previous or None)
    return changes.outcome(after)


def delete(command: Command) -> Outcome:
    """DELETE /v1/coupons/{coupon}: what it was applied to keeps it; the event shows it whole and invalid (recorded)."""
    coupon = standing(command.books, Coupon, command.ids[0])
    changes = Changes()
    gone = changes.put(replace(coupon, deleted=True))
    changes.tell("coupon.deleted", gone)
    end_codes(command.books, changes, gone)
    return changes.outcome(deleted_stub("coupon", coupon.id))


def end_codes(books: Books, changes: Changes, coupon: Coupon) -> None:
    """Switch off the codes of a coupon that has ended: a code is active only while its coupon is valid.

    Stripe, "The Promotion Code object". Whether an event tells of it is unconfirmed; here none does.
    """
    for code in books.of_kind(PromotionCode):
        if code.coupon == coupon.id and code.active:
            changes.put(replace(code, active=False))


def end_later(books: Books, coupon_id: str, created: int) -> Outcome | None:
    """The coupon's time has passed; one made later under the same id has a time of its own."""
    coupon = books.objects.get(coupon_id)
    if not isinstance(coupon, Coupon) or coupon.deleted or coupon.created != created:
        return None
    changes = Changes()
    ended = changes.put(replace(coupon, over=True))
    end_codes(books, changes, ended)
    return changes.outcome(ended)


def list_coupons(command: Command) -> Outcome:
    return Outcome(of_kind(command, Coupon, "/v1/coupons", lambda coupon: not coupon.deleted))
