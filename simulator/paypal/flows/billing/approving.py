"""The buyer agrees: to subscribe, or to a change. What is so from then on, and the first money. Not: the page.

A set-up fee is taken at once, and the first cycle too (recorded and seen in public); where it starts later, the cycle
then. ACTIVATED is told as things are before the first cycle is charged: it shows none that is completed, and a next
billing time that is over already (seen in public); after a free one nothing more is told. That the fee is charged apart
from the first cycle is recorded, that the cycle's sale follows in the same moment is unconfirmed.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.paypal import naming
from simulator.paypal.command import Changes
from simulator.paypal.due_days import first_due, next_due
from simulator.paypal.flows.billing.charging import DENIED, FAILED, change, charge_now, dropped, plan_next, take
from simulator.paypal.flows.billing.work import plan_of, terms_of
from simulator.paypal.flows.paying import BUYER
from simulator.paypal.resources.subscription import Failure, Subscription
from simulator.paypal.terms import Terms, cycle_of, setup_charge


def approve(changes: Changes, subscription: Subscription, email: str | None = None) -> Subscription:
    """Let the buyer agree to subscribe: it is active, or waits for the merchant to activate it. Raises Forbidden."""
    known = replace(subscription, subscriber=_known(changes, subscription, email))
    if known.waits:
        return change(changes, known, "approved")
    return activate(changes, known)


def activate(changes: Changes, subscription: Subscription) -> Subscription:
    """Let a subscription begin: the set-up is paid, and the first cycle, if it starts now. Raises Forbidden."""
    terms, now = terms_of(changes, subscription), changes.books.clock.now()
    due = first_due(subscription.start, now)
    begun = replace(subscription, due=due, since=now)
    fee = setup_charge(terms)
    if fee and begun.funding == "declined":
        if terms.fee_failure == "CANCEL":
            failed = replace(begun, due=None, last_failure=Failure(fee, now, DENIED, None))
            return change(changes, failed, "set-up failed")
        begun = replace(begun, outstanding=fee, failures=1, last_failure=Failure(fee, now, DENIED, None))
    elif fee:
        begun = take(changes, begun, terms, fee)
    begun = change(changes, begun, "activated")
    if begun.failures:
        changes.tell(FAILED, begun)
    if due > now:
        return plan_next(changes, begun)
    return charge_now(changes, begun)


def _known(changes: Changes, subscription: Subscription, email: str | None) -> dict[str, Any]:
    """Return who subscribed, as PayPal knows them: what the merchant has told of them gives way to it."""
    draw, told = changes.books.random, subscription.subscriber
    made: dict[str, Any] = {
        "name": told.get("name") or BUYER["name"],
        "email_address": email
        or told.get("email_address")
        or f"buyer-{draw.randrange(10**6):06d}@personal.example.com",
        "payer_id": naming.account(draw),
    }
    address = told.get("shipping_address")
    if address is None and subscription.ships:
        address = {"name": {"full_name": "Ada Buyer"}, "address": dict(BUYER["address"])}
    return made if address is None else {**made, "shipping_address": address}


def agree(changes: Changes, subscription: Subscription) -> Subscription:
    """Let the buyer agree to a change: it holds from the next charge on (PayPal, "Upgrade or downgrade").

    Cycles of another plan begin anew, its trials are not had a second time (unconfirmed).
    """
    wanted = subscription.revision
    assert wanted is not None  # noqa: S101 - whoever asks has looked
    moved = replace(
        dropped(subscription, terms_of(changes, subscription)),
        plan=wanted.plan,
        quantity=wanted.quantity,
        shipping=wanted.shipping,
        terms=wanted.terms,
        revision=None,
        updated=changes.books.clock.now(),
    )
    if wanted.address is not None:
        moved = replace(moved, subscriber={**moved.subscriber, "shipping_address": wanted.address})
    if wanted.plan != subscription.plan or len(moved.completed) != len(terms_of(changes, moved).cycles):
        moved = replace(moved, completed=_anew(terms_of(changes, moved)))
    changes.put(moved)
    changes.tell("BILLING.SUBSCRIPTION.UPDATED", moved)
    return _carried_on(changes, moved) if moved.status == "ACTIVE" and moved.due is None else moved


def _carried_on(changes: Changes, subscription: Subscription) -> Subscription:
    """Let one whose last charge was tried when it was changed expire, or go on with the cycles of its new plan."""
    terms, now = terms_of(changes, subscription), changes.books.clock.now()
    nth = cycle_of(terms, subscription.completed)
    if nth is None:
        return change(changes, subscription, "expired")
    cycle = terms.cycles[nth]
    return plan_next(changes, replace(subscription, due=next_due(now, cycle.unit, cycle.count)))


def _anew(terms: Terms) -> tuple[int, ...]:
    return tuple(cycle.total if cycle.tenure == "TRIAL" else 0 for cycle in terms.cycles)


def compatible(changes: Changes, subscription: Subscription, plan: str) -> bool:
    """Say whether a subscription may go over to another plan: both sell the same product."""
    other = changes.get(plan)
    return getattr(other, "product", None) == plan_of(changes, subscription).product
