"""A cart that is checked out, and changed while it is being paid. Not: judging what is shipped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from harness.descriptor.model import CartTable, Flow, Product
from harness.failures import Moot, WindowShut
from harness.target import checkout

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target


class Cart:
    """One piece of the first product, checked out; its order waits for the payment."""

    def __init__(self, target: Target, role: str) -> None:
        """Check out. Raises Moot or WindowShut if the descriptor names no cart that can be changed."""
        self.target = target
        self._declared = _declared(target)
        self._way = Flow(
            requests=self._declared.requests,
            payment=target.descriptor.checkout.payment,
            order_id=target.descriptor.checkout.order_id,
        )
        tried = target.try_checkout(way=("[cart]", self._way))
        payment = checkout.payment_of(tried, "[cart]", self._way.payment)
        self.order: Order = target.adopted(role, tried, self._way, payment)

    def change(self, product: Product, quantity: int) -> bool:
        """Put so many of `product` into the cart, and say whether the target took it."""
        values = {**self.order.values, "sku": product.sku, "quantity": str(quantity)}
        return all(self.order.browser.send(request, values).status < 400 for request in self._declared.change)

    def check_out_again(self) -> None:
        """Send the checkout itself once more, as a second tab would: under a key of its own."""
        again = msgspec.structs.replace(self._way.requests[-1], save={})
        self.order.browser.send(again, {**self.order.values, "cart": checkout.fresh_key()})

    def lines(self) -> str | None:
        """Return what will be shipped, as the target writes it; None if that cannot be seen."""
        replied = self.target.state.read(self.order.values, self.order.browser)
        found = replied.value(self._declared.lines or "$")
        return None if found is None else msgspec.json.encode(found, order="deterministic").decode()

    def owed(self) -> int:
        """Return the amount of the payment as the provider has it now, in the minor unit."""
        return self.order.terms.price_of(self.order.at_provider())[0]


def _declared(target: Target) -> CartTable:
    cart = target.descriptor.cart
    if cart is None:
        raise WindowShut("no way to change a cart is known", needs="[cart] requests and change, or exists = false")
    if not cart.exists:
        raise Moot("the descriptor names no cart which could be changed, or says that there is none: [cart] exists")
    if not cart.requests or not cart.change:
        raise WindowShut("no way to change a cart is known", needs="[cart] requests and change")
    if cart.lines is None or not target.descriptor.order.read.path:
        raise WindowShut("what will be shipped cannot be seen", needs="[cart] lines, and [order] read by a path")
    return cart
