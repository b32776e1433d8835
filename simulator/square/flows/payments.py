"""Payments as an integration asks for them: create, read, change, complete, cancel. Not: what a charge leads to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.idempotency import Record
from simulator.machine import Forbidden
from simulator.provider import Outcome
from simulator.square import errors, lists, naming, policy, times
from simulator.square.command import Changes, Command, answer, find, found, milliseconds, money, record_key
from simulator.square.flows import charging, sources, tills
from simulator.square.flows.charging import Charge
from simulator.square.flows.locations import location_of
from simulator.square.resources import payment as payments
from simulator.square.resources.order import PAYABLE, Order
from simulator.square.resources.payment import Payment
from simulator.world import Books

GIVEN = (
    "reference_id", "note", "buyer_email_address", "billing_address", "shipping_address", "team_member_id",
    "statement_description_identifier",
)  # fmt: skip
"""What is shown as it was sent."""

CREATE = "payments.create"


def create(command: Command) -> Outcome:
    """POST /v2/payments."""
    books, params = command.books, command.params
    location = location_of(books, params.get("location_id"))
    asked = money(params.get("amount_money"), "amount_money", location.currency, least=1)
    if asked is None:
        raise errors.missing("amount_money")
    tip = money(params.get("tip_money"), "tip_money", location.currency)
    app_fee = money(params.get("app_fee_money"), "app_fee_money", location.currency)
    if app_fee is not None and app_fee > asked * 9 // 10:
        raise errors.error(400, "INVALID_FEES", "The app_fee_money is too high.", "app_fee_money")
    if params.get("accept_partial_authorization") and params.get("autocomplete", True):
        raise errors.conflicting(
            "accept_partial_authorization cannot be used with autocomplete.", "accept_partial_authorization"
        )
    autocomplete = params.get("autocomplete", True)
    order = _order(books, params, location.id, asked, autocomplete=autocomplete)
    what = Charge(
        amount=asked,
        location_id=location.id,
        source=sources.source_of(books, params),
        order=order,
        tip=tip,
        app_fee=app_fee,
        autocomplete=autocomplete,
        hold_seconds=_hold(params),
        delay_action=_delay_action(params),
        customer_id=params.get("customer_id") or (order.customer_id if order else None),
        given={name: params[name] for name in GIVEN if name in params},
    )
    return charging.charge(books, what)


def _order(
    books: Books, params: Mapping[str, Any], location_id: str, amount: int, *, autocomplete: bool
) -> Order | None:
    """Return the order that is paid. Raises the refusal for one that is paid already, or has another total (recorded).

    Only a payment that is not completed at once may be for a part: the others come with PayOrder.
    """
    order_id = params.get("order_id")
    if order_id is None:
        return None
    order = find(books, Order, order_id, "order", "order_id")
    if order.location_id != location_id:
        raise errors.error(
            400, "LOCATION_MISMATCH", "The order and the payment have different locations.", "location_id"
        )
    if order.invoice_id is not None:
        # Square, "Pay or refund invoices": its APIs cannot pay for an invoice. The sentence is unconfirmed.
        raise errors.bad_request(f"Order {order.id} is paid by its invoice.", "order_id")
    if order.state not in PAYABLE or (order.tenders and order.due == 0):
        raise errors.already_paid()
    if order.state == "DRAFT":
        raise errors.bad_request(f"Order {order.id} is in state DRAFT and cannot be paid.", "order_id")
    if amount > order.due or (autocomplete and amount != order.due):
        raise errors.total_mismatch()
    return order


def _hold(params: Mapping[str, Any]) -> int:
    told = params.get("delay_duration")
    if told is None:
        return policy.HOLD_CARD_NOT_PRESENT
    seconds = times.duration(told)
    if seconds is None:
        raise errors.invalid(f"`{told}` is not a valid ISO 8601 duration.", "delay_duration")
    if seconds < policy.HOLD_SHORTEST:
        raise errors.too_low(policy.HOLD_SHORTEST, "delay_duration")
    if seconds > policy.HOLD_LONGEST:
        raise errors.too_high(policy.HOLD_LONGEST, "delay_duration")
    return seconds


def _delay_action(params: Mapping[str, Any]) -> str:
    action: str = params.get("delay_action", "CANCEL")
    if action not in ("CANCEL", "COMPLETE"):
        raise errors.not_in_enum(action, "DelayAction", "delay_action")
    return action


def get(command: Command) -> Outcome:
    return Outcome(answer(payment=_payment(command)))


def list_payments(command: Command) -> Outcome:
    """GET /v2/payments: of the last year, newest first, unless the query says otherwise."""
    books, params = command.books, command.params
    begin, end = lists.within(books, params, since=365 * policy.DAY)
    wanted = {
        "location_id": params.get("location_id"),
        "total": params.get("total"),
    }

    def keeps(value: Payment) -> bool:
        if not begin <= value.created_at < end:
            return False
        if any(right is not None and getattr(value, name) != right for name, right in wanted.items()):
            return False
        brand, last_4 = params.get("card_brand"), params.get("last_4")
        if brand is not None and (value.card is None or value.card.brand != brand):
            return False
        return last_4 is None or (value.card is not None and value.card.last_4 == last_4)

    kept = filter(keeps, lists.ordered(books, Payment, params.get("sort_order", "DESC")))
    shown, cursor = lists.page(books, params, kept, default=100, most=100)
    return Outcome(answer(payments=shown, cursor=cursor))


def update(command: Command) -> Outcome:
    """PUT /v2/payments/{}: amount and tip of an approved payment; what is authorised stays (recorded)."""
    books, before = command.books, _payment(command)
    told = command.params.get("payment", {})
    _check_token(before, told.get("version_token"))
    if before.status != "APPROVED":
        raise errors.in_state(before.id, before.status)
    amount = money(told.get("amount_money"), "payment.amount_money", before.currency, least=1)
    tip = money(told.get("tip_money"), "payment.tip_money", before.currency)
    changes, now = Changes(), milliseconds(books)
    after, events = payments.move(before, "changed", now, naming.version_token(books))
    after = replace(
        after,
        amount=before.amount if amount is None else amount,
        tip=before.tip if tip is None else tip,
        delay_action=_delay_action({"delay_action": told.get("delay_action", before.delay_action)}),
    )
    changes.put(after)
    for event in events:
        changes.tell(event, after)
    order = found(books, Order, after.order_id)
    if order is not None and after.total != before.total:
        tills.enter(changes, tills.follows(order, after.amount), after, now)
    return changes.outcome(answer(payment=after))


def complete(command: Command) -> Outcome:
    """POST /v2/payments/{}/complete; again on a completed one changes nothing (recorded of an external one).

    A payment for a part of its order is refused: those come with PayOrder (Square's forum, thread 20280).
    """
    books, before = command.books, _payment(command)
    _check_token(before, command.params.get("version_token"))
    if before.status == "COMPLETED":
        return Outcome(answer(payment=before))
    changes, order = Changes(), found(books, Order, before.order_id)
    if before.status == "APPROVED" and order is not None and before.amount != order.total:
        raise errors.total_mismatch()
    try:
        done = charging.capture(books, changes, before, order, milliseconds(books))
    except Forbidden:
        raise errors.in_state(before.id, before.status) from None
    return changes.outcome(answer(payment=done))


def cancel(command: Command) -> Outcome:
    """POST /v2/payments/{}/cancel."""
    return _cancel(command.books, _payment(command))


def cancel_by_key(command: Command) -> Outcome:
    """POST /v2/payments/cancel: an empty answer, also if no payment was made with the key (recorded)."""
    books, key = command.books, command.params["idempotency_key"]
    record = books.idempotency.records.get(record_key(CREATE, key))
    payment = None if record is None else _made_with(books, record)
    if payment is None or payment.status in ("CANCELED", "FAILED"):
        return Outcome(answer(), objects=() if payment is None else (payment.id,))
    return replace(_cancel(books, payment), answer=answer(), objects=(payment.id,))


def _made_with(books: Books, record: Record) -> Payment | None:
    if record.reply is None:
        return None
    for object_id in record.reply.objects:
        payment = found(books, Payment, object_id)
        if payment is not None:
            return payment
    return None


def _cancel(books: Books, payment: Payment) -> Outcome:
    changes = Changes()
    try:
        gone = charging.void(books, changes, payment, milliseconds(books))
    except Forbidden:
        raise errors.in_state(payment.id, payment.status) from None
    return changes.outcome(answer(payment=gone))


def _payment(command: Command) -> Payment:
    return find(command.books, Payment, command.ids[0], "payment")


def _check_token(payment: Payment, token: str | None) -> None:
    if token is not None and token != payment.version_token:
        raise errors.stale_payment_version()
