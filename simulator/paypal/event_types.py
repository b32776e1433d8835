"""The types of PayPal's events: what each says, of which kind of resource. Not: making one.

Source: PayPal, "Webhook event names"; sentences marked R are recorded, others are ours.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class EventType(msgspec.Struct, frozen=True):
    """`summary` has the amount at `{amount}`, without a sign at `{plain}`, and the object's id at `{id}`."""

    description: str
    resource: str
    version: str | None = "2.0"
    summary: str = ""


_ORDER, _CAPTURE, _REFUND, _HOLD = "checkout-order", "capture", "refund", "authorization"
_SUBSCRIPTION = "subscription"

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
    "BILLING.PLAN.CREATED": EventType("A billing plan is created.", "plan", summary="A billing plan was created."),  # R
    "BILLING.PLAN.UPDATED": EventType("A billing plan is updated.", "plan", summary="A billing plan was updated."),  # R
    "BILLING.PLAN.ACTIVATED": EventType(
        "A billing plan is activated.", "plan", summary="A billing plan was activated."),
    "BILLING.PLAN.DEACTIVATED": EventType(
        "A billing plan is deactivated.", "plan", summary="A billing plan was deactivated."),
    "BILLING.PLAN.PRICING-CHANGE.ACTIVATED": EventType(
        "A price change of a billing plan is activated.", "plan", summary="A price change was activated."),
    "BILLING.SUBSCRIPTION.CREATED": EventType(
        "A billing agreement is created.", _SUBSCRIPTION, summary="Subscription created"),  # R
    "BILLING.SUBSCRIPTION.ACTIVATED": EventType(
        "A billing agreement is activated.", _SUBSCRIPTION, summary="Subscription activated"),  # R
    "BILLING.SUBSCRIPTION.UPDATED": EventType(
        "A billing agreement is updated.", _SUBSCRIPTION, summary="Subscription updated"),
    "BILLING.SUBSCRIPTION.EXPIRED": EventType(
        "A billing agreement expires.", _SUBSCRIPTION, summary="A billing agreement has expired."),  # R
    "BILLING.SUBSCRIPTION.CANCELLED": EventType(
        "A billing agreement is canceled.", _SUBSCRIPTION, summary="Subscription cancelled"),  # R
    "BILLING.SUBSCRIPTION.SUSPENDED": EventType(
        "A billing agreement is suspended.", _SUBSCRIPTION, summary="Subscription suspended"),
    "BILLING.SUBSCRIPTION.RE-ACTIVATED": EventType(
        "A billing agreement is activated again.", _SUBSCRIPTION, summary="Subscription re-activated"),
    "BILLING.SUBSCRIPTION.PAYMENT.FAILED": EventType(
        "A payment of a billing agreement fails.", _SUBSCRIPTION, summary="Subscription payment failed"),  # R
    "PAYMENT.SALE.COMPLETED": EventType("A sale completes.", "sale", None, "Payment completed for {amount}"),  # R
    "PAYMENT.SALE.PENDING": EventType(
        "The state of a sale changes to pending.", "sale", None, "Payment pending for {amount}"),
    "PAYMENT.SALE.DENIED": EventType(
        "The state of a sale changes to denied.", "sale", None, "A {plain} sale payment was denied"),
    "PAYMENT.SALE.REFUNDED": EventType(
        "A merchant refunds a sale.", "sale", None, "A {plain} sale payment was refunded"),  # R
    "PAYMENT.SALE.REVERSED": EventType(
        "PayPal reverses a sale.", "sale", None, "A {amount} sale payment was reversed"),  # R
}  # fmt: skip
"""Those that the simulator makes."""

OTHERS: Mapping[str, str] = {
    "RISK.DISPUTE.CREATED": "A dispute is created.",
}
"""Those that a webhook may subscribe to, and that the simulator never makes."""


def description(name: str) -> str | None:
    """Return what a type says; None for one that there is not."""
    known = TYPES.get(name)
    return known.description if known is not None else OTHERS.get(name)
