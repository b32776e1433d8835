"""SetupIntent: a method that somebody means to keep for later, its states and every way between them. Not: attempts.

Source: Stripe, "The Setup Intents API"; which states can be canceled as recorded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from simulator.machine import Move, follow

Status = Literal[
    "requires_payment_method", "requires_confirmation", "requires_action", "processing", "succeeded", "canceled"
]
"""`processing` is Stripe's word for methods that the simulator does not have: nothing leads there."""

CANCELABLE: tuple[Status, ...] = ("requires_payment_method", "requires_confirmation", "requires_action")
CONFIRMABLE: tuple[Status, ...] = CANCELABLE
"""A confirmation first takes a method, so it may begin without one; in `requires_action` it begins anew."""

# (state, what happened)  ->  next state, events announced oldest first
MOVES: dict[tuple[Status, str], Move[Status]] = {
    ("requires_payment_method", "method attached"): Move("requires_confirmation"),
    ("requires_confirmation", "method attached"): Move("requires_confirmation"),
    ("requires_action", "method attached"): Move("requires_confirmation"),
    ("requires_confirmation", "method removed"): Move("requires_payment_method"),
    ("requires_confirmation", "set up"): Move("succeeded", "setup_intent.succeeded"),
    ("requires_confirmation", "challenged"): Move("requires_action", "setup_intent.requires_action"),
    ("requires_confirmation", "declined"): Move("requires_payment_method", "setup_intent.setup_failed"),
    ("requires_action", "set up"): Move("succeeded", "setup_intent.succeeded"),
    ("requires_action", "declined"): Move("requires_payment_method", "setup_intent.setup_failed"),
    **{(state, "canceled"): Move("canceled", "setup_intent.canceled") for state in CANCELABLE},
}


class SetupIntent(msgspec.Struct, frozen=True, kw_only=True):
    """A method to be set up. It moves no money, so it has neither amount nor currency."""

    id: str
    created: int
    client_secret: str
    status: Status = "requires_payment_method"
    allowed_payment_method_types: tuple[str, ...] | None = None
    automatic_payment_methods: Mapping[str, Any] | None = None
    cancellation_reason: str | None = None
    customer: str | None = None
    description: str | None = None
    excluded_payment_method_types: tuple[str, ...] | None = None
    last_setup_error: Mapping[str, Any] | None = None
    """As shown, but for the payment method: there the value itself is kept, and rendered when shown."""
    latest_attempt: str | None = None
    mandate: str | None = None
    metadata: Mapping[str, str] = {}
    next_action: Mapping[str, Any] | None = None
    on_behalf_of: str | None = None
    payment_method: str | None = None
    payment_method_configuration: str | None = None
    payment_method_options: Mapping[str, Any] = {}
    payment_method_types: tuple[str, ...] = ("card", "link")
    usage: str = "off_session"
    session: str | None = None
    """The checkout session that made it. Not shown."""
    subscription: str | None = None
    """The subscription that waits for it. Not shown."""
    return_url: str | None = None
    """Where a buyer goes after authentication. Not shown but in `next_action`."""
    acceptance: Mapping[str, Any] | None = None
    """`mandate_data` of the confirmation under way. Not shown."""
    tries: int = 0
    """How often small deposits were guessed at. Not shown."""


def move(intent: SetupIntent, what: str) -> tuple[SetupIntent, tuple[str, ...]]:
    """Return `intent` after `what` happened, and the types of the events to announce.

    What belongs to one attempt (`next_action`, and `last_setup_error` once it is under way again) does not outlive
    it. Raises Forbidden, naming the states that allow `what`, if the table has no such move.
    """
    step = follow(MOVES, intent.status, what)
    moved = replace(intent, status=step.to, next_action=None)
    if step.to in ("succeeded", "requires_action"):
        moved = replace(moved, last_setup_error=None)
    if step.to == "requires_payment_method":
        moved = replace(moved, payment_method=None, acceptance=None, tries=0)
    return moved, step.announces
