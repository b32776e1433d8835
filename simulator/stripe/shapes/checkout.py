"""How checkout sessions and their lines look. Not: the page itself.

Source: stripe-python 16.1's types and Stripe's published example; not recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from simulator.stripe.resources.checkout_session import CheckoutSession, LineItem
from simulator.stripe.shapes.accounting import PROFILE
from simulator.stripe.shapes.people import address
from simulator.world import Books

BRANDING: Mapping[str, Any] = {
    "background_color": "#ffffff",
    "border_style": "rounded",
    "button_color": "#0074d4",
    "display_name": PROFILE["name"],
    "font_family": "default",
    "icon": None,
    "logo": None,
}
"""What an account that has set nothing has. The colours are unconfirmed."""


def session(books: Books, value: CheckoutSession) -> dict[str, Any]:
    """Without `line_items`, which are shown only when they are expanded."""
    options, recurs = value.options, value.mode == "subscription"
    return {
        "id": value.id,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None,
        "allow_promotion_codes": options.get("allow_promotion_codes"),
        "allowed_payment_method_types": options.get("allowed_payment_method_types"),
        "amount_subtotal": value.subtotal if value.line_items else None,
        "amount_total": value.total if value.line_items else None,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "billing_address_collection": options.get("billing_address_collection"),
        "branding_settings": BRANDING,
        "cancel_url": value.cancel_url,
        "client_reference_id": value.client_reference_id,
        "client_secret": value.client_secret,
        "collected_information": None,
        "consent": None,
        "consent_collection": None,
        "created": value.created,
        "currency": value.currency or None,
        "currency_conversion": None,
        "custom_fields": [],
        "custom_text": {
            "after_submit": None,
            "shipping_address": None,
            "submit": None,
            "terms_of_service_acceptance": None,
        },
        "customer": value.customer,
        "customer_account": None,
        "customer_creation": None if value.customer and not value.customer_details else value.customer_creation,
        "customer_details": _details(value),
        "customer_email": value.customer_email,
        "discounts": _discounts(value),
        "expires_at": value.expires_at,
        "integration_identifier": options.get("integration_identifier"),
        "invoice": value.invoice,
        "invoice_creation": {
            "enabled": False,
            "invoice_data": {
                "account_tax_ids": None,
                "custom_fields": None,
                "description": None,
                "footer": None,
                "issuer": None,
                "metadata": {},
                "rendering_options": None,
            },
        },
        "livemode": books.livemode,
        "locale": options.get("locale"),
        "managed_payments": {"enabled": False},
        "metadata": value.metadata,
        "mode": value.mode,
        "origin_context": None,
        "payment_intent": None if recurs else value.payment_intent,
        "payment_link": value.payment_link,
        "payment_method_collection": value.payment_method_collection,
        "payment_method_configuration_details": {"id": configuration(books), "parent": None},
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "payment_method_types": value.payment_method_types,
        "payment_status": value.payment_status,
        "permissions": None,
        "phone_number_collection": {"enabled": False},
        "recovered_from": None,
        **({} if value.return_url is None else {"return_url": value.return_url}),
        "saved_payment_method_options": None,
        "setup_intent": None if recurs else value.setup_intent,
        "shipping_address_collection": options.get("shipping_address_collection"),
        "shipping_cost": None,
        "shipping_options": [],
        "status": value.status,
        "submit_type": options.get("submit_type"),
        "subscription": value.subscription,
        "success_url": value.success_url,
        "total_details": {"amount_discount": value.taken_off, "amount_shipping": 0, "amount_tax": 0}
        if value.line_items
        else None,
        "ui_mode": value.ui_mode,
        "url": value.page,
        "wallet_options": None,
    }


def configuration(books: Books) -> str:
    """Return the id of the account's payment method configuration: the same on everything it makes."""
    return _configuration(books.account)


@lru_cache(maxsize=256)
def _configuration(account: str) -> str:
    return f"pmc_1{account[6:11]}{account[-10:]}00000000"


def _discounts(value: CheckoutSession) -> list[dict[str, Any]]:
    """Name the code where one was redeemed, else the coupon (unconfirmed that the coupon is null beside a code)."""
    if value.discount is None:
        return []
    code = value.discount.promotion_code
    return [{"coupon": value.discount.coupon if code is None else None, "promotion_code": code}]


def _details(value: CheckoutSession) -> dict[str, Any] | None:
    given = value.customer_details
    if given is None:
        if value.customer_email is None:
            return None
        given = {"email": value.customer_email}
    return {
        "address": address(given.get("address")),
        "business_name": None,
        "email": given.get("email"),
        "individual_name": None,
        "name": given.get("name"),
        "phone": given.get("phone"),
        "tax_exempt": "none",
        "tax_ids": [],
    }


def line_item(_books: Books, value: LineItem) -> dict[str, Any]:
    """With the id of its price, which `shapes.line_items` fills in: a line shows the whole price."""
    return {
        "id": value.id,
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": value.discount,
        "amount_subtotal": value.subtotal,
        "amount_tax": 0,
        "amount_total": value.total,
        "currency": value.currency,
        "description": value.name,
        "metadata": {},
        "price": value.price,
        "quantity": value.quantity,
    }
