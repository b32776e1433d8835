"""Changing what a checkout asks for: how many pieces, in which currency, with which coupon. Not: judging the price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from harness.currencies import DECIMALS
from harness.descriptor.model import Coupon, HttpRequest, Product
from harness.descriptor.template import as_it_is
from harness.failures import Moot, WindowShut
from harness.target.checkout import Change, with_fields

if TYPE_CHECKING:
    from harness.target.target import Target

QUANTITY = "{quantity}"


def with_quantity(target: Target, quantity: Any) -> Change:
    """Return a change that asks for `quantity` pieces, written as it is. Raises Moot if quantities are not declared."""
    requests = target.descriptor.checkout.requests
    bodies = [body for request in requests for body in (request.json, request.form)]
    if all(_put(body, quantity="") == _put(body, quantity=None) for body in bodies):
        raise Moot('the descriptor names no quantity; [[checkout.requests]] json with "{quantity}" declares it')

    def change(request: HttpRequest) -> HttpRequest:
        form = None if request.form is None else {key: _typed(item, quantity) for key, item in request.form.items()}
        return msgspec.structs.replace(request, json=_put(request.json, quantity), form=form)

    return change


def _typed(item: Any, quantity: Any) -> str:
    """Return a field of a form: where the quantity stands, it is written as it is, and its braces are no variable."""
    bent = _put(item, quantity)
    return str(item) if bent == item else as_it_is(str(bent))


def coupon(target: Target, *, single_use: bool, codes: int = 1) -> Coupon:
    """Return a declared coupon of this kind. Raises Moot if there is none, WindowShut if it has too few codes."""
    declared = target.descriptor.checkout.coupons
    for name, one in declared.items():
        if one.single_use == single_use and one.uses is None and one.minimum is None:
            if len(one.codes) < codes:
                raise WindowShut(
                    f"{len(one.codes)} codes are too few for this check", needs=f"[checkout.coupons.{name}] codes"
                )
            return one
    kind = "for a single use" if single_use else "for many uses"
    raise Moot(f"the descriptor names no coupon {kind}; [checkout.coupons.NAME] declares one")


def coupon_for_some(target: Target) -> tuple[Coupon, int]:
    """Return a declared coupon whose codes count for so many orders, and how many. Raises Moot or WindowShut."""
    for name, one in target.descriptor.checkout.coupons.items():
        if one.uses is not None:
            if len(one.codes) < 2:
                raise WindowShut("one code is too few for two checks", needs=f"[checkout.coupons.{name}] codes")
            return one, one.uses
    raise Moot("the descriptor names no coupon for so many orders; [checkout.coupons.NAME] uses declares one")


def coupon_from(target: Target) -> tuple[Coupon, int]:
    """Return a declared coupon that counts from a sum on, and how many pieces reach that. Raises Moot if none does.

    One piece must be too little.
    """
    for one in target.descriptor.checkout.coupons.values():
        if one.minimum is not None and one.minimum > target.product.amount:
            return one, -(-one.minimum // target.product.amount)
    raise Moot("the descriptor names no coupon for more than one piece; [checkout.coupons.NAME] minimum declares one")


def with_coupon(chosen: Coupon, code: Any) -> Change:
    """Return a change that sends `code` where this coupon is sent; it need not be one code."""
    return with_fields({chosen.field: code})


def priced_in(target: Target, decimals: int) -> Product:
    """Return a product in a currency with so many decimals: the first whose price slips in binary fractions, if any.

    Raises Moot if none is offered.
    """
    plenty = target.descriptor.checkout.plenty
    offered = [product for product in plenty if DECIMALS.get(product.currency.lower(), 2) == decimals]
    if not offered:
        raise Moot(
            f"no product in a currency with {decimals} decimals is offered;"
            " [checkout.products.NAME] currency declares one"
        )
    unit = 10**decimals
    return next((product for product in offered if int(product.amount / unit * unit) != product.amount), offered[0])


def of_a_round_price(target: Target) -> Product:
    """Return the first product whose price, as a decimal, ends in a nought. Raises Moot if there is none."""
    for product in target.descriptor.checkout.plenty:
        if DECIMALS.get(product.currency.lower(), 2) and product.amount % 10 == 0:
            return product
    raise Moot("no price ends in a nought; [checkout.products.NAME] amount = 1450 declares one that does")


def _put(value: Any, quantity: Any) -> Any:
    if isinstance(value, dict):
        return {key: _put(item, quantity) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_put(item, quantity) for item in value]
    return quantity if value == QUANTITY else value
