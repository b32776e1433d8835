"""How Stripe's objects look in JSON: complete field sets, `id` and `object` first, then by alphabet. Not: versions.

`shape` finds the function for a value; field sets are recorded (tests/fidelity/fields.toml).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.provider import Endpoint, StoredEvent
from simulator.stripe.resources.account_link import AccountLink
from simulator.stripe.resources.application_fee import ApplicationFee, FeeRefund
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.bank_account import BankAccount
from simulator.stripe.resources.cash_balance import CashBalance, CashBalanceTransaction
from simulator.stripe.resources.catalogue import Plan, Price, Product
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession, LineItem
from simulator.stripe.resources.connected_account import ConnectedAccount
from simulator.stripe.resources.credit_note import CreditLine, CreditNote
from simulator.stripe.resources.customer import Customer, CustomerDiscount
from simulator.stripe.resources.discounts import AppliedDiscount, Coupon, PromotionCode
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.file import File, FileLink
from simulator.stripe.resources.invoice import Invoice, InvoiceLine, InvoicePayment
from simulator.stripe.resources.invoice_item import CustomerBalanceTransaction, InvoiceItem
from simulator.stripe.resources.mandate import Mandate
from simulator.stripe.resources.meter import Meter, MeterEvent
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_link import PaymentLink
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.stripe.resources.payout import Payout
from simulator.stripe.resources.portal import PortalConfiguration, PortalSession
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.setup_attempt import SetupAttempt
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem
from simulator.stripe.resources.tax_rate import TaxRate
from simulator.stripe.resources.test_clock import TestClock
from simulator.stripe.resources.token import Token
from simulator.stripe.resources.topup import Topup
from simulator.stripe.resources.transfer import Transfer, TransferReversal
from simulator.stripe.shapes import (
    accounting,
    cash_balances,
    catalogue,
    checkout,
    clocks,
    connect,
    credit_notes,
    discounts,
    disputes,
    files,
    invoices,
    links,
    metering,
    payments,
    payouts,
    people,
    platform,
    portal,
    setup,
    subscriptions,
    taxes,
    telling,
)
from simulator.world import Books


def _line_item(books: Books, value: LineItem) -> dict[str, Any]:
    """Show the whole price inside the line."""
    shown = checkout.line_item(books, value)
    price = books.objects.get(value.price)
    if isinstance(price, Price):
        shown["price"] = catalogue.price(books, price)
    return shown


SHAPES: dict[type, Callable[[Books, Any], dict[str, Any]]] = {
    AccountLink: connect.account_link,
    AppliedDiscount: discounts.applied,
    ApplicationFee: platform.application_fee,
    BalanceTransaction: accounting.balance_transaction,
    BankAccount: payouts.bank_account,
    CashBalance: cash_balances.cash_balance,
    CashBalanceTransaction: cash_balances.transaction,
    Charge: payments.charge,
    CheckoutSession: checkout.session,
    ConnectedAccount: connect.account,
    Coupon: discounts.coupon,
    CreditLine: credit_notes.line_item,
    CreditNote: credit_notes.credit_note,
    Customer: people.customer,
    CustomerBalanceTransaction: invoices.balance_transaction,
    CustomerDiscount: lambda _books, value: discounts.customers_discount(value),
    Dispute: disputes.dispute,
    Endpoint: telling.endpoint,
    FeeRefund: platform.fee_refund,
    File: files.file,
    FileLink: files.file_link,
    Invoice: invoices.invoice,
    InvoiceItem: invoices.invoice_item,
    InvoiceLine: invoices.line,
    InvoicePayment: invoices.invoice_payment,
    LineItem: _line_item,
    Mandate: setup.mandate,
    Meter: metering.meter,
    MeterEvent: metering.meter_event,
    PaymentIntent: payments.payment_intent,
    PaymentLink: links.payment_link,
    PaymentMethod: people.payment_method,
    Payout: payouts.payout,
    Plan: catalogue.plan,
    PortalConfiguration: portal.configuration,
    PortalSession: portal.session,
    Price: catalogue.price,
    Product: catalogue.product,
    PromotionCode: discounts.promotion_code,
    Refund: payments.refund,
    SetupAttempt: setup.setup_attempt,
    SetupIntent: setup.setup_intent,
    Subscription: subscriptions.subscription,
    SubscriptionItem: subscriptions.subscription_item,
    TaxRate: taxes.tax_rate,
    TestClock: clocks.test_clock,
    Token: setup.token,
    Topup: payouts.topup,
    Transfer: platform.transfer,
    TransferReversal: platform.transfer_reversal,
}


def shape(books: Books, value: Any) -> dict[str, Any]:
    """Return a value as JSON shows it at the newest version; a dictionary is shown already."""
    if isinstance(value, dict):
        return value
    if isinstance(value, StoredEvent):
        shown = telling.event_without_object(books, value)
        shown["data"] = {"object": shape(books, value.snapshot)}
        if value.previous is not None:
            shown["data"]["previous_attributes"] = value.previous
        return shown
    return SHAPES[type(value)](books, value)
