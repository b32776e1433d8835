"""What of Square's books can be written down: kinds of values, and steps that follow, by name. Not: writing.

A new resource or a new step is entered here; `tests/simulator/square/test_saving.py` misses what is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.provider import Step, Storable
from simulator.square.card_face import CardFace
from simulator.square.flows import charging, disputing, invoices, refunds
from simulator.square.flows.billing import cycles
from simulator.square.resources.dispute import Dispute, Evidence
from simulator.square.resources.invoice import Invoice, PaymentRequest
from simulator.square.resources.order import Order, Tender
from simulator.square.resources.payment import Fee, Payment
from simulator.square.resources.payment_link import LinkAddress, PaymentLink
from simulator.square.resources.people import Card, Customer, Nonce
from simulator.square.resources.refund import Refund
from simulator.square.resources.seller import CatalogObject, EventsKept, Location, Trial
from simulator.square.resources.subscription import Action, Happening, SubscribedPhase, Subscription

_KINDS: tuple[type, ...] = (
    Action, Card, CardFace, CatalogObject, Customer, Dispute, EventsKept, Evidence, Fee, Happening, Invoice,
    LinkAddress, Location, Nonce, Order, Payment, PaymentLink, PaymentRequest, Refund, SubscribedPhase, Subscription,
    Tender, Trial,
)  # fmt: skip

STORABLE: Mapping[str, Storable] = {kind.__name__: Storable(kind) for kind in _KINDS}

STEPS: Mapping[str, Step] = {
    "tell a fee": charging.fee_later,
    "end a hold": charging.hold_ends_later,
    "settle a bank transfer": charging.settle_later,
    "open a dispute": disputing.open_later,
    "decide a dispute": disputing.decide_later,
    "complete a refund": refunds.settle_later,
    "bill a subscription": cycles.due_later,
    "charge an invoice": invoices.charge_later,
    "send an invoice": invoices.send_later,
}
