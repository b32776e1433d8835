"""A merchant writes an invoice: drafts it, says what stands on it, sends it, deletes it. Not: its lines, see entries.

Source: Stripe, "Create an invoice"; that pending items are left out unless they are asked for is noted on a real
account. What a draft of a subscription may not be is unconfirmed in its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.money import CURRENCIES
from simulator.provider import Outcome
from simulator.stripe import errors, naming, policy
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import entries, invoicing, sending
from simulator.stripe.flows.billing.cycles import let_wait
from simulator.stripe.flows.billing.discounts import of_customer
from simulator.stripe.flows.billing.rates import tax_rates
from simulator.stripe.flows.billing.redeeming import redeemed
from simulator.stripe.flows.billing.subscribing import check_method
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import Invoice
from simulator.stripe.resources.invoice_item import InvoiceItem
from simulator.stripe.resources.subscription import Subscription
from simulator.stripe.wire import merged_metadata

TAKEN = frozenset({
    "auto_advance", "automatic_tax", "automatically_finalizes_at", "collection_method", "currency", "custom_fields",
    "customer", "days_until_due", "default_payment_method", "default_tax_rates", "description", "discounts",
    "due_date", "effective_at", "expand", "footer", "metadata", "number", "pending_invoice_items_behavior",
    "statement_descriptor", "subscription",
})  # fmt: skip
"""Parameters that mean something here; any other is a gap."""

SAID = ("description", "effective_at", "footer", "number", "statement_descriptor")


def create(command: Command) -> Outcome:
    """POST /v1/invoices: a draft, with what waits for it if that is asked for."""
    params, work = command.params, Work(command.books)
    check_simulated(params)
    customer = entries.customer_of(work, params)
    subscription = _subscription(work, customer, params.get("subscription"))
    method = params.get("collection_method", "charge_automatically")
    currency = _currency(customer, subscription, params)
    invoice = Invoice(
        id=naming.long(work.books, "in_"),
        created=work.at,
        customer=customer.id,
        currency=currency,
        billing_reason="manual",
        period_start=work.at,
        period_end=work.at,
        subscription=None if subscription is None else subscription.id,
        subscription_metadata={} if subscription is None else subscription.metadata,
        addressee=invoicing.addressee(customer),
        collection_method=method,
        starting_balance=customer.balance,
        discounts=() if customer.discount is None else (of_customer(work, customer),),
        **_due(work, params, method),
    )
    invoice = replace(invoice, **described(work, invoice, params))
    invoice = replace(invoice, **advancing(work, invoice, advances=params.get("auto_advance", False)))
    lines = _swept(work, invoice, subscription, params.get("pending_invoice_items_behavior", "exclude"))
    if customer.currency is None:
        after = work.put(replace(work.customer(customer.id), currency=currency))
        work.tell_change("customer.updated", customer, after)
    return work.outcome(invoicing.filled(work, invoice, lines))


def check_simulated(params: Mapping[str, Any]) -> None:
    """Raise the refusal for the first parameter that the simulator knows nothing of."""
    for name in params:
        if name not in TAKEN:
            raise errors.not_simulated(f"{name} of an invoice", name)
    if (params.get("automatic_tax") or {}).get("enabled"):
        raise errors.not_simulated("taxes", "automatic_tax[enabled]")
    if params.get("automatically_finalizes_at") is not None:
        raise errors.not_simulated("another time at which a draft is made final", "automatically_finalizes_at")


def _subscription(work: Work, customer: Customer, name: str | None) -> Subscription | None:
    if name is None:
        return None
    found = find(work.books, Subscription, name, "subscription")
    if found.customer != customer.id:
        raise errors.no_such("subscription", name, "subscription", in_path=False)
    return found


def _currency(customer: Customer, subscription: Subscription | None, params: Mapping[str, Any]) -> str:
    named = params.get("currency") or (subscription.currency if subscription else None) or customer.currency
    currency = str(named or entries.CURRENCY).lower()
    if currency not in CURRENCIES:
        raise errors.invalid_currency(currency, CURRENCIES)
    return currency


def _due(work: Work, params: Mapping[str, Any], method: str) -> dict[str, Any]:
    """Return when it is due: so many days from now, or on a day that is named."""
    if params.get("due_date") is not None:
        if params.get("days_until_due") is not None:
            raise errors.exclusive("days_until_due", "due_date")
        if method != "send_invoice":
            raise billing_errors.due_without_sending()
        if params["due_date"] <= work.at:
            raise errors.in_the_past("due_date", params["due_date"])
        return {"due_date": params["due_date"]}
    days = sending.due_in(params, method)
    return {} if days is None else {"days_until_due": days, "due_date": work.at + days * policy.DAY}


def described(work: Work, invoice: Invoice, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said of an invoice. Raises the refusals for what cannot be."""
    fields: dict[str, Any] = {name: params[name] for name in SAID if name in params}
    if "custom_fields" in params:
        fields["custom_fields"] = tuple(params["custom_fields"] or ())
    if "metadata" in params:
        fields["metadata"] = merged_metadata(invoice.metadata, params["metadata"])
    if "default_tax_rates" in params:
        fields["default_tax_rates"] = tax_rates(work, params["default_tax_rates"], "default_tax_rates")
    if "default_payment_method" in params:
        named = params["default_payment_method"]
        fields["default_payment_method"] = named or None
        if named:
            check_method(work, work.customer(invoice.customer), named)
    if "discounts" in params:
        whose = {"customer": invoice.customer, "invoice": invoice.id}
        fields["discounts"] = redeemed(
            work, params["discounts"], whose, invoice.currency, invoice.subtotal, had=invoice.discounts, tells=False
        )
    return fields


def advancing(work: Work, invoice: Invoice, *, advances: bool) -> dict[str, Any]:
    """Return when a draft is final and charged by itself: counted from when it was made, however often that is set."""
    if not advances:
        return {"auto_advance": False, "automatically_finalizes_at": None, "next_payment_attempt": None}
    at = max(work.at, invoice.created + policy.INVOICE_FINAL_AFTER)
    let_wait(work, replace(invoice, automatically_finalizes_at=at))
    charged = invoice.created + policy.INVOICE_CHARGED_AFTER
    sent = invoice.collection_method == "send_invoice"
    return {
        "auto_advance": True, "automatically_finalizes_at": at, "next_payment_attempt": None if sent else charged,
    }  # fmt: skip


def _swept(work: Work, invoice: Invoice, subscription: Subscription | None, behavior: str) -> Any:
    """Take what waits: of the subscription where one is named, else of the customer, whatever its period."""
    if subscription is not None:
        after, lines = invoicing.swept(work, subscription, invoice.id)
        work.put(after)
        return lines
    return invoicing.swept_of_customer(work, invoice.customer, invoice.id) if behavior == "include" else ()


def update(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}: what a draft says; of one that is final only its metadata."""
    params, work = command.params, Work(command.books)
    before = find(command.books, Invoice, command.ids[0])
    check_simulated(params)
    for name in params:
        if before.status != "draft" and name not in ("metadata", "expand"):
            raise billing_errors.cannot_update(name)
    fields: dict[str, Any] = {}
    if {"collection_method", "days_until_due", "due_date"} & params.keys():
        method = params.get("collection_method", before.collection_method)
        kept = {} if before.days_until_due is None else {"days_until_due": before.days_until_due}
        stays = method == "send_invoice" and "due_date" not in params
        fields |= {"collection_method": method, "due_date": None, "days_until_due": None}
        fields |= _due(work, {**(kept if stays else {}), **params}, method)
    fields |= described(work, before, params)
    after = replace(before, **fields)
    if "auto_advance" in params:
        after = replace(after, **advancing(work, after, advances=params["auto_advance"]))
    after = work.put(invoicing.totalled(work, after) if before.status == "draft" else after)
    work.tell_change("invoice.updated", before, after)
    return work.outcome(after)


def send(command: Command) -> Outcome:
    """POST /v1/invoices/{invoice}/send: a draft is made final first (noted)."""
    work = Work(command.books)
    invoice = find(command.books, Invoice, command.ids[0])
    if invoice.collection_method != "send_invoice":
        raise billing_errors.not_one_to_send()
    if invoice.status == "draft":
        return work.outcome(sending.finalise_and_send(work, invoice))
    if invoice.status not in ("open", "paid"):
        raise billing_errors.not_open()
    work.tell("invoice.sent", invoice)
    return work.outcome(invoice)


def delete(command: Command) -> Outcome:
    """DELETE /v1/invoices/{invoice}: a draft that a merchant wrote; its items are not released (noted)."""
    work = Work(command.books)
    invoice = find(command.books, Invoice, command.ids[0])
    if invoice.deleted:
        raise errors.no_such("invoice", invoice.id, "id", in_path=True)
    if invoice.status != "draft":
        raise billing_errors.only_drafts_are_deleted()
    if invoice.billing_reason != "manual":
        raise billing_errors.subscriptions_draft()
    for line in invoice.lines:
        item = work.get(InvoiceItem, line.invoice_item)
        if item is not None:
            work.put(replace(item, deleted=True))
    gone = work.put(replace(invoice, deleted=True, auto_advance=False, automatically_finalizes_at=None))
    work.tell("invoice.deleted", gone)
    return work.outcome(deleted_stub("invoice", invoice.id))
