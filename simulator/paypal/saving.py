"""What of PayPal's books can be written down: kinds of values, and steps that follow, by name. Not: writing.

A new resource or a new step is entered here; `tests/simulator/snapshot/test_tables.py` misses what is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.paypal.flows import disputes, paying
from simulator.paypal.resources.access_token import AccessToken
from simulator.paypal.resources.dispute import Dispute
from simulator.paypal.resources.order import Order, Unit
from simulator.paypal.resources.payment import Authorization, Capture, Invoice, Refund
from simulator.paypal.resources.product import Product
from simulator.paypal.resources.vault import PaymentToken, SetupToken
from simulator.provider import Step, Storable

_KINDS: tuple[type, ...] = (
    AccessToken, Authorization, Capture, Dispute, Invoice, Order, PaymentToken, Product, Refund, SetupToken, Unit,
)  # fmt: skip

STORABLE: Mapping[str, Storable] = {kind.__name__: Storable(kind) for kind in _KINDS}

STEPS: Mapping[str, Step] = {
    "let an approval lapse": paying.lapse_later,
    "end a hold": paying.expire_later,
    "ask the seller": disputes.ask_seller_later,
}
