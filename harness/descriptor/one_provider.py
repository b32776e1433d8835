"""A descriptor as the checks of one provider read it: its ways of checking out, its products. Not: reading the file.

One target may take several providers. Each check is about one of them and knows of no other: the first way of checking
out that pays by this provider is its main one, and products, coupons, carts and captures of others are not there.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from harness.descriptor.model import CaptureTable, CartTable, CheckoutTable, Descriptor, Flow, PaymentKind

OF_PROVIDER: Mapping[PaymentKind, str] = {
    "payment_intent": "stripe",
    "checkout_session": "stripe",
    "paypal_order": "paypal",
    "square_payment_link": "square",
    "square_payment": "square",
}
"""Whose object each kind of payment is."""


def providers_with_a_checkout(descriptor: Descriptor) -> set[str]:
    """Return the names of the providers by which some way of checking out pays."""
    kinds = [descriptor.checkout.payment, *(flow.payment for flow in descriptor.checkout.other.values())]
    return {OF_PROVIDER[kind] for kind in kinds}


def of_one_provider(descriptor: Descriptor, provider: str) -> Descriptor:
    """Return the descriptor as it is for `provider`, which has a way of checking out."""
    checkout = descriptor.checkout
    is_main = OF_PROVIDER[checkout.payment] == provider
    ways = {name: flow for name, flow in checkout.other.items() if OF_PROVIDER[flow.payment] == provider}
    capture = _captured(descriptor.capture, ways, is_main=is_main)
    cart = descriptor.cart
    if cart is not None and cart.exists and not is_main:
        cart = CartTable(exists=False)
    own = msgspec.structs.replace(checkout, other=ways) if is_main else _main(checkout, ways, capture)
    return msgspec.structs.replace(
        descriptor,
        checkout=_sold_by(own, descriptor, provider, is_main=is_main),
        capture=capture,
        cart=cart,
    )


def _captured(capture: CaptureTable | None, ways: dict[str, Flow], *, is_main: bool) -> CaptureTable | None:
    """Return how staff captures what is paid by one of these ways, or by the main one; None: not at all."""
    if capture is None or not capture.ways:
        return capture if is_main else None
    ours = next((name for name in capture.ways if name in ways), None)
    return None if ours is None else msgspec.structs.replace(capture, checkout=ours)


def _main(checkout: CheckoutTable, ways: dict[str, Flow], capture: CaptureTable | None) -> CheckoutTable:
    """Put the first of the ways that is no hold in the place of the main one, and under its own name too."""
    later = () if capture is None else capture.ways
    first = next((flow for name, flow in ways.items() if name not in later), next(iter(ways.values())))
    return msgspec.structs.replace(
        checkout,
        requests=first.requests,
        payment=first.payment,
        order_id=first.order_id,
        page=first.page,
        finish=first.finish,
        other=ways,
    )


def _sold_by(checkout: CheckoutTable, descriptor: Descriptor, provider: str, *, is_main: bool) -> CheckoutTable:
    """Keep what may be bought by it; what only one check can use belongs to the main provider unless it says so."""
    currencies = descriptor.provider[provider].currencies

    def ours(of: str | None, *, scarce: bool) -> bool:
        return of == provider or (of is None and (is_main or not scarce))

    products = {
        name: product
        for name, product in checkout.products.items()
        if ours(product.provider, scarce=product.stock is not None)
        and (not currencies or product.currency.lower() in currencies)
    }
    coupons = {
        name: coupon
        for name, coupon in checkout.coupons.items()
        if ours(coupon.provider, scarce=coupon.single_use or bool(coupon.uses or coupon.minimum))
    }
    return msgspec.structs.replace(checkout, products=products, coupons=coupons)
