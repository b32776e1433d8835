"""Routes of subscriptions, their invoices, and what stands around them."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.billing import (
    canceling,
    invoices,
    items,
    pausing,
    rates,
    resuming,
    subscribing,
    subscriptions,
    updating,
)
from simulator.stripe.resources.invoice import Invoice, InvoicePayment
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.resources.tax_rate import TaxRate
from simulator.stripe.routes.route import Route

SUB, SI, IN, PAY, II = "subscription", "subscription_item", "invoice", "invoice_payment", "invoiceitem"
CBT, RATE = "customer_balance_transaction", "tax_rate"

GAPS: frozenset[tuple[str, str]] = frozenset({
    ("POST", "/v1/invoices"), ("DELETE", "/v1/invoices/{}"),
    ("POST", "/v1/invoiceitems"), ("POST", "/v1/invoiceitems/{}"), ("DELETE", "/v1/invoiceitems/{}"),
    ("POST", "/v1/customers/{}/balance_transactions"), ("POST", "/v1/customers/{}/balance_transactions/{}"),
})  # fmt: skip
"""What Stripe has besides these routes, on the same paths: bills that a merchant writes."""

ROUTES: tuple[Route, ...] = (
    Route("POST", "/v1/subscriptions", "subscriptions.create", SUB, subscribing.create),
    Route("GET", "/v1/subscriptions", "subscriptions.list", f"list of {SUB}", subscriptions.list_subscriptions),
    Route("GET", "/v1/subscriptions/{}", "subscriptions.retrieve", SUB, reading.retrieve(Subscription)),
    Route("POST", "/v1/subscriptions/{}", "subscriptions.update", SUB, updating.update),
    Route("DELETE", "/v1/subscriptions/{}", "subscriptions.cancel", SUB, canceling.cancel),
    Route("POST", "/v1/subscriptions/{}/pause", "subscriptions.pause", SUB, pausing.pause),
    Route("POST", "/v1/subscriptions/{}/resume", "subscriptions.resume", SUB, resuming.resume),
    Route("DELETE", "/v1/subscriptions/{}/discount", "subscriptions.discount.delete", "discount",
          subscriptions.delete_discount),
    Route("POST", "/v1/tax_rates", "tax_rates.create", RATE, rates.create),
    Route("GET", "/v1/tax_rates", "tax_rates.list", f"list of {RATE}", rates.list_rates),
    Route("GET", "/v1/tax_rates/{}", "tax_rates.retrieve", RATE, reading.retrieve(TaxRate)),
    Route("POST", "/v1/tax_rates/{}", "tax_rates.update", RATE, rates.update),
    Route("GET", "/v1/subscription_items", "subscription_items.list", f"list of {SI}", subscriptions.list_items),
    Route("POST", "/v1/subscription_items", "subscription_items.create", SI, items.add_item),
    Route("GET", "/v1/subscription_items/{}", "subscription_items.retrieve", SI, subscriptions.retrieve_item),
    Route("POST", "/v1/subscription_items/{}", "subscription_items.update", SI, items.update_item),
    Route("DELETE", "/v1/subscription_items/{}", "subscription_items.delete", SI, items.delete_item),
    Route("GET", "/v1/invoices", "invoices.list", f"list of {IN}", invoices.list_invoices),
    Route("GET", "/v1/invoices/{}", "invoices.retrieve", IN, reading.retrieve(Invoice)),
    Route("POST", "/v1/invoices/{}", "invoices.update", IN, invoices.update),
    Route("GET", "/v1/invoices/{}/lines", "invoices.lines.list", "list of line_item", invoices.list_lines),
    Route("POST", "/v1/invoices/{}/finalize", "invoices.finalize", IN, invoices.finalize),
    Route("POST", "/v1/invoices/{}/pay", "invoices.pay", IN, invoices.pay),
    Route("POST", "/v1/invoices/{}/void", "invoices.void", IN, invoices.void),
    Route("POST", "/v1/invoices/{}/mark_uncollectible", "invoices.mark_uncollectible", IN,
          invoices.mark_uncollectible),
    Route("GET", "/v1/invoice_payments", "invoice_payments.list", f"list of {PAY}", invoices.list_payments),
    Route("GET", "/v1/invoice_payments/{}", "invoice_payments.retrieve", PAY, reading.retrieve(InvoicePayment)),
    Route("GET", "/v1/invoiceitems", "invoiceitems.list", f"list of {II}", invoices.list_items),
    Route("GET", "/v1/invoiceitems/{}", "invoiceitems.retrieve", II, reading.retrieve(InvoiceItem)),
    Route("GET", "/v1/customers/{}/balance_transactions", "customers.balance_transactions.list", f"list of {CBT}",
          invoices.list_balance),
    Route("GET", "/v1/customers/{}/balance_transactions/{}", "customers.balance_transactions.retrieve", CBT,
          invoices.retrieve_balance),
)  # fmt: skip
