"""What of PayPal's books can be written down: kinds of values, and steps that follow, by name. Not: writing.

A new resource or a new step is entered here; `tests/simulator/snapshot/test_tables.py` misses what is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.paypal.flows import disputes, paying
from simulator.paypal.flows.billing import charging
from simulator.paypal.resources.access_token import AccessToken
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.order import Order, Unit
from simulator.paypal.resources.payment import Authorization, Capture, Invoice, Refund
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.product import Product
from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.resources.subscription import Approval, Attempt, Failure, Payment, Revision, Subscription
from simulator.paypal.resources.vault import PaymentToken, SetupToken
from simulator.paypal.terms import Cycle, Price, Terms
from simulator.provider import Step, Storable

_KINDS: tuple[type, ...] = (
    AccessToken, Approval, Attempt, Authorization, Capture, Cycle, Dispute, Failure, Invoice, Order, Payment,
    PaymentToken, Plan, Price, Product, Refund, Revision, Sale, SaleRefund, SetupToken, Subscription, Terms, Unit,
)  # fmt: skip

STORABLE: Mapping[str, Storable] = {kind.__name__: Storable(kind) for kind in _KINDS}

STEPS: Mapping[str, Step] = {
    "let an approval lapse": paying.lapse_later,
    "end a hold": paying.expire_later,
    "ask the seller": disputes.ask_seller_later,
    "charge a subscription": charging.charge_later,
    "try a payment again": charging.retry_later,
}
