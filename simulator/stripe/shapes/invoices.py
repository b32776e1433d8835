"""How invoices look, their lines, payments and items, and a customer's balance. Not: older versions, see versions/."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from simulator.stripe import policy
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.invoice import PREVIEW, UPCOMING, Invoice, InvoiceLine, InvoicePayment
from simulator.stripe.resources.invoice_item import CustomerBalanceTransaction, InvoiceItem
from simulator.stripe.shapes import catalogue, taxes
from simulator.stripe.shapes.accounting import PROFILE
from simulator.stripe.shapes.people import address, clock_of, shipping
from simulator.world import Books

LINES_SHOWN = 10
"""How many stand inside: a page."""


def invoice(books: Books, value: Invoice) -> dict[str, Any]:
    """Recorded, without what is shown only where it is expanded. One that is only announced has no id."""
    total, who = value.total, value.addressee
    page = f"{books.account}/{books.side}_{value.secret}" if value.number else None
    shown = {
        "id": value.id,
        "object": "invoice",
        "account_country": policy.ACCOUNT_COUNTRY,
        "account_name": PROFILE["name"],
        "account_tax_ids": None,
        "amount_due": value.amount_due,
        "amount_overpaid": 0,
        "amount_paid": value.amount_paid,
        "amount_remaining": value.amount_remaining,
        "amount_shipping": 0,
        "application": None,
        "attempt_count": value.attempt_count,
        "attempted": value.attempted,
        "auto_advance": value.auto_advance,
        "automatic_tax": {
            "disabled_reason": None, "enabled": False, "liability": None, "provider": None, "status": None,
        },
        "automatically_finalizes_at": value.automatically_finalizes_at,
        "billing_reason": value.billing_reason,
        "collection_method": value.collection_method,
        "created": value.created,
        "currency": value.currency,
        "custom_fields": value.custom_fields or None,
        "customer": value.customer,
        "customer_account": None,
        "customer_address": address(who.get("address")),
        "customer_email": who.get("email"),
        "customer_name": who.get("name"),
        "customer_phone": who.get("phone"),
        "customer_shipping": shipping(who.get("shipping")),
        "customer_tax_exempt": who.get("tax_exempt", "none"),
        "customer_tax_ids": [],
        "default_payment_method": value.default_payment_method,
        "default_source": None,
        "default_tax_rates": taxes.rates(books, value.default_tax_rates),
        "description": value.description,
        "discounts": value.discounts,
        "due_date": value.due_date,
        "effective_at": value.effective_at,
        "ending_balance": value.ending_balance,
        "footer": value.footer,
        "from_invoice": None,
        "hosted_invoice_url": None if page is None else f"{books.base_url}/i/{page}?s=ap",
        "invoice_pdf": None if page is None else f"https://pay.stripe.com/invoice/{page}/pdf?s=ap",
        "issuer": {"type": "self"},
        "last_finalization_error": None,
        "latest_revision": None,
        "lines": {
            "object": "list",
            "data": [line(books, one) for one in value.lines[:LINES_SHOWN]],
            "has_more": len(value.lines) > LINES_SHOWN,
            "total_count": len(value.lines),
            "url": f"/v1/invoices/{value.id}/lines",
        },
        "livemode": books.livemode,
        "metadata": value.metadata,
        "next_payment_attempt": value.next_payment_attempt,
        "number": value.number,
        "on_behalf_of": None,
        "parent": _parent(value),
        "payment_settings": {
            "default_mandate": None, "payment_method_options": None, "payment_method_types": None,
        },
        "period_end": value.period_end,
        "period_start": value.period_start,
        "post_payment_credit_notes_amount": value.post_payment_credit,
        "pre_payment_credit_notes_amount": value.pre_payment_credit,
        "receipt_number": None,
        "rendering": None,
        "shipping_cost": None,
        "shipping_details": None,
        "starting_balance": _starting(books, value),
        "statement_descriptor": value.statement_descriptor,
        "status": value.status,
        "status_transitions": {
            "finalized_at": value.finalized_at,
            "marked_uncollectible_at": value.marked_uncollectible_at,
            "paid_at": value.paid_at,
            "voided_at": value.voided_at,
        },
        "subtotal": value.subtotal,
        "subtotal_excluding_tax": value.subtotal - taxes.contained(books, value),
        "test_clock": clock_of(books, value.customer),
        "total": total,
        "total_discount_amounts": _taken_off(value),
        "total_excluding_tax": total - sum(tax.amount for one in value.lines for tax in one.taxes),
        "total_pretax_credit_amounts": [],
        "total_taxes": taxes.total(value),
        "webhooks_delivered_at": value.created,
    }  # fmt: skip
    if value.id.startswith(UPCOMING):
        del shown["id"]
    elif value.id.startswith(PREVIEW):
        name = value.id.replace(PREVIEW, UPCOMING, 1)
        shown["id"] = name
        shown["lines"] = {**shown["lines"], "url": f"/v1/invoices/{name}/lines"}
    return shown


def _parent(value: Invoice) -> dict[str, Any] | None:
    """One that a merchant wrote has none."""
    if value.subscription is None:
        return None
    return {
        "quote_details": None,
        "subscription_details": {"metadata": value.subscription_metadata, "subscription": value.subscription},
        "type": "subscription_details",
    }


def _taken_off(value: Invoice) -> list[dict[str, Any]]:
    """By discount, in the order in which they were taken off."""
    total: dict[str, int] = {}
    for one in value.lines:
        for name, amount in one.discount_amounts:
            total[name] = total.get(name, 0) + amount
    return [{"amount": amount, "discount": name} for name, amount in total.items()]


def _starting(books: Books, value: Invoice) -> int:
    """A draft's follows the customer (recorded)."""
    customer = books.objects.get(value.customer)
    if value.status == "draft" and isinstance(customer, Customer):
        return customer.balance
    return value.starting_balance


def line(books: Books, value: InvoiceLine) -> dict[str, Any]:
    """22 keys, recorded."""
    credited = None
    if value.credited is not None:
        credited = {"invoice": value.credited[0], "invoice_line_items": [value.credited[1]]}
    own = {
        "invoice_item": value.invoice_item,
        "proration": value.proration,
        "proration_details": {"credited_items": credited},
        "subscription": value.subscription,
    }
    if value.subscription_item is None:
        parent = {"invoice_item_details": own, "subscription_item_details": None, "type": "invoice_item_details"}
    else:
        own["subscription_item"] = value.subscription_item
        parent = {"invoice_item_details": None, "subscription_item_details": own, "type": "subscription_item_details"}
    return {
        "id": value.id,
        "object": "line_item",
        "amount": value.amount,
        "currency": value.currency,
        "description": value.description,
        "discount_amounts": [{"amount": amount, "discount": name} for name, amount in value.discount_amounts],
        "discountable": value.discountable,
        "discounts": value.discounts,
        "invoice": value.invoice.replace(PREVIEW, UPCOMING, 1),
        "livemode": books.livemode,
        "metadata": value.metadata,
        "parent": parent,
        "period": {"end": value.period_end, "start": value.period_start},
        "pretax_credit_amounts": [],
        "pricing": _pricing(value.price, value.product, value.unit),
        "quantity": value.quantity,
        "quantity_decimal": str(value.quantity),
        "subtotal": value.amount,
        "taxes": taxes.of_line(value),
    }


def _pricing(price: str | None, product: str | None, unit: Decimal | None) -> Mapping[str, Any]:
    return {
        "price_details": {"price": price, "product": product},
        "type": "price_details",
        "unit_amount_decimal": catalogue.decimal(unit),
    }


def invoice_item(books: Books, value: InvoiceItem) -> dict[str, Any]:
    """Recorded. What a canceled subscription left knows neither it nor what it gives back."""
    own = {"subscription": value.subscription, "subscription_item": value.subscription_item}
    owned = value.subscription is not None
    credited = None
    if value.credited is not None:
        details = {"invoice": value.credited[0], "invoice_line_items": [value.credited[1]]}
        credited = {"invoice_line_item_details": details, "type": "invoice_line_items"}
    shown: dict[str, Any] = {
        "id": value.id,
        "object": "invoiceitem",
        "amount": value.amount,
        "currency": value.currency,
        "customer": value.customer,
        "customer_account": None,
        "date": value.date,
        "description": value.description,
        "discountable": value.discountable,
        "discounts": value.discounts,
        "frozen_fields": ["pricing", "quantity", "discounts"] if value.proration else [],
        "invoice": value.invoice,
        "invoicing_rules": [],
        "livemode": books.livemode,
        "metadata": value.metadata,
        "net_amount": value.amount,
        "parent": {"subscription_details": own, "type": "subscription_details"} if owned else None,
        "period": {"end": value.period_end, "start": value.period_start},
        "pricing": _pricing(value.price, value.product, value.unit),
        "proration": value.proration,
    }
    if owned or not value.proration:
        shown["proration_details"] = {"credited_items": credited, "discount_amounts": []}
    return shown | {
        "quantity": value.quantity,
        "quantity_decimal": str(value.quantity),
        "tax_rates": taxes.rates(books, value.tax_rates),
        "test_clock": clock_of(books, value.customer),
    }


def invoice_payment(books: Books, value: InvoicePayment) -> dict[str, Any]:
    """Documented, not recorded."""
    return {
        "id": value.id,
        "object": "invoice_payment",
        "amount_paid": value.amount_paid,
        "amount_requested": value.amount_requested,
        "created": value.created,
        "currency": value.currency,
        "invoice": value.invoice,
        "is_default": value.is_default,
        "livemode": books.livemode,
        "payment": {"payment_intent": value.payment_intent, "type": "payment_intent"},
        "status": value.status,
        "status_transitions": {"canceled_at": value.canceled_at, "paid_at": value.paid_at},
    }


def balance_transaction(books: Books, value: CustomerBalanceTransaction) -> dict[str, Any]:
    """15 keys, recorded."""
    return {
        "id": value.id,
        "object": "customer_balance_transaction",
        "amount": value.amount,
        "checkout_session": None,
        "created": value.created,
        "credit_note": value.credit_note,
        "currency": value.currency,
        "customer": value.customer,
        "customer_account": None,
        "description": value.description,
        "ending_balance": value.ending_balance,
        "invoice": value.invoice,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "type": value.type,
    }
