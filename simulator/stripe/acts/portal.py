"""What a customer does on the portal's page, by name. Not: the page, or what it leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.provider import Act, Outcome
from simulator.stripe import errors
from simulator.stripe.acts.buyer import method_of
from simulator.stripe.command import find
from simulator.stripe.flows.portal import visits
from simulator.stripe.resources.portal import PortalSession
from simulator.world import Books

Params = Mapping[str, Any]

FEEDBACK = (
    "customer_service", "low_quality", "missing_features", "other", "switched_service", "too_complex", "too_expensive",
    "unused",
)  # fmt: skip


def cancel(books: Books, params: Params) -> Outcome:
    """Cancel: {object: bps_, subscription, feedback?, comment?}, when and how as the configuration has it."""
    feedback = params.get("feedback")
    if feedback is not None and feedback not in FEEDBACK:
        raise errors.error(400, f"feedback = {feedback!r} is none. Write one of: {', '.join(FEEDBACK)}.")
    said = {name: str(params[name]) for name in ("feedback", "comment") if params.get(name)}
    return visits.cancel(books, _session(books, params), _subscription(params), said)


def carry_on(books: Books, params: Params) -> Outcome:
    """Take a cancellation back before it has come: {object: bps_, subscription}."""
    return visits.carry_on(books, _session(books, params), _subscription(params))


def change(books: Books, params: Params) -> Outcome:
    """Change the plan, or how many: {object: bps_, subscription, price?, quantity?}."""
    quantity, price = params.get("quantity"), params.get("price")
    if quantity is not None and (not isinstance(quantity, int) or isinstance(quantity, bool)):
        raise errors.error(400, f"quantity = {quantity!r} is none. Write an integer.")
    named = None if price is None else str(price)
    return visits.change(books, _session(books, params), _subscription(params), named, quantity)


def use_card(books: Books, params: Params) -> Outcome:
    """Name another card: {object: bps_, card?}."""
    return visits.use_card(books, _session(books, params), method_of(books, params))


def _session(books: Books, params: Params) -> PortalSession:
    return find(books, PortalSession, str(params.get("object") or ""))


def _subscription(params: Params) -> str:
    return str(params.get("subscription") or "")


PORTAL_ACTS: Mapping[str, Act] = {
    "portal_cancel": cancel,
    "portal_carry_on": carry_on,
    "portal_change": change,
    "portal_card": use_card,
}
