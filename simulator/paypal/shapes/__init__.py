"""How PayPal shows what is stored: one function for each kind. Not: which call shows it.

A value may be shown in several manners: whole, as little as was asked for, or as one operation has it (recorded).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from simulator.paypal.resources.access_token import AccessToken
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.order import Order
from simulator.paypal.resources.payment import Authorization, Capture, Invoice, Refund
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.product import Product
from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.resources.subscription import Approval, Subscription
from simulator.paypal.resources.vault import PaymentToken, SetupToken
from simulator.paypal.shapes import disputes, orders, payments, plans, products, sales, subscriptions, vault, webhooks
from simulator.provider import Endpoint
from simulator.world import Books

Shape = Callable[[Books, Any, str], dict[str, Any]]


def _bare(_books: Books, value: Any, _manner: str) -> dict[str, Any]:
    """Show what is no resource of the API: only that it is there."""
    return {"id": value.id}


SHAPES: Mapping[type, Shape] = {
    Order: orders.order,
    Plan: plans.plan,
    Subscription: subscriptions.subscription,
    Approval: _bare,
    Sale: sales.sale,
    SaleRefund: sales.refund,
    Authorization: payments.authorization,
    Capture: payments.capture,
    Refund: payments.refund,
    Dispute: disputes.dispute,
    SetupToken: vault.setup_token,
    PaymentToken: vault.payment_token,
    Product: products.product,
    Endpoint: webhooks.webhook,
    AccessToken: _bare,
    Invoice: _bare,
}


def shape(books: Books, value: Any, manner: str = "full") -> dict[str, Any]:
    """Return a stored value as the API shows it."""
    return SHAPES[type(value)](books, value, manner)
