"""PaymentIntent: the states it can be in and every way between them. Not: charges, books, the wire.

Source: Stripe, "How PaymentIntents work"; the order of events as recorded, not as documented.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal[
    "requires_payment_method",
    "requires_confirmation",
    "requires_action",
    "processing",
    "requires_capture",
    "succeeded",
    "canceled",
]

CANCELABLE: tuple[Status, ...] = (
    "requires_payment_method",
    "requires_capture",
    "requires_confirmation",
    "requires_action",
    "processing",
)
CONFIRMABLE: tuple[Status, ...] = ("requires_payment_method", "requires_confirmation", "requires_action")
"""A confirmation first takes a method, so it may begin without one; in `requires_action` it begins anew."""

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("requires_payment_method", "method attached"): Move("requires_confirmation"),
    ("requires_confirmation", "method attached"): Move("requires_confirmation"),
    ("requires_action", "method attached"): Move("requires_confirmation"),
    ("requires_confirmation", "method removed"): Move("requires_payment_method"),
    ("requires_confirmation", "approved"): Move("succeeded", "payment_intent.succeeded"),
    ("requires_confirmation", "authorised"): Move("requires_capture", "payment_intent.amount_capturable_updated"),
    ("requires_confirmation", "challenged"): Move("requires_action", "payment_intent.requires_action"),
    ("requires_confirmation", "delayed"): Move("processing", "payment_intent.processing"),
    ("requires_confirmation", "declined"): Move("requires_payment_method", "payment_intent.payment_failed"),
    ("requires_action", "authenticated"): Move("requires_confirmation"),
    ("requires_action", "approved"): Move("succeeded", "payment_intent.succeeded"),
    ("requires_action", "authorised"): Move("requires_capture", "payment_intent.amount_capturable_updated"),
    ("requires_action", "delayed"): Move("processing", "payment_intent.processing"),
    ("requires_action", "declined"): Move("requires_payment_method", "payment_intent.payment_failed"),
    ("requires_action", "partially funded"): Move("requires_action", "payment_intent.partially_funded"),
    ("processing", "approved"): Move("succeeded", "payment_intent.succeeded"),
    ("processing", "declined"): Move("requires_payment_method", "payment_intent.payment_failed"),
    ("requires_capture", "captured"): Move("succeeded", "payment_intent.succeeded"),
    **{(state, "canceled"): Move("canceled", "payment_intent.canceled") for state in CANCELABLE},
}


class PaymentIntent(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An amount somebody intends to pay. Amounts are integers in the currency's minor unit."""

    id: str
    created: int
    amount: int
    currency: str
    client_secret: str
    status: Status = "requires_payment_method"
    amount_capturable: int = 0
    amount_received: int = 0
    allowed_payment_method_types: tuple[str, ...] | None = None
    application_fee_amount: int | None = None
    automatic_payment_methods: Mapping[str, Any] | None = None
    canceled_at: int | None = None
    cancellation_reason: str | None = None
    capture_method: str = "automatic_async"
    confirmation_method: str = "automatic"
    customer: str | None = None
    description: str | None = None
    excluded_payment_method_types: tuple[str, ...] | None = None
    last_payment_error: Mapping[str, Any] | None = None
    """As shown, but for the payment method: there the value itself is kept, and rendered when shown."""
    latest_charge: str | None = None
    metadata: Mapping[str, str] = {}
    next_action: Mapping[str, Any] | None = None
    on_behalf_of: str | None = None
    payment_method: str | None = None
    payment_method_configuration: str | None = None
    payment_method_options: Mapping[str, Any] = {}
    payment_method_types: tuple[str, ...] = ("card", "link")
    receipt_email: str | None = None
    setup_future_usage: str | None = None
    shipping: Mapping[str, Any] | None = None
    statement_descriptor: str | None = None
    statement_descriptor_suffix: str | None = None
    transfer_data: Mapping[str, Any] | None = None
    transfer_group: str | None = None
    session: str | None = None
    """The checkout session that made it. Not shown."""
    invoice: str | None = None
    """The invoice that it pays. Not shown since basil."""
    return_url: str | None = None
    """Where a buyer goes after authentication. Not shown but in `next_action`."""
    authenticated: bool = False
    """The buyer has proved who they are for the attempt under way. Not shown."""
    acceptance: Mapping[str, Any] | None = None
    """`mandate_data` of a confirmation that waits for its account to be verified. Not shown."""
    tries: int = 0
    """How often small deposits were guessed at. Not shown."""
    funded: int = 0
    """What of its amount was taken from its customer's cash balance. Not shown but in `next_action`."""


def move(intent: PaymentIntent, what: str, captured: int | None = None) -> tuple[PaymentIntent, tuple[str, ...]]:
    """Return `intent` after `what` happened, and the types of the events to announce.

    `captured` is at most `amount_capturable`; what is not captured is released. What belongs to one attempt
    (`next_action`, and `last_payment_error` once there is a method again) does not outlive it.
    Raises Forbidden, naming the states that allow `what`, if the table has no such move.
    """
    step = follow(MOVES, intent.status, what)
    moved = replace(intent, status=step.to, amount_capturable=0, next_action=None)
    if step.to == "requires_capture":
        moved = replace(moved, amount_capturable=intent.amount)
    if step.to == "succeeded":
        moved = replace(moved, amount_received=intent.amount if captured is None else captured)
    if step.to in ("succeeded", "requires_capture", "processing", "requires_action"):
        moved = replace(moved, last_payment_error=None)
    if step.to == "requires_payment_method":
        moved = replace(moved, payment_method=None, authenticated=False, acceptance=None, tries=0)
    return moved, step.announces
