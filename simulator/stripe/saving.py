"""What of Stripe's books can be written down: kinds of values, and steps that follow, by name. Not: writing.

A new resource or a new step is entered here; `tests/simulator/snapshot/test_tables.py` misses what is not.
"""

from __future__ import annotations

from collections.abc import Mapping

from simulator.provider import Step, Storable
from simulator.stripe.flows.billing import collecting, cycles, discounts, pending, sending
from simulator.stripe.flows.catalogue import coupons, promotion_codes
from simulator.stripe.flows.checkout import sessions
from simulator.stripe.flows.clocks import moving, test_clocks
from simulator.stripe.flows.merchant import payouts, topups
from simulator.stripe.flows.payments import books, capture, confirmation, debits, disputes, refunds
from simulator.stripe.flows.setup import setting_up
from simulator.stripe.resources.account_link import AccountLink
from simulator.stripe.resources.application_fee import ApplicationFee, FeeRefund
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.bank_account import BankAccount
from simulator.stripe.resources.billing_settings import BillingSettings
from simulator.stripe.resources.cash_balance import CashBalance, CashBalanceTransaction
from simulator.stripe.resources.catalogue import Amount, Plan, Price, Product
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.checkout_session import CheckoutSession, Discount, LineItem
from simulator.stripe.resources.connected_account import ConnectedAccount
from simulator.stripe.resources.credit_note import CreditLine, CreditNote
from simulator.stripe.resources.customer import Customer, CustomerDiscount
from simulator.stripe.resources.discounts import AppliedDiscount, Coupon, PromotionCode
from simulator.stripe.resources.dispute import Dispute
from simulator.stripe.resources.event_destination import EventDestination
from simulator.stripe.resources.file import Contents, File, FileLink
from simulator.stripe.resources.invoice import Invoice, InvoiceLine, InvoicePayment, LineTax
from simulator.stripe.resources.invoice_item import CustomerBalanceTransaction, InvoiceItem
from simulator.stripe.resources.mandate import Mandate
from simulator.stripe.resources.meter import Meter, MeterEvent
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_link import PaymentLink
from simulator.stripe.resources.payment_method import Card, PaymentMethod
from simulator.stripe.resources.payout import Payout, PayoutSchedule
from simulator.stripe.resources.portal import PortalConfiguration, PortalSession
from simulator.stripe.resources.refund import Refund
from simulator.stripe.resources.setup_attempt import SetupAttempt
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.subscription import PendingUpdate, Subscription, SubscriptionItem
from simulator.stripe.resources.tax_rate import TaxRate
from simulator.stripe.resources.test_clock import Planned, TestClock
from simulator.stripe.resources.token import Token
from simulator.stripe.resources.topup import Topup
from simulator.stripe.resources.transfer import Transfer, TransferReversal
from simulator.stripe.test_values import INSTRUMENTS

_CARDS = {number: f"{card.brand} test card …{number[-4:]}" for number, card in INSTRUMENTS.items()}
"""A published card number is a card number: a file says which card it is in words."""

_KINDS: tuple[type, ...] = (
    AccountLink, Amount, AppliedDiscount, ApplicationFee, BalanceTransaction, BankAccount, BillingSettings, Card,
    CashBalance, CashBalanceTransaction, Charge, CheckoutSession, ConnectedAccount, Contents, Coupon, CreditLine,
    CreditNote, Customer, CustomerBalanceTransaction, CustomerDiscount, Discount, Dispute, EventDestination, FeeRefund,
    File, FileLink, Invoice, InvoiceItem, InvoiceLine, InvoicePayment, LineItem, LineTax, Mandate, Meter, MeterEvent,
    PaymentIntent, PaymentLink, PaymentMethod, Payout, PayoutSchedule, PendingUpdate, Plan, Planned,
    PortalConfiguration, PortalSession, Price, Product, PromotionCode, Refund, SetupAttempt, SetupIntent, Subscription,
    SubscriptionItem, TaxRate, TestClock, Token, Topup, Transfer, TransferReversal, debits.Arrival,
)  # fmt: skip

STORABLE: Mapping[str, Storable] = {
    **{kind.__name__: Storable(kind) for kind in _KINDS},
    "PaymentMethod": Storable(PaymentMethod, {"instrument": _CARDS}),
    "Token": Storable(Token, {"instrument": _CARDS}),
}

STEPS: Mapping[str, Step] = {
    "book a charge": books.book_later,
    "end a coupon": coupons.end_later,
    "end a promotion code": promotion_codes.end_later,
    "announce an invoice": cycles.upcoming_later,
    "announce the end of a trial": cycles.trial_will_end_later,
    "renew a subscription": cycles.renew_later,
    "make an invoice final": cycles.finalise_later,
    "give up a subscription that was not paid": cycles.expire_later,
    "give up an update that was not paid": pending.expire_later,
    "collect a subscription's invoices again": cycles.collect_again_later,
    "end a subscription": cycles.end_later,
    "give up a last credit": cycles.write_off_later,
    "end the months of a discount": discounts.end_later,
    "notice that an invoice is overdue": sending.overdue_later,
    "ask for an invoice again": collecting.retry_later,
    "let a test clock go on": moving.travel_later,
    "delete a test clock": test_clocks.delete_later,
    "expire a session": sessions.expire_later,
    "send a payout": payouts.send_later,
    "let a payout arrive": payouts.arrive_later,
    "reconcile a payout": payouts.reconcile_later,
    "pay out daily": payouts.daily_later,
    "let a top-up arrive": topups.arrive_later,
    "fail the deposits of a payment": confirmation.deposits_fail_later,
    "fail the deposits of a setup": setting_up.deposits_fail_later,
    "expire a hold": capture.expire_hold,
    "open a dispute": disputes.open_later,
    "decide a dispute": disputes.decide_later,
    "let a debit arrive": debits.arrive_later,
    "dispute a debit": debits.dispute_later,
    "settle a refund": refunds.settle_later,
    "fail a refund": refunds.fail_later,
    "refer to a refund": refunds.reference_later,
}
