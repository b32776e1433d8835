"""How customers and payment methods look. Not: charges, which show a card in another way."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.payment_method import Card, PaymentMethod
from simulator.stripe.shapes.discounts import customers_discount
from simulator.world import Books

ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


def customer(books: Books, value: Customer) -> dict[str, Any]:
    """23 keys, recorded."""
    settings = value.invoice_settings
    return {
        "id": value.id,
        "object": "customer",
        "address": address(value.address),
        "balance": value.balance,
        "created": value.created,
        "currency": value.currency,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "description": value.description,
        "discount": None if value.discount is None else customers_discount(value.discount),
        "email": value.email,
        "invoice_prefix": value.invoice_prefix,
        "invoice_settings": {
            "custom_fields": settings.get("custom_fields"),
            "default_payment_method": settings.get("default_payment_method"),
            "footer": settings.get("footer"),
            "rendering_options": settings.get("rendering_options"),
        },
        "livemode": books.livemode,
        "metadata": value.metadata,
        "name": value.name,
        "next_invoice_sequence": value.next_invoice_sequence,
        "phone": value.phone,
        "preferred_locales": value.preferred_locales,
        "shipping": shipping(value.shipping),
        "tax_exempt": value.tax_exempt,
        "test_clock": value.test_clock,
    }


def clock_of(books: Books, customer: str) -> str | None:
    """Return the test clock that a customer lives by, and with them what bills them."""
    found = books.objects.get(customer)
    return found.test_clock if isinstance(found, Customer) else None


def payment_method(books: Books, value: PaymentMethod) -> dict[str, Any]:
    """12 keys, recorded for cards; another type has its own part in place of `card`."""
    part = {"card": card(value.card)} if value.card is not None else {value.type: dict(value.details)}
    fields: dict[str, Any] = {
        "allow_redisplay": value.allow_redisplay,
        "billing_details": billing_details(value.billing_details),
        **part,
        "created": value.created,
        "customer": value.customer,
        "customer_account": None,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "shared_payment_granted_token": None,
        "type": value.type,
    }
    head = {"id": value.id, "object": "payment_method"}
    return head | fields if value.card is not None else head | dict(sorted(fields.items()))


def card(value: Card) -> dict[str, Any]:
    return {
        "brand": value.brand,
        "checks": checks(value),
        "country": value.country,
        "display_brand": "american_express" if value.brand == "amex" else value.brand,
        "exp_month": value.exp_month,
        "exp_year": value.exp_year,
        "fingerprint": value.fingerprint,
        "funding": value.funding,
        "generated_from": None,
        "last4": value.last4,
        "networks": {"available": [value.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


def checks(value: Card) -> dict[str, Any]:
    return {
        "address_line1_check": value.address_line1_check,
        "address_postal_code_check": value.address_postal_code_check,
        "cvc_check": value.cvc_check,
    }


def address(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    return None if value is None else {name: value.get(name) for name in ADDRESS}


def billing_details(value: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "address": address(value.get("address") or {}),
        "email": value.get("email"),
        "name": value.get("name"),
        "phone": value.get("phone"),
        "tax_id": value.get("tax_id"),
    }


def shipping(value: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """As it was given; what was left out of the address is null."""
    if value is None:
        return None
    shown = {"address": address(value.get("address") or {}), "name": value.get("name"), "phone": value.get("phone")}
    extra = {name: value[name] for name in ("carrier", "tracking_number") if name in value}
    return dict(sorted((shown | extra).items()))
