"""How setup intents, their attempts, mandates and tokens look. Not: methods, which are shown inside them.

Setup intents are recorded; attempts, mandates and tokens follow Stripe's published schema of 2026-08-26.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.stripe import naming
from simulator.stripe.resources.mandate import Mandate
from simulator.stripe.resources.payment_method import Card, PaymentMethod
from simulator.stripe.resources.setup_attempt import SetupAttempt
from simulator.stripe.resources.setup_intent import SetupIntent
from simulator.stripe.resources.token import Token
from simulator.stripe.shapes.people import checks, payment_method
from simulator.world import Books

CARD_OPTIONS: Mapping[str, Any] = {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}


def setup_intent(books: Books, value: SetupIntent) -> dict[str, Any]:
    """28 keys, recorded."""
    configuration = value.payment_method_configuration
    return {
        "id": value.id,
        "object": "setup_intent",
        "allowed_payment_method_types": value.allowed_payment_method_types,
        "application": naming.application(books) if books.platform else None,
        "automatic_payment_methods": value.automatic_payment_methods,
        "cancellation_reason": value.cancellation_reason,
        "client_secret": value.client_secret,
        "created": value.created,
        "customer": value.customer,
        "customer_account": None,
        "description": value.description,
        "excluded_payment_method_types": value.excluded_payment_method_types,
        "flow_directions": None,
        "last_setup_error": _error(books, value.last_setup_error),
        "latest_attempt": value.latest_attempt,
        "livemode": books.livemode,
        "managed_payments": {"enabled": False},
        "mandate": value.mandate,
        "metadata": value.metadata,
        "next_action": value.next_action,
        "on_behalf_of": value.on_behalf_of,
        "payment_method": value.payment_method,
        "payment_method_configuration_details": None
        if configuration is None
        else {"id": configuration, "parent": None},
        "payment_method_options": _options(value),
        "payment_method_types": value.payment_method_types,
        "single_use_mandate": None,
        "status": value.status,
        "usage": value.usage,
    }


def _options(value: SetupIntent) -> dict[str, Any]:
    """Recorded: only a card's options are shown by themselves; of others, what was given."""
    given = value.payment_method_options
    shown: dict[str, Any] = {kind: dict(options) for kind, options in given.items() if kind != "card"}
    if "card" in value.payment_method_types:
        shown["card"] = dict(sorted({**CARD_OPTIONS, **given.get("card", {})}.items()))
    return dict(sorted(shown.items()))


def _error(books: Books, error: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if error is None:
        return None
    shown = dict(error)
    if isinstance(shown.get("payment_method"), PaymentMethod):
        shown["payment_method"] = payment_method(books, shown["payment_method"])
    return shown


def setup_attempt(books: Books, value: SetupAttempt) -> dict[str, Any]:
    method: PaymentMethod = value.method
    part = _attempted_card(value, method.card) if method.card else {}
    return {
        "id": value.id,
        "object": "setup_attempt",
        "application": None,
        "created": value.created,
        "customer": value.customer,
        "customer_account": None,
        "flow_directions": None,
        "livemode": books.livemode,
        "on_behalf_of": value.on_behalf_of,
        "payment_method": method.id,
        "payment_method_details": dict(sorted({method.type: part, "type": method.type}.items())),
        "setup_error": _error(books, value.setup_error),
        "setup_intent": value.setup_intent,
        "status": value.status,
        "usage": value.usage,
    }


def _attempted_card(value: SetupAttempt, card: Card) -> dict[str, Any]:
    return {
        "brand": card.brand,
        "checks": checks(card),
        "country": card.country,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": card.fingerprint,
        "funding": card.funding,
        "last4": card.last4,
        "network": card.brand,
        "three_d_secure": _authenticated(value.three_d_secure),
        "wallet": None,
    }


def _authenticated(details: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a charge tells of its exemption, an attempt does not."""
    if details is None:
        return None
    return {key: inner for key, inner in details.items() if not key.startswith("exemption_indicator")}


def mandate(books: Books, value: Mandate) -> dict[str, Any]:
    """With `multi_use` or `single_use`, whichever it is; the other key is left out."""
    part: dict[str, Any] = {}
    if value.kind == "sepa_debit":
        part = {"reference": value.reference, "url": f"{books.base_url}/sepa_debit/mandate/{value.reference}"}
    use = {"multi_use": {}} if value.lasting else {"single_use": {"amount": value.amount, "currency": value.currency}}
    shown = {
        "customer_acceptance": value.acceptance,
        "livemode": books.livemode,
        "payment_method": value.payment_method,
        "payment_method_details": {value.kind: part, "type": value.kind},
        "status": value.status,
        "type": "multi_use" if value.lasting else "single_use",
        **use,
    }
    return {"id": value.id, "object": "mandate", **dict(sorted(shown.items()))}


def token(books: Books, value: Token) -> dict[str, Any]:
    part = _token_card(value, value.card) if value.card is not None else _token_account(value)
    shown = {
        value.kind: part,
        "client_ip": value.client_ip,
        "created": value.created,
        "livemode": books.livemode,
        "type": value.kind,
        "used": value.used,
    }
    return {"id": value.id, "object": "token", **dict(sorted(shown.items()))}


def _token_card(value: Token, card: Card) -> dict[str, Any]:
    """A legacy card: it names things otherwise than a payment method's card does."""
    address: Mapping[str, Any] = value.holder.get("address") or {}
    return {
        "id": value.part,
        "object": "card",
        "address_city": address.get("city"),
        "address_country": address.get("country"),
        "address_line1": address.get("line1"),
        "address_line1_check": "unchecked" if address.get("line1") else None,
        "address_line2": address.get("line2"),
        "address_state": address.get("state"),
        "address_zip": address.get("postal_code"),
        "address_zip_check": "unchecked" if address.get("postal_code") else None,
        "brand": LEGACY_BRANDS.get(card.brand, "Unknown"),
        "country": card.country,
        "cvc_check": card.cvc_check,
        "dynamic_last4": None,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": card.fingerprint,
        "funding": card.funding,
        "last4": card.last4,
        "metadata": {},
        "name": value.holder.get("name"),
        "networks": {"preferred": None},
        "regulated_status": "unregulated",
        "tokenization_method": None,
    }


LEGACY_BRANDS: Mapping[str, str] = {
    "amex": "American Express",
    "diners": "Diners Club",
    "discover": "Discover",
    "jcb": "JCB",
    "mastercard": "MasterCard",
    "unionpay": "UnionPay",
    "visa": "Visa",
}
"""How the older card object writes brands (Stripe, "The Card object")."""


def _token_account(value: Token) -> dict[str, Any]:
    return {"id": value.part, "object": "bank_account", **dict(sorted((value.account or {}).items()))}
