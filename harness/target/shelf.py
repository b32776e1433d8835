"""The last pieces of a product, and who gets them: buyers who ask, pay, and come back. Not: judging it.

A check sells its own product out, so it depends on no other check; the first of the declared ones is sold out with
nothing going wrong, once for each target, to learn whether stock is kept at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.failures import Moot, WindowShut
from harness.observation import Sold
from harness.target.purchase import Purchase, offer_money
from harness.windows.settle import insist

if TYPE_CHECKING:
    from harness.descriptor.model import PaymentKind, Product
    from harness.target.order import Order
    from harness.target.target import Target

DECIDED = ("held", "refunded")
"""States that end the wait for an order that is not fulfilled."""


class Shelf:
    """One product of which there are only so many pieces, in this check's own hands."""

    def __init__(self, target: Target, nth: int, *, kind: PaymentKind | None = None) -> None:
        """Take the `nth` of the declared products, from 0; its buyers pay by `kind`.

        Raises Moot if none is declared, WindowShut if there are too few.
        """
        few = target.descriptor.checkout.few
        if not few:
            raise Moot("the descriptor names no product in limited stock; [checkout.products.NAME] stock declares one")
        if nth >= len(few):
            raise WindowShut(
                f"{len(few)} products in limited stock are too few: each check sells out one of its own, this is number"
                f" {nth + 1}",
                needs="[checkout.products.NAME] stock",
            )
        self.target = target
        self.product: Product = few[nth]
        self.pieces = self.product.stock or 0
        self._kind = kind
        self._orders: dict[str, Order] = {}
        self._refused = 0
        self._in_vain = 0
        self._purchase: Purchase | None = None

    def sell_all_but_one(self) -> None:
        """Let buyers take all pieces but the last one. Not while news is held back: it is told of each of them."""
        for _ in range(self.pieces - 1):
            self.next_buyer(patient=False)

    def last_piece(self, role: str) -> Order:
        """Return the unpaid order of the last piece. Raises WindowShut if there is none to be had."""
        self._purchase = Purchase(self.target, kind=self._kind, product=self.product)
        tried = self._purchase.attempt()
        if tried is None or not tried.usable or self._sold() < self.pieces - 1:
            raise WindowShut(
                f"of {self.pieces} declared pieces of {self.product.sku} only {self._sold()} could be bought"
                f"{'' if tried is None or tried.succeeded else f': {tried.missing}'}",
                needs="[checkout.products.NAME] stock",
            )
        (order,) = self._purchase.orders(role)
        return self._kept(order)

    def next_buyer(self, *, patient: bool = True) -> None:
        """Let somebody ask for a piece, and pay it if he gets an order.

        One who is told that all is sold asks again, up to `[limits] drain_s`, if not all pieces are; not if he is not
        `patient`, or somebody has waited so long already.
        """
        missing = self._sold() < self.pieces
        waits = missing and patient and not self._in_vain
        order = insist(self._asks, self.target.descriptor.limits.drain_s if waits else 0)
        if order is None:
            self._refused += 1
            self._in_vain += waits
            return
        self.pays(order, expected=missing)

    def comes_back(self) -> None:
        """Let the buyer of the last piece check out the same cart again, and pay if that makes another payment.

        Where the checkout of the same order cannot be repeated, he does not.
        """
        if self._purchase is None:
            return
        before = set(self._purchase.payments)
        try:
            tried = self._purchase.attempt()
        except WindowShut:
            return
        if tried is None or not tried.succeeded:
            self._refused += 1
            return
        for order in self._purchase.orders("again"):
            if order.payment not in before:
                self.pays(self._kept(order), expected=False)

    def pays(self, order: Order, *, expected: bool = True) -> None:
        """Let the buyer of `order` pay, if its payment still takes money, and tell of it."""
        known = order.news
        with self.target.sandbox.holding_news():
            offer_money([order])
        news = order.news.without(known)
        if news.schedule:
            self.target.sandbox.deliver(news)
        if expected:
            self.target.settle(until=lambda: _decided(order))

    def seen(self) -> Sold:
        """Return who has a piece now, when whatever was told has had its chance."""
        with self.target.sandbox.holding_news():
            sentinel = self.target.paid_order("sentinel")
        self.target.sandbox.deliver(sentinel.news)
        self.target.settle(until=sentinel.fulfilled)
        paid = [order for order in self._orders.values() if self.target.took_money(order.payment)]
        self.target.settle_soon(until=lambda: all(_decided(order) for order in paid))
        looks = tuple(order.look() for order in self._orders.values())
        return Sold(
            pieces=self.pieces, orders=looks, refused=self._refused, in_vain=self._in_vain, sentinel=sentinel.look()
        )

    def _asks(self) -> Order | None:
        """Let somebody check out once; None if he got no order, or none with a payment."""
        tried = self.target.try_checkout(kind=self._kind, product=self.product)
        if not tried.usable:
            return None
        return self._kept(self.target.order_of("buyer", tried, self._kind, self.product))

    def _kept(self, order: Order) -> Order:
        """Remember the order; one that is paid by another payment now is still one order."""
        self._orders[order.values["order"]] = order
        return order

    def _sold(self) -> int:
        return sum(bool(order.fulfilled()) for order in self._orders.values())


def _decided(order: Order) -> bool:
    sight = order.look_quietly()
    return bool(sight.fulfilled) or sight.state in DECIDED


def sold_out(target: Target) -> Sold:
    """Sell the first declared product out with nothing going wrong, and let one more ask: once for each target."""
    if target.sold_out is None:
        shelf = Shelf(target, 0)
        for _ in range(shelf.pieces):
            shelf.next_buyer(patient=False)
        shelf.next_buyer(patient=False)
        target.sold_out = shelf.seen()
    return target.sold_out
