"""What an invoice would be: a subscription's next one, also if it were changed or begun, or what waits for a customer.

All of it is decided as it would be, and nothing is stored or told. Not: announcing the next invoice, see cycles.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors, policy
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing import cycles, entries, invoicing, subscribing, updating
from simulator.stripe.flows.billing import lines as written
from simulator.stripe.flows.billing.periods import Period
from simulator.stripe.flows.billing.redeeming import redeemed, with_discounts
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import PREVIEW, Invoice
from simulator.stripe.resources.subscription import RUNNING, Subscription
from simulator.stripe.versions.known import BASIL, before

TAKEN = frozenset({
    "automatic_tax", "currency", "customer", "discounts", "expand", "invoice_items", "subscription",
    "subscription_details",
})  # fmt: skip
OF_SUBSCRIPTION = frozenset({
    "billing_mode", "cancel_at_period_end", "default_tax_rates", "items", "metadata", "proration_behavior",
    "proration_date", "start_date", "trial_end",
})  # fmt: skip
"""Parameters that mean something here; any other is a gap."""

OLD_NAMES = {
    "subscription_cancel_at_period_end": "cancel_at_period_end", "subscription_default_tax_rates": "default_tax_rates",
    "subscription_items": "items", "subscription_proration_behavior": "proration_behavior",
    "subscription_proration_date": "proration_date", "subscription_trial_end": "trial_end",
}  # fmt: skip
"""Of GET /v1/invoices/upcoming, which basil took away, and what they are called in `subscription_details`."""


def create(command: Command) -> Outcome:
    """POST /v1/invoices/create_preview."""
    return Outcome(_preview(command, command.params))


def upcoming(command: Command) -> Outcome:
    """GET /v1/invoices/upcoming, of versions before basil. Its answer has an id here (unconfirmed of each version)."""
    if not before(command.version, BASIL):
        raise errors.unknown_url("GET", "/v1/invoices/upcoming", unsupported=False)
    details = {new: command.params[old] for old, new in OLD_NAMES.items() if old in command.params}
    params = {name: value for name, value in command.params.items() if name not in OLD_NAMES}
    if "coupon" in params:
        params["discounts"] = [{"coupon": params.pop("coupon")}]
    return Outcome(_preview(command, {**params, **({"subscription_details": details} if details else {})}))


def _preview(command: Command, params: Mapping[str, Any]) -> Invoice:
    work = Work(command.books)
    details = params.get("subscription_details") or {}
    for name in params:
        if name not in TAKEN:
            raise errors.not_simulated(f"{name} of a preview", name)
    for name in details:
        if name not in OF_SUBSCRIPTION:
            raise errors.not_simulated(f"{name} of a preview", f"subscription_details[{name}]")
    subscription = _named(work, params)
    if subscription is not None:
        invoice = _next(work, subscription, details)
    elif details.get("items"):
        invoice = _first(work, entries.customer_of(work, params), details)
    else:
        invoice = _waiting(work, entries.customer_of(work, params), params)
    return _with_more(work, invoice, params)


def _named(work: Work, params: Mapping[str, Any]) -> Subscription | None:
    """Return the subscription that is meant: without a name that of the customer which is billed next."""
    if params.get("subscription") is not None:
        return find(work.books, Subscription, params["subscription"], "subscription")
    if params.get("customer") is None:
        raise errors.one_of("customer", "subscription")
    if (params.get("subscription_details") or {}).get("items"):
        return None
    own = [
        one
        for one in work.books.of_kind(Subscription)
        if one.customer == params["customer"] and one.status in RUNNING and not one.cancel_at_period_end
    ]
    return min(own, key=lambda one: one.period_end, default=None)


def _next(work: Work, subscription: Subscription, details: Mapping[str, Any]) -> Invoice:
    """Return the next invoice of a subscription, or the one that a change would make at once."""
    ends = details.get("cancel_at_period_end", subscription.cancel_at_period_end)
    if subscription.status not in RUNNING or ends:
        raise billing_errors.nothing_upcoming()
    if details.get("trial_end") not in (None, "now"):
        raise errors.not_simulated("a preview of another end of a trial", "subscription_details[trial_end]")
    after, bills = updating.with_items(work, subscription, details)
    if bills:
        now = Period(subscription.period_start, work.at)
        invoice = invoicing.draft(work, after, "subscription_update", now, waits=False)
        after, lines = invoicing.swept(work, after, invoice.id)
        return replace(invoice, lines=lines)
    ended = Period(after.period_start, after.period_end)
    invoice = invoicing.draft(work, after, "upcoming", ended, advances=False)
    _, lines = cycles.billed(work, cycles.rolled(work, after), invoice.id, ended=ended)
    attempt = ended.end + policy.INVOICE_CHARGED_AFTER
    charged = after.collection_method == "charge_automatically"
    return replace(invoice, lines=lines, created=ended.end, next_payment_attempt=attempt if charged else None)


def _first(work: Work, customer: Customer, details: Mapping[str, Any]) -> Invoice:
    """Return the first invoice that a new subscription would have."""
    trial = details.get("trial_end")
    trial_end = None if trial in (None, "now") else int(trial)
    given = {name: details[name] for name in ("billing_mode", "default_tax_rates", "items") if name in details}
    begun, _ = subscribing.subscribed(work, customer, given, trial_end)
    begun = with_discounts(work, begun, {"items": given["items"]})
    free = begun.billing_mode if trial_end is not None else None
    invoice = invoicing.draft(work, begun, "upcoming", Period(work.at, work.at), waits=False)
    _, lines = cycles.billed(work, begun, invoice.id, free=free)
    return replace(invoice, lines=lines, subscription=None)


def _waiting(work: Work, customer: Customer, params: Mapping[str, Any]) -> Invoice:
    """Return an invoice of what waits for a customer who has subscribed to nothing."""
    if not customer.pending and not params.get("invoice_items"):
        raise billing_errors.nothing_upcoming()
    name = PREVIEW + work.books.account
    lines = tuple(written.of_item(work, name, work.books.objects[item]) for item in customer.pending)
    currency = str(params.get("currency") or (lines[0].currency if lines else customer.currency) or entries.CURRENCY)
    return Invoice(
        id=name,
        created=work.at,
        customer=customer.id,
        currency=currency.lower(),
        billing_reason="upcoming",
        period_start=work.at,
        period_end=work.at,
        lines=lines,
        addressee=invoicing.addressee(customer),
    )


def _with_more(work: Work, invoice: Invoice, params: Mapping[str, Any]) -> Invoice:
    """Return a preview with the items and discounts that are asked for besides, and what it comes to."""
    customer = work.customer(invoice.customer)
    more = [
        entries.put(
            work, customer, {"currency": invoice.currency, **item}, invoice=invoice, path=f"invoice_items[{nth}]"
        )
        for nth, item in enumerate(params.get("invoice_items") or ())
    ]
    lines = (*invoice.lines, *(written.of_item(work, invoice.id, item) for item in more))
    taken = invoice.discounts
    if "discounts" in params:
        whose = {"customer": customer.id, "invoice": invoice.id}
        subtotal = sum(line.amount for line in lines)
        taken = redeemed(
            work, params["discounts"], whose, invoice.currency, subtotal, had=invoice.discounts, tells=False
        )
    name = invoice.id if invoice.id.startswith(PREVIEW) else PREVIEW + invoice.id
    shown = tuple(replace(line, invoice=name) for line in lines)
    made = replace(invoice, id=name, lines=shown, discounts=taken, billing_reason="upcoming", auto_advance=False)
    return invoicing.totalled(work, made)
