"""What the outside world does, by name: a buyer approves, a bank refuses, a dashboard refunds. Not: API calls.

Names are those of the other providers where the deed is the same. A refusal's message says what is wrong with the act.
A decline is no refusal: it is what the act led to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.paypal import errors
from simulator.paypal.acts import subscriptions
from simulator.paypal.acts.bank import BANK_ACTS
from simulator.paypal.acts.finding import Params, amount_of, held_of, object_of, order_of, taken_of, text_of
from simulator.paypal.acts.subscriptions import SUBSCRIPTION_ACTS
from simulator.paypal.command import Changes
from simulator.paypal.flows import paying, payments
from simulator.paypal.flows.billing import sales
from simulator.paypal.flows.sources import with_card
from simulator.paypal.flows.vault import approve_setup
from simulator.paypal.resources.order import APPROVABLE, Order, move
from simulator.paypal.resources.payment import Authorization
from simulator.paypal.resources.sale import Sale
from simulator.paypal.resources.subscription import Subscription
from simulator.paypal.resources.vault import SetupToken
from simulator.provider import Act, Outcome
from simulator.world import Books

FUNDINGS = ("completed", "declined", "pending", "instrument_declined")

TEST_CARD = "4012888888881881"


def pay(books: Books, params: Params) -> Outcome:
    """Let the buyer approve an order, or do what a subscription waits for: {object, email?, funding?, card?, …}.

    The merchant then captures or authorizes, as the intent is; `captured`: it happens in the same step. `funding` is
    what comes of taking the money: completed, declined (the order is COMPLETED, its capture DECLINED), pending, or
    instrument_declined (the capture is refused, and the buyer may choose again). With `card` the buyer pays by card
    fields; `name` on it may be one of PayPal's triggers (CCREJECT-REFUSED). A subscription knows other cards.
    """
    if isinstance(object_of(books, params), Subscription):
        return subscriptions.pay(books, params)
    return _paid(books, params, text_of(params, "funding") or "completed", captured=bool(params.get("captured")))


def decline(books: Books, params: Params) -> Outcome:
    """Let the buyer approve, and the bank refuse when the money is taken: {object, captured?, soft?}.

    `soft`: the capture itself is refused (INSTRUMENT_DECLINED), and the order stays as it is.
    """
    if isinstance(object_of(books, params), Subscription):
        return subscriptions.decline(books, params)
    funding = "instrument_declined" if params.get("soft") else "declined"
    return _paid(books, params, funding, captured=bool(params.get("captured")))


def process(books: Books, params: Params) -> Outcome:
    """Let the buyer pay by a method that takes its time: {object, captured?}. `complete` says what becomes of it."""
    return _paid(books, params, "pending", captured=bool(params.get("captured")))


def _paid(books: Books, params: Params, funding: str, *, captured: bool) -> Outcome:
    if funding not in FUNDINGS:
        raise errors.act(f"funding = {funding!r} is none. Write one of: {', '.join(FUNDINGS)}.")
    order = order_of(books, params)
    changes = Changes(books)
    if order.status == "APPROVED" and (captured or funding != order.funding):
        order = changes.put(replace(order, funding=funding))
    else:
        order = _approved(changes, order, params, funding)
    if captured and order.status == "APPROVED":
        order = paying.complete(changes, order)
    return changes.outcome(order)


def _approved(changes: Changes, order: Order, params: Params, funding: str) -> Order:
    """Return the order as the buyer leaves it. Raises the refusal of one that waits for nobody."""
    if order.status not in APPROVABLE:
        raise errors.act(f"{order.id} has a status of {order.status}: nobody can approve it any more.")
    if changes.books.clock.now() >= order.expires:
        raise errors.act(f"{order.id} was not approved in time.")
    card = text_of(params, "card")
    if card is not None or order.pays_by_card:
        number = card or TEST_CARD
        if not order.source.get("card", {}).get("last_digits") or card is not None:
            if not (number.isascii() and number.isdigit() and 13 <= len(number) <= 19):
                raise errors.act("card is no card number. Write 13 to 19 digits.")
            order = with_card(order, number, text_of(params, "name"), "2030-12")
    if funding != "completed":
        order = replace(order, funding=funding)
    return paying.approve(changes, order, email=text_of(params, "email"))


def authenticate(books: Books, params: Params) -> Outcome:
    """Let the holder of a card pass or fail the bank's challenge: {object, succeed?}."""
    order = order_of(books, params)
    if not order.challenged:
        raise errors.act(f"{order.id} is not challenged.")
    changes = Changes(books)
    if params.get("succeed", True):
        status = "A" if order.bank_answer == "attempted" else "Y"
        asked = {"authentication_status": status, "enrollment_status": "Y"}
        result = {"liability_shift": "POSSIBLE", "three_d_secure": asked}
        card = {**order.source["card"], "authentication_result": result}
        return changes.outcome(paying.approve(changes, replace(order, source={"card": card})))
    return changes.outcome(changes.put(replace(order, status="CREATED", source={}, challenged=False)))


def authorize(books: Books, params: Params) -> Outcome:
    """Let the buyer approve, and the merchant hold the money: {object, funding?}. The intent becomes AUTHORIZE."""
    order = replace(order_of(books, params), intent="AUTHORIZE")
    changes = Changes(books)
    if order.status != "APPROVED":
        order = _approved(changes, order, params, text_of(params, "funding") or "completed")
    return changes.outcome(paying.complete(changes, order) if order.status == "APPROVED" else order)


def capture(books: Books, params: Params) -> Outcome:
    """Take money from the dashboard: {object, amount?}; of a hold, or of an order that is approved."""
    changes = Changes(books)
    found = object_of(books, params)
    if isinstance(found, Order) and found.status == "APPROVED":
        return changes.outcome(paying.complete(changes, found))
    return changes.outcome(payments.take(changes, held_of(books, params), amount_of(params), {}))


def cancel(books: Books, params: Params) -> Outcome:
    """Void from the dashboard: {object}; a hold, or an order that was not completed."""
    found, changes = object_of(books, params), Changes(books)
    try:
        if isinstance(found, Order) and found.status not in ("COMPLETED", "VOIDED"):
            voided, _ = move(found, "voided", books.clock.now())
            return changes.outcome(changes.put(voided))
        return changes.outcome(payments.void(changes, held_of(books, params)))
    except Forbidden as no:
        raise errors.act(f"{params.get('object')}: {no}.") from None


def refund(books: Books, params: Params) -> Outcome:
    """Refund from the dashboard: {object, amount?}; the capture or its order, a sale or its subscription."""
    changes, taken = Changes(books), taken_of(books, params)
    if isinstance(taken, Sale):
        return changes.outcome(sales.give_back(changes, taken, amount_of(params), {}))
    return changes.outcome(payments.give_back(changes, taken, amount_of(params), {}))


def expire(books: Books, params: Params) -> Outcome:
    """Let the time run out: {object}; of an order, or of a hold."""
    found, changes = object_of(books, params), Changes(books)
    try:
        if isinstance(found, Authorization):
            return changes.outcome(payments.void(changes, found))
        order = order_of(books, params)
        what = "approval lapsed" if order.status == "APPROVED" else "voided"
        voided, events = move(order, what, books.clock.now())
    except Forbidden as no:
        raise errors.act(f"{params.get('object')}: {no}.") from None
    changes.put(replace(voided, expires=books.clock.now()))
    for event in events:
        changes.tell(event, voided)
    return changes.outcome(voided)


def change_shipping(books: Books, params: Params) -> Outcome:
    """Let the buyer choose another address on the page: {object, country_code?, postal_code?, admin_area_1? …}."""
    order = order_of(books, params)
    if order.status not in (*APPROVABLE, "APPROVED"):
        raise errors.act(f"{order.id} has a status of {order.status}: its address is fixed.")
    if order.shipping_preference != "GET_FROM_FILE":
        raise errors.act(f"{order.id} lets nobody choose an address: {order.shipping_preference}.")
    fields = ("address_line_1", "address_line_2", "admin_area_1", "admin_area_2", "postal_code", "country_code")
    address = {**paying.BUYER["address"], **{key: str(params[key]) for key in fields if key in params}}
    name: Mapping[str, Any] = {"full_name": str(params.get("name") or "Ada Buyer")}
    shipping = {"name": name, "address": address}
    units = tuple(replace(unit, shipping={**(unit.shipping or {}), **shipping}) for unit in order.units)
    changes = Changes(books)
    return changes.outcome(changes.put(replace(order, units=units)))


def set_up(books: Books, params: Params) -> Outcome:
    """Let the buyer agree that a way to pay is kept: {object: setup token, card?}."""
    found = object_of(books, params)
    if not isinstance(found, SetupToken):
        raise errors.act(f"{params.get('object')!r} is no setup token.")
    changes = Changes(books)
    return changes.outcome(approve_setup(changes, found, card=text_of(params, "card")))


def reverse(books: Books, params: Params) -> Outcome:
    """Let PayPal take back what was paid, without anybody's asking: {object, amount?}."""
    taken = taken_of(books, params)
    status = taken.state.upper() if isinstance(taken, Sale) else taken.status
    if status not in ("COMPLETED", "PARTIALLY_REFUNDED"):
        raise errors.act(f"{taken.id} has a status of {status}: there is nothing to take back.")
    changes, left = Changes(books), taken.amount - taken.refunded
    if isinstance(taken, Sale):
        amount = min(amount_of(params) or left, left)
        return changes.outcome(sales.return_money(changes, taken, amount, {}, reversal=True))
    given = payments.return_money(changes, taken, min(amount_of(params) or left, left), {}, reversal=True)
    return changes.outcome(given)


ACTS: Mapping[str, Act] = {
    "pay": pay,
    "decline": decline,
    "process": process,
    "authenticate": authenticate,
    "authorize": authorize,
    "capture": capture,
    "cancel": cancel,
    "refund": refund,
    "reverse": reverse,
    "expire": expire,
    "change_shipping": change_shipping,
    "set_up": set_up,
    **BANK_ACTS,
    **SUBSCRIPTION_ACTS,
}
