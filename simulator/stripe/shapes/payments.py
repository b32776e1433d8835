"""How intents, charges and refunds look. Not: payment methods, which are shown inside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.stripe import naming
from simulator.stripe.resources.cash_balance import BY_CURRENCY, KIND
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.resources.payment_method import Card, PaymentMethod
from simulator.stripe.resources.refund import Refund
from simulator.stripe.shapes.people import billing_details, checks, payment_method, shipping
from simulator.world import Books

CARD_OPTIONS: Mapping[str, Any] = {
    "installments": None,
    "mandate_options": None,
    "network": None,
    "request_three_d_secure": "automatic",
}


DEFAULT_OPTIONS: Mapping[str, Mapping[str, Any]] = {
    KIND: {"funding_type": None},
    "us_bank_account": {"verification_method": "automatic"},
}


AS_IT_IS: dict[str, Any] = {"card": CARD_OPTIONS, "link": {"persistent_token": None}}
"""The options of an intent that is as it is without being asked for anything."""


def payment_intent(books: Books, value: PaymentIntent) -> dict[str, Any]:
    """45 keys, recorded."""
    configuration = value.payment_method_configuration
    return {
        "id": value.id,
        "object": "payment_intent",
        "allowed_payment_method_types": value.allowed_payment_method_types,
        "amount": value.amount,
        "amount_capturable": value.amount_capturable,
        "amount_details": {"tip": {}},
        "amount_received": value.amount_received,
        "application": naming.application(books) if books.platform else None,
        "application_fee_amount": value.application_fee_amount,
        "automatic_payment_methods": value.automatic_payment_methods,
        "canceled_at": value.canceled_at,
        "cancellation_reason": value.cancellation_reason,
        "capture_method": value.capture_method,
        "client_secret": value.client_secret,
        "confirmation_method": value.confirmation_method,
        "created": value.created,
        "currency": value.currency,
        "customer": value.customer,
        "customer_account": None,
        "description": value.description,
        "excluded_payment_method_types": value.excluded_payment_method_types,
        "last_payment_error": _last_error(books, value.last_payment_error),
        "latest_charge": value.latest_charge,
        "livemode": books.livemode,
        "managed_payments": {"enabled": False},
        "metadata": value.metadata,
        "next_action": value.next_action,
        "on_behalf_of": value.on_behalf_of,
        "payment_method": value.payment_method,
        "payment_method_configuration_details": None
        if configuration is None
        else {"id": configuration, "parent": None},
        "payment_method_options": _options(value),
        "payment_method_types": value.payment_method_types,
        "payment_record": None,
        "processing": None,
        "receipt_email": value.receipt_email,
        "review": None,
        "setup_future_usage": value.setup_future_usage,
        "shared_payment_granted_token": None,
        "shipping": shipping(value.shipping),
        "source": None,
        "statement_descriptor": value.statement_descriptor,
        "statement_descriptor_suffix": value.statement_descriptor_suffix,
        "status": value.status,
        "transfer_data": value.transfer_data,
        "transfer_group": value.transfer_group,
    }


def _options(value: PaymentIntent) -> dict[str, Any]:
    """Each type that has options, with what was asked for over the defaults."""
    given = value.payment_method_options
    if not given and value.payment_method_types == ("card", "link"):
        return AS_IT_IS
    shown: dict[str, Any] = {}
    for kind in sorted(value.payment_method_types):
        if kind == "card":
            shown[kind] = dict(sorted({**CARD_OPTIONS, **given.get(kind, {})}.items()))
        elif kind == "link":
            shown[kind] = {"persistent_token": None, **given.get(kind, {})}
        else:
            shown[kind] = dict(sorted({**DEFAULT_OPTIONS.get(kind, {}), **given.get(kind, {})}.items()))
    return shown


def _last_error(books: Books, error: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if error is None:
        return None
    shown = dict(error)
    if isinstance(shown.get("payment_method"), PaymentMethod):
        shown["payment_method"] = payment_method(books, shown["payment_method"])
    return shown


def charge(books: Books, value: Charge) -> dict[str, Any]:
    """46 keys, recorded; `transfer` only if it is to be shared by one (Stripe, "The Charge object")."""
    receipt, data = value.receipt, value.transfer_data
    return {
        "id": value.id,
        "object": "charge",
        "amount": value.amount,
        "amount_captured": value.amount_captured,
        "amount_refunded": value.amount_refunded,
        "application": naming.application(books) if books.platform else None,
        "application_fee": value.application_fee,
        "application_fee_amount": value.application_fee_amount,
        "balance_transaction": value.balance_transaction,
        "billing_details": billing_details(value.method.billing_details),
        "calculated_statement_descriptor": _statement(value),
        "captured": value.captured,
        "created": value.created,
        "currency": value.currency,
        "customer": value.customer,
        "description": value.description,
        "destination": data["destination"] if data else None,
        "dispute": value.dispute,
        "disputed": value.dispute is not None,
        "failure_balance_transaction": None,
        "failure_code": value.failure_code,
        "failure_message": value.failure_message,
        "fraud_details": value.fraud_details,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "on_behalf_of": value.on_behalf_of,
        "order": None,
        "outcome": value.outcome,
        "paid": value.status == "succeeded",
        "payment_intent": value.payment_intent or None,
        "payment_method": value.method.id or None,
        "payment_method_details": _method_details(value),
        "radar_options": {},
        "receipt_email": value.receipt_email,
        "receipt_number": None,
        "receipt_url": None if receipt is None else f"https://pay.stripe.com/receipts/payment/{receipt}",
        "refunded": value.refunded,
        "review": None,
        "shipping": shipping(value.shipping),
        "source": _source(books, value),
        "source_transfer": value.source_transfer,
        "statement_descriptor": value.statement_descriptor,
        "statement_descriptor_suffix": value.statement_descriptor_suffix,
        "status": value.status,
        **({"transfer": value.transfer} if data else {}),
        "transfer_data": {"amount": data.get("amount"), "destination": data["destination"]} if data else None,
        "transfer_group": value.transfer_group,
    }


def _source(books: Books, value: Charge) -> dict[str, Any] | None:
    """Whose money a transfer brought; more of that account is not shown here."""
    if value.source_transfer is None or books.platform is None:
        return None
    return {"id": books.platform.account, "object": "account"}


def _statement(value: Charge) -> str | None:
    if value.source_transfer:
        return None
    if value.statement_descriptor:
        return value.statement_descriptor
    return f"Stripe* {value.statement_descriptor_suffix}" if value.statement_descriptor_suffix else "Stripe"


def _method_details(value: Charge) -> dict[str, Any]:
    method: PaymentMethod = value.method
    if value.source_transfer:
        return {"stripe_account": {}, "type": "stripe_account"}
    if method.card is None:
        return dict(sorted({method.type: _debited(value, method.details), "type": method.type}.items()))
    return {"card": _charged_card(value, method.card), "type": "card"}


ONLY_OF_THE_METHOD = frozenset({"financial_connections_account", "generated_from", "networks", "status_details"})


def _debited(value: Charge, details: Mapping[str, Any]) -> dict[str, Any]:
    """An account as a charge shows it: what a charge has only is which permission it rests on."""
    if value.method.type == KIND:
        return {}
    shown = {key: inner for key, inner in details.items() if key not in ONLY_OF_THE_METHOD}
    shown["mandate"] = value.mandate
    if "routing_number" in shown:
        shown["payment_reference"] = None
    return dict(sorted(shown.items()))


def _charged_card(value: Charge, card: Card) -> dict[str, Any]:
    """The card as the network saw it; `capture_before` only for a hold."""
    shown: dict[str, Any] = {"amount_authorized": value.amount if value.status == "succeeded" else None}
    shown |= {"authorization_code": value.authorization_code, "brand": card.brand}
    if value.capture_before is not None:
        shown["capture_before"] = value.capture_before
    return shown | {
        "checks": checks(card),
        "country": card.country,
        "electronic_commerce_indicator": "05" if value.three_d_secure else "07",
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "extended_authorization": {"status": "disabled"},
        "fingerprint": card.fingerprint,
        "funding": card.funding,
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": value.network_transaction_id,
        "overcapture": {"maximum_amount_capturable": value.amount, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": value.three_d_secure,
        "transaction_link_id": None,
        "wallet": None,
    }


def _destination(books: Books, value: Refund) -> dict[str, Any] | None:
    """Where the money goes: to the card, or to the account by a transfer (of that the published schema tells).

    What a reversal took back went to the platform; how that is shown is unconfirmed.
    """
    if value.source_transfer_reversal:
        return None
    charge = books.objects.get(value.charge)
    if isinstance(charge, Charge) and charge.method.card is None:
        came = charge.method.type
        kind = BY_CURRENCY[charge.currency] if came == KIND else TRANSFERS.get(came, came)
        return dict(sorted({kind: {"reference": None, "reference_status": None}, "type": kind}.items()))
    details: dict[str, Any] = {"reference": value.reference} if value.reference else {}
    details |= {
        "reference_status": "available" if value.reference else "pending",
        "reference_type": "acquirer_reference_number",
        "type": "refund",
    }
    return {"card": details, "type": "card"}


TRANSFERS: Mapping[str, str] = {"sepa_debit": "eu_bank_transfer", "us_bank_account": "us_bank_transfer"}


def refund(books: Books, value: Refund) -> dict[str, Any]:
    """18 keys, recorded; what a refund has only while it waits, or when it failed, is left out otherwise."""
    shown: dict[str, Any] = {
        "id": value.id,
        "object": "refund",
        "amount": value.amount,
        "balance_transaction": value.balance_transaction,
        "charge": value.charge,
        "created": value.created,
        "currency": value.currency,
        "customer": value.customer,
        "customer_account": None,
    }
    destination = _destination(books, value)
    if destination is not None:
        shown["destination_details"] = destination
    if value.failure_reason is not None:
        shown |= {
            "failure_balance_transaction": value.failure_balance_transaction,
            "failure_reason": value.failure_reason,
        }
    if value.instructions_email is not None:
        shown["instructions_email"] = value.instructions_email
    return shown | {
        "metadata": value.metadata,
        "payment_intent": value.payment_intent or None,
        "payment_method": value.payment_method,
        **({"pending_reason": "processing"} if value.status == "pending" else {}),
        "reason": value.reason,
        "receipt_number": None,
        "source_transfer_reversal": value.source_transfer_reversal,
        "status": value.status,
        "transfer_reversal": value.transfer_reversal,
    }
