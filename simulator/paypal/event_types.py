"""The types of PayPal's events: what each says, of which kind of resource. Not: making one.

Source: PayPal, "Webhook event names"; sentences marked R are recorded, others are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class EventType(msgspec.Struct, frozen=True):
    """`summary` has the amount at `{amount}` and the object's id at `{id}`."""

    description: str
    resource: str
    version: str | None = "2.0"
    summary: str = ""


_ORDER, _CAPTURE, _REFUND, _HOLD = "checkout-order", "capture", "refund", "authorization"

TYPES: Mapping[str, EventType] = {
    "CHECKOUT.ORDER.APPROVED": EventType(
        "An order has been approved by buyer.", _ORDER, summary="An order has been approved by buyer"),  # R
    "CHECKOUT.ORDER.COMPLETED": EventType(
        "Webhook event emitted after all the purchase_units have been processed", _ORDER,
        summary="Checkout Order Completed"),  # R
    "CHECKOUT.ORDER.SAVED": EventType("An order is saved.", _ORDER, summary="An order was saved"),
    "CHECKOUT.ORDER.VOIDED": EventType("An order is voided.", _ORDER, summary="An order was voided"),
    "CHECKOUT.PAYMENT-APPROVAL.REVERSED": EventType(
        "A payment that was approved is reversed, for it was not captured in time.", _ORDER,
        summary="A payment approval was reversed"),
    "PAYMENT.AUTHORIZATION.CREATED": EventType(
        "A payment authorization is created.", _HOLD,
        summary="A successful payment authorization was created for {amount}"),  # R, of v1
    "PAYMENT.AUTHORIZATION.VOIDED": EventType(
        "A payment authorization is voided.", _HOLD, summary="A payment authorization was voided"),
    "PAYMENT.CAPTURE.COMPLETED": EventType(
        "A payment capture completes.", _CAPTURE, summary="Payment completed for {amount}"),  # R
    "PAYMENT.CAPTURE.PENDING": EventType(
        "The state of a payment capture changes to pending.", _CAPTURE, summary="Payment pending for {amount}"),  # R
    "PAYMENT.CAPTURE.DECLINED": EventType(
        "A payment capture is declined.", _CAPTURE, summary="A payment capture for {amount} was declined."),  # R
    "PAYMENT.CAPTURE.DENIED": EventType(
        "A payment capture is denied.", _CAPTURE, summary="A {amount} capture payment was denied"),  # R
    "PAYMENT.CAPTURE.REFUNDED": EventType(
        "A merchant refunds a payment capture.", _REFUND, summary="A {amount} capture payment was refunded"),  # R
    "PAYMENT.CAPTURE.REVERSED": EventType(
        "PayPal reverses a payment capture.", _REFUND, summary="A {amount} capture payment was reversed"),  # R
    "PAYMENT.REFUND.PENDING": EventType("A refund is pending.", _REFUND, summary="A {amount} refund is pending"),
    "PAYMENT.REFUND.FAILED": EventType("A refund fails.", _REFUND, summary="A {amount} refund failed"),
    "CUSTOMER.DISPUTE.CREATED": EventType(
        "A dispute is created.", "dispute", None, "A new dispute opened with Case # {id}"),  # R
    "CUSTOMER.DISPUTE.UPDATED": EventType("A dispute is updated.", "dispute", None, "Dispute {id} was updated"),
    "CUSTOMER.DISPUTE.RESOLVED": EventType("A dispute is resolved.", "dispute", None, "Dispute {id} was resolved"),
    "VAULT.PAYMENT-TOKEN.CREATED": EventType(
        "A payment token is created.", "payment_token", "3.0", "A payment token has been created."),  # documented
    "VAULT.PAYMENT-TOKEN.DELETED": EventType(
        "A payment token is deleted.", "payment_token", "3.0", "A payment token has been deleted."),
    "VAULT.PAYMENT-TOKEN.DELETION-INITIATED": EventType(
        "The deletion of a payment token begins.", "payment_token", "3.0", "A payment token will be deleted."),
    "CATALOG.PRODUCT.CREATED": EventType("A product is created.", "product", summary="A product was created."),
    "CATALOG.PRODUCT.UPDATED": EventType("A product is updated.", "product", summary="A product was updated."),
}  # fmt: skip
"""Those that the simulator makes."""

OTHERS: Mapping[str, str] = {
    "BILLING.PLAN.CREATED": "A billing plan is created.",
    "BILLING.PLAN.UPDATED": "A billing plan is updated.",
    "BILLING.PLAN.ACTIVATED": "A billing plan is activated.",
    "BILLING.PLAN.DEACTIVATED": "A billing plan is deactivated.",
    "BILLING.PLAN.PRICING-CHANGE.ACTIVATED": "A price change of a billing plan is activated.",
    "BILLING.SUBSCRIPTION.CREATED": "A billing agreement is created.",
    "BILLING.SUBSCRIPTION.ACTIVATED": "A billing agreement is activated.",
    "BILLING.SUBSCRIPTION.UPDATED": "A billing agreement is updated.",
    "BILLING.SUBSCRIPTION.EXPIRED": "A billing agreement expires.",
    "BILLING.SUBSCRIPTION.CANCELLED": "A billing agreement is canceled.",
    "BILLING.SUBSCRIPTION.SUSPENDED": "A billing agreement is suspended.",
    "BILLING.SUBSCRIPTION.RE-ACTIVATED": "A billing agreement is activated again.",
    "BILLING.SUBSCRIPTION.PAYMENT.FAILED": "A payment of a billing agreement fails.",
    "PAYMENT.SALE.COMPLETED": "A sale completes.",
    "PAYMENT.SALE.DENIED": "The state of a sale changes to denied.",
    "PAYMENT.SALE.PENDING": "The state of a sale changes to pending.",
    "PAYMENT.SALE.REFUNDED": "A merchant refunds a sale.",
    "PAYMENT.SALE.REVERSED": "PayPal reverses a sale.",
    "RISK.DISPUTE.CREATED": "A dispute is created.",
}
"""Those that a webhook may subscribe to, and that the simulator never makes."""


def description(name: str) -> str | None:
    """Return what a type says; None for one that there is not."""
    known = TYPES.get(name)
    return known.description if known is not None else OTHERS.get(name)
