"""What an order is, and what follows from what is known of its payment. Not: keeping it, asking Stripe."""

import hashlib
import secrets
from dataclasses import dataclass, replace

DISPATCHES = ("print", "confirmation")
"""What a paid order is owed."""


@dataclass(frozen=True)
class Order:
    """Amounts are integers in the currency's minor unit. What is known of the payment only grows."""

    id: str
    cart_hash: str
    sku: str
    quantity: int
    amount: int
    currency: str
    version: int = 1
    attempt: int = 1
    """The how-manyth page of Stripe's this is paid on."""
    session: str | None = None
    payment: str | None = None
    status: str = "pending"
    abandoned: bool = False
    """The page takes no money any more, and has taken none."""
    captured: int = 0
    captured_currency: str | None = None
    refunded: int = 0
    """All that was ever on its way back."""
    bounced: int = 0
    """What of it the buyer's bank did not take."""
    disputes: int = 0
    disputes_over: int = 0


def new(cart, sku, quantity, price, currency):
    return Order(secrets.token_hex(8), hash_of(cart), sku, quantity, price * quantity, currency)


def hash_of(cart):
    """The buyer's browser has the cart's key, and opens the order with it; we have only this of it."""
    return hashlib.sha256(cart.encode()).hexdigest()


def stripe_key(order):
    """The idempotency key under which the page of this attempt is asked for, by however many invocations."""
    return f"order-{order.id}-{order.attempt}"


def next_attempt(order):
    return replace(order, attempt=order.attempt + 1, session=None, payment=None, abandoned=False, status="pending")


def learn(order, facts):
    """Return an order with what Stripe says of its payment. Answers may be older than what is known already."""
    known = replace(
        order,
        session=facts.session,
        payment=facts.payment or order.payment,
        abandoned=facts.abandoned or order.abandoned,
        captured=max(order.captured, facts.captured),
        captured_currency=order.captured_currency or facts.currency,
        refunded=max(order.refunded, facts.refunded),
        bounced=max(order.bounced, facts.bounced),
        disputes=max(order.disputes, facts.disputes),
        disputes_over=max(order.disputes_over, facts.disputes_over),
    )
    return replace(known, status=status_of(known))


def status_of(order):
    if not order.captured:
        return "cancelled" if order.abandoned else "pending"
    if (order.captured, order.captured_currency) != (order.amount, order.currency):
        return "held"
    if order.disputes > order.disputes_over:
        return "disputed"
    return "refunded" if order.refunded - order.bounced >= order.captured else "paid"
