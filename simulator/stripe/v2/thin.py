"""Thin events: which object an event is about, and nothing of what it looks like. Not: who is told, or signing.

A change of a v1 resource makes two events, a snapshot and a thin one of the same type with `v1.` before it; the thin
one names the other in `snapshot_event` ("Migrate from snapshot events to thin events"). Here they are one fact that is
kept once, under the snapshot's id: the thin id is made of that one, and leads back to it. That Stripe's two ids have
nothing in common, and that what is pushed lacks `snapshot_event` and `changes`, is what SDKs show and unconfirmed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from simulator.ids import base62
from simulator.provider import StoredEvent
from simulator.stripe.resources.application_fee import ApplicationFee, FeeRefund
from simulator.stripe.resources.cash_balance import CashBalance, CashBalanceTransaction
from simulator.stripe.resources.catalogue import Plan, Price, Product
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.connected_account import ConnectedAccount
from simulator.stripe.resources.credit_note import CreditNote
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.discounts import Coupon, PromotionCode
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.event_destination import EventDestination
from simulator.stripe.resources.invoice import UPCOMING, Invoice, InvoicePayment
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.mandate import Mandate
from simulator.stripe.resources.meter import Meter
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_link import PaymentLink
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.payout import Payout
from simulator.stripe.resources.portal import PortalConfiguration, PortalSession
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.resources.tax_rate import TaxRate
from simulator.stripe.resources.test_clock import TestClock
from simulator.stripe.resources.topup import Topup
from simulator.stripe.resources.transfer import Transfer
from simulator.stripe.v2 import moments
from simulator.world import Books

RELATED: Mapping[type, tuple[str, str]] = {
    ApplicationFee: ("application_fee", "/v1/application_fees/{0.id}"),
    CashBalance: ("cash_balance", "/v1/customers/{0.customer}/cash_balance"),
    CashBalanceTransaction: (
        "customer_cash_balance_transaction",
        "/v1/customers/{0.customer}/cash_balance_transactions/{0.id}",
    ),
    Charge: ("charge", "/v1/charges/{0.id}"),
    CheckoutSession: ("checkout.session", "/v1/checkout/sessions/{0.id}"),
    ConnectedAccount: ("account", "/v1/accounts/{0.id}"),
    Coupon: ("coupon", "/v1/coupons/{0.id}"),
    CreditNote: ("credit_note", "/v1/credit_notes/{0.id}"),
    Customer: ("customer", "/v1/customers/{0.id}"),
    Dispute: ("dispute", "/v1/disputes/{0.id}"),
    EventDestination: ("v2.core.event_destination", "/v2/core/event_destinations/{0.id}"),
    FeeRefund: ("fee_refund", "/v1/application_fees/{0.fee}/refunds/{0.id}"),
    Invoice: ("invoice", "/v1/invoices/{0.id}"),
    InvoiceItem: ("invoiceitem", "/v1/invoiceitems/{0.id}"),
    InvoicePayment: ("invoice_payment", "/v1/invoice_payments/{0.id}"),
    Mandate: ("mandate", "/v1/mandates/{0.id}"),
    Meter: ("billing.meter", "/v1/billing/meters/{0.id}"),
    PaymentIntent: ("payment_intent", "/v1/payment_intents/{0.id}"),
    PaymentLink: ("payment_link", "/v1/payment_links/{0.id}"),
    PortalConfiguration: ("billing_portal.configuration", "/v1/billing_portal/configurations/{0.id}"),
    PaymentMethod: ("payment_method", "/v1/payment_methods/{0.id}"),
    Payout: ("payout", "/v1/payouts/{0.id}"),
    Plan: ("plan", "/v1/plans/{0.id}"),
    PortalSession: ("billing_portal.session", "/v1/billing_portal/sessions/{0.id}"),
    Price: ("price", "/v1/prices/{0.id}"),
    Product: ("product", "/v1/products/{0.id}"),
    PromotionCode: ("promotion_code", "/v1/promotion_codes/{0.id}"),
    Refund: ("refund", "/v1/refunds/{0.id}"),
    SetupIntent: ("setup_intent", "/v1/setup_intents/{0.id}"),
    Subscription: ("subscription", "/v1/subscriptions/{0.id}"),
    TaxRate: ("tax_rate", "/v1/tax_rates/{0.id}"),
    TestClock: ("test_helpers.test_clock", "/v1/test_helpers/test_clocks/{0.id}"),
    Topup: ("topup", "/v1/topups/{0.id}"),
    Transfer: ("transfer", "/v1/transfers/{0.id}"),
}
"""A kind of object: what it is called, and where it is read. A cash balance's id is ours (unconfirmed)."""

NEVER_THIN = frozenset({"payment.created"})
"""Snapshot events that have no thin version, by the types of stripe-python 16.1."""

PING = "v2.core.event_destination.ping"

_BODY, _LENGTH = 24, 46
"""Characters of a snapshot event's id after `evt_`, and of a thin one's after its prefix."""


def only_thin(event_type: str) -> bool:
    """Say whether events of that type have no snapshot: those of API v2."""
    return event_type.startswith("v2.")


def name(event_type: str) -> str | None:
    """Return the thin type of what a snapshot event tells; None if only the snapshot tells it."""
    if only_thin(event_type):
        return event_type
    return None if event_type in NEVER_THIN else f"v1.{event_type}"


def prefix(books: Books) -> str:
    """Return how ids of thin events begin."""
    return "evt_65" if books.livemode else "evt_test_65"


def thin_id(books: Books, event: StoredEvent) -> str:
    """Return the id of the thin event: `65`, and 44 characters."""
    if only_thin(event.type):
        return event.id
    body = event.id.removeprefix("evt_")
    digest = hashlib.sha256(f"thin/{books.account}/{event.id}".encode()).digest()
    return prefix(books) + body + base62(int.from_bytes(digest), _LENGTH - 2 - len(body))


def find(books: Books, event_id: str) -> StoredEvent | None:
    """Return the event of that thin id; None if there is none."""
    stored = books.events.get(event_id)
    if stored is None and event_id.startswith(prefix(books)):
        stored = books.events.get(f"evt_{event_id.removeprefix(prefix(books))[:_BODY]}")
    return stored if stored is not None and name(stored.type) and thin_id(books, stored) == event_id else None


def notification(books: Books, event: StoredEvent) -> dict[str, Any]:
    """Return what is pushed. `context` is the connected account whose event it is."""
    cause = {"id": event.request_id, "idempotency_key": event.idempotency_key}
    shown = {
        "id": thin_id(books, event),
        "object": "v2.core.event",
        "context": None if books.platform is None else books.account,
        "created": moments.written(event.created + event.milliseconds / 1000),
        "livemode": books.livemode,
        "reason": None if event.request_id is None else {"type": "request", "request": cause},
        "type": name(event.type) or f"v1.{event.type}",
    }
    if isinstance(event.snapshot, dict):  # a balance, of which there is one: it has no id
        shown["related_object"] = {"type": "balance", "url": "/v1/balance"}
    elif _announced(event) is None:
        kind, url = RELATED[type(event.snapshot)]
        shown["related_object"] = {"id": event.snapshot.id, "type": kind, "url": url.format(event.snapshot)}
    return {key: shown.pop(key) for key in ("id", "object")} | dict(sorted(shown.items()))


def _announced(event: StoredEvent) -> Invoice | None:
    """Return the invoice that is only announced: nothing can be read of it, by the types of stripe-python 16.1."""
    about = event.snapshot
    return about if isinstance(about, Invoice) and about.id.startswith(UPCOMING) else None


def whole(books: Books, event: StoredEvent) -> dict[str, Any]:
    """Return the event as it is read back: `changes` is of resources of API v2, and none of those is simulated."""
    shown = notification(books, event)
    announced = _announced(event)
    if announced is not None:
        shown["data"] = {"customer": announced.customer, "subscription": announced.subscription}
    shown |= {"changes": None, "snapshot_event": None if only_thin(event.type) else event.id}
    return {key: shown.pop(key) for key in ("id", "object")} | dict(sorted(shown.items()))
