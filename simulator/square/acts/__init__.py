"""What the outside world does, by name: a buyer pays, a bank refuses, a dashboard refunds. Not: API calls.

The names are those of the other providers' acts where the deed is the same. A refusal's message says what is wrong with
the act. A decline is no refusal: it is what the act led to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from simulator.machine import Forbidden
from simulator.provider import Act, Announcement, Outcome
from simulator.square import errors, naming
from simulator.square.acts import subscribing
from simulator.square.acts.finding import amount_of, link_of, object_id, order_of, payment_of, refund_of
from simulator.square.acts.paying import good_card, source_of
from simulator.square.card_face import CardFace
from simulator.square.command import Answer, Changes, find, found, milliseconds
from simulator.square.flows import charging, disputing, refunds, sources
from simulator.square.flows.billing import checkout
from simulator.square.flows.charging import Charge
from simulator.square.resources import order as orders
from simulator.square.resources.dispute import Dispute
from simulator.square.resources.order import Order
from simulator.square.resources.payment_link import PaymentLink
from simulator.square.resources.people import Nonce
from simulator.world import Books

Params = Mapping[str, Any]

# Buyers.


def pay(books: Books, params: Params) -> Outcome:
    """Let a buyer pay a payment link's page, or an order: {object, card?, email?, amount?, currency?, tip?}.

    Without a card the sandbox's panel pays, as something external (recorded); on the live side a good card does. A
    card is a number, a nonce, `declined` or a code such as `INSUFFICIENT_FUNDS`. Of a subscription, or an invoice, it
    is the page that was mailed, where a good card pays unless another is named; so it does on a link that sells a
    subscription.
    """
    if subscribing.owed_to(books, params) is not None:
        return subscribing.pay(books, params, amount=amount_of(params, "amount"), tip=amount_of(params, "tip"))
    link = found(books, PaymentLink, object_id(params))
    if link is not None and checkout.plan_id(link) is not None and not params.get("card"):
        params = {**params, "card": good_card(books)}  # what is paid again and again is paid by a card
    return _paid(books, params, source_of(books, params.get("card")), autocomplete=True)


def decline(books: Books, params: Params) -> Outcome:
    """Let a buyer try to pay, and their bank say no: {object, email?}. What was due stays due."""
    return pay(books, {**params, "card": params.get("card") or "declined"})


def process(books: Books, params: Params) -> Outcome:
    """Let a buyer pay by a bank transfer, which takes its time: {object}. It ends by itself, or by `complete`."""
    return _paid(books, params, sources.bank(books), autocomplete=True)


def authorize(books: Books, params: Params) -> Outcome:
    """Let a buyer pay an order that is captured later: {object, card?}. The payment is APPROVED."""
    return _paid(books, params, source_of(books, params.get("card") or good_card(books)), autocomplete=False)


def tokenize(books: Books, params: Params) -> Outcome:
    """Let a page turn a card into a nonce that is good once: {card?}. The answer's `id` is the source of a payment."""
    source = source_of(books, params.get("card") or good_card(books))
    if source.face is None:
        raise errors.bad_request("card stands for no card: write a number, a nonce or a code of a decline.")
    face: CardFace = source.face if source.declines is None else replace(source.face, declines=source.declines)
    nonce = Nonce(naming.nonce(books), face)
    return Outcome(nonce, puts=(nonce,))


def _paid(books: Books, params: Params, source: sources.Source, *, autocomplete: bool) -> Outcome:
    order = order_of(books, params)
    if order.invoice_id is not None:
        raise errors.bad_request(f"Order {order.id} is paid by its invoice {order.invoice_id}.")
    if order.state not in orders.PAYABLE or (order.tenders and order.due == 0):
        raise errors.already_paid()
    link = link_of(books, order)
    if link is not None and link.deleted:
        raise errors.bad_request(f"The payment link {link.id} was deleted.")
    given = {name: params[key] for name, key in (("buyer_email_address", "email"),) if params.get(key)}
    if link is not None and "payment_note" in link.given:
        given["note"] = link.given["payment_note"]
    what = Charge(
        amount=amount_of(params, "amount") or order.due,
        currency=str(params.get("currency") or order.currency),
        location_id=order.location_id,
        source=source,
        order=order,
        tip=amount_of(params, "tip"),
        autocomplete=autocomplete,
        customer_id=order.customer_id,
        given=given,
    )
    if link is not None and checkout.plan_id(link) is not None and autocomplete and not source.pending:
        return checkout.pay(books, link, what)
    done = charging.charge(books, what)
    return replace(done, answer=_shown(done))


def _shown(done: Outcome) -> Any:
    """Return the payment that an act led to: the API's answer has it under its name."""
    return done.answer.named["payment"] if isinstance(done.answer, Answer) else done.answer


# The dashboard.


def complete(books: Books, params: Params) -> Outcome:
    """End a bank transfer before it ends by itself: {object, succeed?}."""
    payment = payment_of(books, params)
    done = charging.settle_later(books, payment.id, fails=not params.get("succeed", True))
    if done is None:
        raise errors.in_state(payment.id, payment.status)
    return done


def capture(books: Books, params: Params) -> Outcome:
    """Complete an approved payment from the dashboard: {object}."""
    payment, changes = payment_of(books, params), Changes()
    if payment.status != "APPROVED":
        raise errors.in_state(payment.id, payment.status)
    order = found(books, Order, payment.order_id)
    return changes.outcome(charging.capture(books, changes, payment, order, milliseconds(books)))


def cancel(books: Books, params: Params) -> Outcome:
    """Cancel an approved payment, or an order that nobody has paid, from the dashboard: {object}."""
    order, changes, now = found(books, Order, object_id(params)), Changes(), milliseconds(books)
    if order is not None and not order.paid:
        try:
            gone, told = orders.move(order, "canceled", now)
        except Forbidden:
            raise errors.bad_request(f"Order {order.id} is in state {order.state}.") from None
        changes.put(gone)
        for event in told:
            changes.tell(event, gone)
        return changes.outcome(gone)
    payment = payment_of(books, params)
    try:
        return changes.outcome(charging.void(books, changes, payment, now))
    except Forbidden:
        raise errors.in_state(payment.id, payment.status) from None


def expire(books: Books, params: Params) -> Outcome:
    """Let the hold of an approved payment end now: {object}. It is canceled, or completed where it says so."""
    payment = payment_of(books, params)
    if payment.status != "APPROVED":
        raise errors.in_state(payment.id, payment.status)
    return charging.end_hold(books, payment)


def refund(books: Books, params: Params) -> Outcome:
    """Refund from the dashboard: {object: a payment, its order or link, amount?, reason?}."""
    payment = payment_of(books, params)
    amount = amount_of(params, "amount") or payment.refundable
    if amount < 1:
        raise errors.refund_too_large()
    reason = params.get("reason")
    return refunds.give_back(books, payment, amount, None if reason is None else str(reason))


# Banks, and Square itself.


def settle_refund(books: Books, params: Params) -> Outcome:
    """Let a pending refund go through now: {object: a refund, or what was refunded}."""
    pending = refund_of(books, params)
    done = refunds.settle_later(books, pending.id)
    if done is None:
        raise errors.bad_request(f"Refund {pending.id} is in state {pending.status}.")
    return done


def fail_refund(books: Books, params: Params) -> Outcome:
    """Let a refund fail, also one that was completed: {object, rejected?}."""
    gone = refund_of(books, params)
    try:
        return refunds.fail(books, gone, "rejected" if params.get("rejected") else "failed")
    except Forbidden:
        raise errors.bad_request(f"Refund {gone.id} is in state {gone.status}.") from None


def dispute(books: Books, params: Params) -> Outcome:
    """Let the cardholder's bank dispute a payment: {object: a payment, its order or link, reason?, inquiry?}."""
    reason = str(params.get("reason") or "NO_KNOWLEDGE")
    if reason not in disputing.REASONS:
        raise errors.bad_request(f"reason = {reason!r} is none. Write one of: {', '.join(sorted(disputing.REASONS))}.")
    return disputing.begin(books, payment_of(books, params), reason, inquiry=bool(params.get("inquiry")))


def close_dispute(books: Books, params: Params) -> Outcome:
    """Let the bank decide a dispute: {object: a dispute, or its payment, won?}."""
    case = found(books, Dispute, object_id(params))
    if case is None:
        payment = payment_of(books, params)
        if payment.dispute_id is None:
            raise errors.bad_request(f"Payment {payment.id} is not disputed.")
        case = find(books, Dispute, payment.dispute_id, "dispute")
    return disputing.decide(books, case, "won" if params.get("won", True) else "lost")


def retell(books: Books, params: Params) -> Outcome:
    """Tell one fact a second time: {object, type}. A new event of the same type with the same snapshot."""
    wanted, about = str(params.get("type") or ""), object_id(params)
    told = [one for one in books.events.values() if one.type == wanted and about in one.objects and not one.invented]
    if not told:
        raise errors.bad_request(f"no event {wanted!r} concerns {about!r}.")
    return Outcome(told[-1].snapshot, announcements=(Announcement(wanted, told[-1].snapshot),))


def touch(books: Books, params: Params) -> Outcome:
    """Let Square work on an order by itself: {object}. Its version grows, and nothing else changes (recorded)."""
    order, changes = order_of(books, params), Changes()
    moved, told = orders.move(order, "changed", milliseconds(books))
    changes.put(moved)
    for event in told:
        changes.tell(event, moved)
    return changes.outcome(moved)


ACTS: Mapping[str, Act] = {
    "pay": pay,
    "decline": decline,
    "process": process,
    "authorize": authorize,
    "tokenize": tokenize,
    "complete": complete,
    "capture": capture,
    "cancel": cancel,
    "expire": expire,
    "refund": refund,
    "settle_refund": settle_refund,
    "fail_refund": fail_refund,
    "dispute": dispute,
    "close_dispute": close_dispute,
    "retell": retell,
    "touch": touch,
    **subscribing.SUBSCRIPTION_ACTS,
}
