"""Routes of subscriptions, their invoices, and what stands around them."""

from __future__ import annotations

from simulator.stripe.flows import reading
from simulator.stripe.flows.billing import (
    balances,
    canceling,
    draft_lines,
    entries,
    invoices,
    items,
    pausing,
    payments,
    previewing,
    rates,
    resuming,
    subscribing,
    subscriptions,
    updating,
    writing,
)
from simulator.stripe.resources.invoice import Invoice, InvoicePayment
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.resources.tax_rate import TaxRate
from simulator.stripe.routes.route import Route

SUB, SI, IN, PAY, II = "subscription", "subscription_item", "invoice", "invoice_payment", "invoiceitem"
CBT, RATE = "customer_balance_transaction", "tax_rate"

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
    Route("POST", "/v1/invoices", "invoices.create", IN, writing.create),
    Route("DELETE", "/v1/invoices/{}", "invoices.delete", IN, writing.delete),
    Route("POST", "/v1/invoices/create_preview", "invoices.create_preview", IN, previewing.create),
    Route("GET", "/v1/invoices/upcoming", "invoices.upcoming", IN, previewing.upcoming),
    Route("POST", "/v1/invoices/{}/send", "invoices.send", IN, writing.send),
    Route("POST", "/v1/invoices/{}/attach_payment", "invoices.attach_payment", IN, payments.attach),
    Route("POST", "/v1/invoices/{}/add_lines", "invoices.add_lines", IN, draft_lines.add_lines),
    Route("POST", "/v1/invoices/{}/update_lines", "invoices.update_lines", IN, draft_lines.update_lines),
    Route("POST", "/v1/invoices/{}/remove_lines", "invoices.remove_lines", IN, draft_lines.remove_lines),
    Route("POST", "/v1/invoices/{}/lines/{}", "invoices.lines.update", "line_item", draft_lines.update_line),
    Route("GET", "/v1/invoices/{}", "invoices.retrieve", IN, reading.retrieve(Invoice)),
    Route("POST", "/v1/invoices/{}", "invoices.update", IN, writing.update),
    Route("GET", "/v1/invoices/{}/lines", "invoices.lines.list", "list of line_item", invoices.list_lines),
    Route("POST", "/v1/invoices/{}/finalize", "invoices.finalize", IN, invoices.finalize),
    Route("POST", "/v1/invoices/{}/pay", "invoices.pay", IN, invoices.pay),
    Route("POST", "/v1/invoices/{}/void", "invoices.void", IN, invoices.void),
    Route("POST", "/v1/invoices/{}/mark_uncollectible", "invoices.mark_uncollectible", IN,
          invoices.mark_uncollectible),
    Route("GET", "/v1/invoice_payments", "invoice_payments.list", f"list of {PAY}", payments.list_payments),
    Route("GET", "/v1/invoice_payments/{}", "invoice_payments.retrieve", PAY, reading.retrieve(InvoicePayment)),
    Route("GET", "/v1/invoiceitems", "invoiceitems.list", f"list of {II}", invoices.list_items),
    Route("GET", "/v1/invoiceitems/{}", "invoiceitems.retrieve", II, reading.retrieve(InvoiceItem)),
    Route("POST", "/v1/invoiceitems", "invoiceitems.create", II, entries.create),
    Route("POST", "/v1/invoiceitems/{}", "invoiceitems.update", II, entries.update),
    Route("DELETE", "/v1/invoiceitems/{}", "invoiceitems.delete", II, entries.delete),
    Route("POST", "/v1/customers/{}/balance_transactions", "customers.balance_transactions.create", CBT,
          balances.create),
    Route("POST", "/v1/customers/{}/balance_transactions/{}", "customers.balance_transactions.update", CBT,
          balances.update),
    Route("GET", "/v1/customers/{}/balance_transactions", "customers.balance_transactions.list", f"list of {CBT}",
          balances.list_balance),
    Route("GET", "/v1/customers/{}/balance_transactions/{}", "customers.balance_transactions.retrieve", CBT,
          balances.retrieve_balance),
)  # fmt: skip
