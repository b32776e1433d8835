"""Placing an order: price, order, payment, in this order. Not: HTTP (`routes.py`)."""

from __future__ import annotations

import sqlalchemy as sa

from reference_app.accounts import sessions
from reference_app.accounts.visitors import Visitor
from reference_app.checkout import coupons, doubt, pricing, retrying
from reference_app.checkout.asking import Asked
from reference_app.logs import log
from reference_app.orders import completing, stock, store
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.providers.trouble import ProviderError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop


class NotOpenedError(Exception):
    """The order is stored, and whether its payment exists is unknown."""

    def __init__(self, order: Order) -> None:
        super().__init__(order.id)
        self.order = order


def place(shop: Shop, asked: Asked, cart_key: str | None, visitor: Visitor) -> tuple[Order, Opened]:
    """Store the order, then open its payment.

    The order is committed before the provider is called: its webhook may be faster than our own reply, and a crash
    in between must leave an order to which the money can be booked. It belongs to the visitor's account, or to a guest.
    """
    with shop.database.reading() as look:
        owner = sessions.account_of(look, visitor.session)
    price, currency = pricing.price_from_catalogue(asked)
    if asked.provider not in shop.providers or not shop.provider(asked.provider).takes(asked.flow, currency):
        raise RefusalError(422, "not_taken", "This cannot be paid that way here. Please choose another.")
    amount = coupons.after_discount(price, currency, asked.coupon)
    wanted = store.new_order(
        cart_key=cart_key,
        provider=asked.provider,
        flow=asked.flow,
        sku=asked.sku,
        quantity=asked.quantity,
        amount=amount,
        currency=currency,
        email=asked.email,
        note=asked.note,
        reference=asked.reference,
        account_id=owner,
    )
    order = store.place(shop.database, wanted, lambda tx: _claim(tx, asked, wanted))
    if order.id == wanted.id:
        log("order_placed", order=order.id, sku=order.sku, amount=amount, currency=currency, reference=order.reference)
    elif _asks_for(order) != _asks_for(wanted):
        raise RefusalError(409, "key_in_use", "This Idempotency-Key belongs to another checkout.")
    return order, open_for(shop, order)


def _claim(tx: sa.Connection, asked: Asked, wanted: Order) -> None:
    """Take what only one order can have; where one of them is gone, there is no order, and neither is taken."""
    coupons.claim(tx, asked.coupon, wanted.id)
    stock.set_aside(tx, wanted)


def _asks_for(order: Order) -> tuple[str, int, str, str, str, str | None]:
    """Return what two checkouts under one key must have in common: a key alone opens no order of an account."""
    return order.sku, order.quantity, order.provider, order.flow, order.email, order.account_id


def as_stored(shop: Shop, order: Order) -> Order:
    """Return the order as it is in the database by now."""
    with shop.database.reading() as look:
        return store.by_id(look, order.id) or order


def open_for(shop: Shop, order: Order) -> Opened:
    """Open the order's payment, or get the one that it has.

    Raises NotOpenedError: nobody knows whether it exists; RefusalError: what was ordered is sold by now.
    """
    try:
        provider = shop.provider(order.provider)
        if order.payment_object:
            known = completing.as_far_as_we_take_it(shop, order, provider.opened(order))
            if not retrying.may_follow(order, known):
                return known
            stock.set_aside_again(shop.database, order)
        opened = provider.open(order)
    except ProviderError as trouble:
        doubt.still_pending(order, trouble)
        found = doubt.looked_up(shop, order, trouble)
        if found is None:
            raise NotOpenedError(order) from trouble
        opened = found
    store.bind(shop.database, order, opened.object_id, opened.page_id)
    bound = as_stored(shop, order)
    # Two clicks at once: one payment is the order's, and only that one is shown to anybody.
    return opened if bound.payment_object in (None, opened.object_id) else open_for(shop, bound)
