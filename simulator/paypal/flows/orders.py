"""Orders v2: create, get, confirm the payment source, authorize, capture. Not: changing them, see `patching.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.paypal import errors, naming, policy
from simulator.paypal.command import Changes, Command, Shown, as_asked, find
from simulator.paypal.errors import detail
from simulator.paypal.flows import paying, sources, units
from simulator.paypal.resources.order import Order, move
from simulator.provider import Outcome
from simulator.world import Books


def create(command: Command) -> Outcome:
    """POST /v2/checkout/orders. A source that can be asked for money at once is (recorded)."""
    books, params = command.books, command.params
    given = params.get("payment_source")
    if given and command.called.request_id is None:
        raise errors.refusal(400, "INVALID_REQUEST", [detail("PAYPAL_REQUEST_ID_REQUIRED", location="header")])
    context = params.get("application_context") or {}
    order = Order(
        id=naming.made(books),
        created=command.now,
        intent=params["intent"],
        units=units.read(books, params["purchase_units"]),
        processing_instruction=str(params.get("processing_instruction") or "NO_INSTRUCTION"),
        return_url=context.get("return_url"),
        cancel_url=context.get("cancel_url"),
        brand=context.get("brand_name"),
        shipping_preference=context.get("shipping_preference") or "GET_FROM_FILE",
        user_action=context.get("user_action") or "CONTINUE",
        buyer=params.get("payer") or {},
        expires=command.now + policy.APPROVAL_WITHIN,
    )
    changes = Changes(books)
    if given:
        named = sources.name(books, order, given)
        order = changes.put(named.order)
        if named.at_once:
            order = paying.complete(changes, order)
        elif _redirects(order):
            order = replace(move(order, "source named", command.now)[0], updated=None)
    changes.put(order)
    return as_asked(command, order, 201, changes)


def _redirects(order: Order) -> bool:
    """Say whether the buyer has to go somewhere: not for card fields, which are on the merchant's page (recorded)."""
    return order.challenged or not order.pays_by_card


def get(command: Command) -> Outcome:
    """GET /v2/checkout/orders/{id}."""
    return Outcome(Shown(_order(command, None)))


def confirm(command: Command) -> Outcome:
    """POST /v2/checkout/orders/{id}/confirm-payment-source."""
    order, given = _order(command, "order_id"), command.params.get("payment_source")
    told = command.params.get("processing_instruction") or order.processing_instruction
    changes = Changes(command.books)
    confirmed = confirmed_by(changes, replace(order, processing_instruction=told), given)
    return as_asked(command, confirmed, 200, changes)


def confirmed_by(changes: Changes, order: Order, given: Mapping[str, Any] | None) -> Order:
    """Return the order as it is when its source is named. Raises the refusal of one that waits for none."""
    now = changes.books.clock.now()
    if order.status == "APPROVED":
        raise errors.unprocessable("PAYMENT_ALREADY_APPROVED")
    _check_open(order, now)
    if not given:
        raise errors.unprocessable("NO_PAYMENT_SOURCE_PROVIDED", field="/payment_source")
    named = sources.name(changes.books, order, given)
    if named.at_once:
        confirmed = paying.approve(changes, named.order)
    elif _redirects(named.order):
        confirmed = replace(move(named.order, "source named", now)[0], updated=None)
    else:
        confirmed = named.order
    return changes.put(confirmed)


def typed_card(books: Books, order: Order, card: Mapping[str, Any]) -> Outcome:
    """Let a buyer confirm with the card that was typed into card fields; the answer is the order. Raises Refusal.

    A bank is asked when the merchant wants it, and where he says nothing, when it has to be (PayPal, "3D Secure").
    """
    attributes: dict[str, Any] = {"verification": {"method": order.verification or "SCA_WHEN_REQUIRED"}}
    if order.vaults == "card":
        attributes["vault"] = {}
    changes = Changes(books)
    return changes.outcome(confirmed_by(changes, order, {"card": {**card, "attributes": attributes}}))


def capture(command: Command) -> Outcome:
    """POST /v2/checkout/orders/{id}/capture."""
    return _finish(command, "CAPTURE")


def authorize(command: Command) -> Outcome:
    """POST /v2/checkout/orders/{id}/authorize."""
    return _finish(command, "AUTHORIZE")


def _finish(command: Command, intent: str) -> Outcome:
    order = _order(command, "order_id")
    if order.intent != intent and order.status != "VOIDED":
        raise errors.unprocessable("ACTION_DOES_NOT_MATCH_INTENT")
    _check_open(order, command.now)
    changes = Changes(command.books)
    given: Any = (command.params or {}).get("payment_source")
    if given:
        named = sources.name(command.books, order, given)
        order = named.order
        if not named.at_once:
            raise errors.unprocessable("PAYER_ACTION_REQUIRED")
    elif order.challenged:
        raise errors.unprocessable("PAYER_ACTION_REQUIRED")
    elif order.status != "APPROVED":
        raise errors.unprocessable("ORDER_NOT_APPROVED")
    return as_asked(command, paying.complete(changes, order), 201, changes)


def _check_open(order: Order, now: int) -> None:
    if order.status == "COMPLETED":
        raise errors.unprocessable(
            "ORDER_ALREADY_CAPTURED" if order.intent == "CAPTURE" else "ORDER_ALREADY_AUTHORIZED"
        )
    if order.status == "VOIDED" or now >= order.expires:
        raise errors.unprocessable("ORDER_EXPIRED")


def _order(command: Command, field: str | None) -> Order:
    return find(command.books, Order, command.ids[0], errors.not_found(field, command.ids[0]))
