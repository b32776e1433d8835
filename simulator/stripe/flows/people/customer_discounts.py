"""A coupon given to a customer, as API versions before basil did: redeemed, replaced, taken back. Not: invoices.

It is for invoices, of which there are none here: no payment is less for it. The order of the events, and what an
update's event says of the time before, are unconfirmed.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, naming
from simulator.stripe.command import Changes, Command, changed, standing
from simulator.stripe.errors import catalogue as catalogue_errors
from simulator.stripe.errors import payments as payment_errors
from simulator.stripe.resources.customer import Customer, CustomerDiscount
from simulator.stripe.resources.discounts import Coupon, coupon_redeemed
from simulator.stripe.shapes import shape
from simulator.world import Books


def redeem(books: Books, changes: Changes, customer: Customer, params: Mapping[str, Any]) -> Customer:
    """Return the customer with the `coupon` of the parameters; None takes back the one that is there."""
    if params.get("promotion_code"):
        raise errors.not_simulated("a promotion code given to a customer", "promotion_code")
    if "coupon" not in params:
        return customer
    before = customer.discount
    if params["coupon"] is None:
        return customer if before is None else _without(changes, customer, before)
    coupon = standing(books, Coupon, params["coupon"], "coupon")
    if coupon.over:
        raise catalogue_errors.coupon_expired(coupon.id, "coupon")
    if coupon.used_up:
        raise catalogue_errors.coupon_used_up(coupon.id, "coupon")
    now = books.clock.now()
    discount = CustomerDiscount(
        id=naming.long(books, "di_"), coupon=coupon.id, customer=customer.id, start=now, end=_end(coupon, now)
    )
    counted = changes.put(coupon_redeemed(coupon))
    after = changes.put(replace(customer, discount=discount))
    if before is None:
        changes.tell("customer.discount.created", discount)
    else:
        was = {name: getattr(before, name) for name in ("id", "start", "end")}
        now_is = {name: getattr(discount, name) for name in was}
        changes.tell("customer.discount.updated", discount, changed(was, now_is))
    changes.tell("coupon.updated", counted, changed(shape(books, coupon), shape(books, counted)))
    return after


def retrieve(command: Command) -> Outcome:
    """GET /v1/customers/{customer}/discount."""
    _, discount = _standing(command)
    return Outcome(discount)


def take_back(command: Command) -> Outcome:
    """DELETE /v1/customers/{customer}/discount."""
    customer, discount = _standing(command)
    changes = Changes()
    _without(changes, customer, discount)
    gone = {**shape(command.books, discount), "deleted": True}
    del gone["end"]
    return changes.outcome(gone)


def _standing(command: Command) -> tuple[Customer, CustomerDiscount]:
    """Return the customer of the path, and what they were given. Raises the refusal where there is neither."""
    customer = standing(command.books, Customer, command.ids[0])
    if customer.discount is None:
        raise payment_errors.no_discount(customer.id)
    return customer, customer.discount


def _without(changes: Changes, customer: Customer, discount: CustomerDiscount) -> Customer:
    changes.tell("customer.discount.deleted", discount)
    return changes.put(replace(customer, discount=None))


def _end(coupon: Coupon, start: int) -> int | None:
    """Return when the coupon no longer counts, so many months after the start; None for once and for ever."""
    if coupon.duration_in_months is None:
        return None
    begins = datetime.fromtimestamp(start, UTC)
    year, month = divmod(begins.year * 12 + begins.month - 1 + coupon.duration_in_months, 12)
    day = min(begins.day, monthrange(year, month + 1)[1])
    return int(begins.replace(year=year, month=month + 1, day=day).timestamp())
