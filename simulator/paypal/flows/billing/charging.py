"""One charge of a subscription: paid, pending or failed, and what its failure leads to. Not: when it is due.

Source: PayPal, "Payment failures and recovering balances": a failed payment is tried again every five days, up to twice
in a billing cycle; when the last try fails that is one payment failure, the amount is added to the outstanding balance,
and at the threshold the subscription is suspended. That each failed try is told of, and that a try which would come
after the next charge is not made, is unconfirmed.
"""

from __future__ import annotations

from functools import partial

from msgspec.structs import replace

from simulator.paypal import naming, policy
from simulator.paypal.command import Changes
from simulator.paypal.due_days import next_due
from simulator.paypal.flows.billing.work import Due, terms_of
from simulator.paypal.resources.sale import Sale
from simulator.paypal.resources.subscription import Attempt, Failure, Payment, Subscription, move
from simulator.paypal.terms import Terms, charge, cycle_of, price_for
from simulator.provider import Later, Outcome
from simulator.world import Books

FAILED = "BILLING.SUBSCRIPTION.PAYMENT.FAILED"
DENIED = "PAYMENT_DENIED"


def change(changes: Changes, subscription: Subscription, what: str) -> Subscription:
    """Store and tell of a move. Raises Forbidden."""
    after, events = move(subscription, what, changes.books.clock.now())
    changes.put(after)
    for event in events:
        changes.tell(event, after)
    return after


def plan_next(changes: Changes, subscription: Subscription) -> Subscription:
    """See to it that the next charge comes."""
    if subscription.due is not None:
        step = partial(charge_later, subscription=subscription.id, at=subscription.due)
        changes.later.append(Later(subscription.due, step))
    return changes.put(subscription)


def charge_later(books: Books, subscription: str, at: int) -> Outcome | None:
    """Charge what is due, unless it was suspended, ended or moved meanwhile."""
    found = books.objects.get(subscription)
    if not isinstance(found, Subscription) or found.status != "ACTIVE" or found.due != at:
        return None
    changes = Due(books, at)
    charge_now(changes, found)
    return changes.outcome()


def charge_now(changes: Changes, subscription: Subscription) -> Subscription:
    """Charge the cycle that comes next. Nothing is told of one that is free (seen in public)."""
    terms, now = terms_of(changes, subscription), changes.books.clock.now()
    if subscription.attempt is not None:  # a try that was still to come is overtaken
        subscription = _failed_for_good(changes, subscription, terms)
        if subscription.status != "ACTIVE":
            return subscription
    nth = cycle_of(terms, subscription.completed)
    if nth is None:  # the merchant has shortened it meanwhile
        return _ended(changes, subscription, terms)
    cycle = terms.cycles[nth]
    price = price_for(cycle, now, subscription.since or now)
    amount = charge(terms, price, subscription.quantity, subscription.shipping) if price.amount else 0
    if terms.auto_bill:
        amount += subscription.outstanding
    ahead = _counted(subscription, nth)
    following = next_due(now, cycle.unit, cycle.count) if cycle_of(terms, ahead) is not None else None
    waiting = replace(subscription, due=following, attempt=Attempt(nth, amount))
    return settle(changes, plan_next(changes, waiting), terms)


def settle(changes: Changes, subscription: Subscription, terms: Terms) -> Subscription:
    """Try to take what the current cycle asks for."""
    attempt = subscription.attempt
    assert attempt is not None  # noqa: S101 - whoever settles has one
    if attempt.amount and subscription.funding == "declined":
        return _failed(changes, subscription, terms)
    paid = replace(subscription, completed=_counted(subscription, attempt.cycle), attempt=None, retry_at=None)
    if attempt.amount:
        cleared = 0 if terms.auto_bill else paid.outstanding
        paid = take(changes, replace(paid, outstanding=cleared), terms, attempt.amount)
    changes.put(paid)
    return _ended(changes, paid, terms)


def take(changes: Changes, subscription: Subscription, terms: Terms, amount: int) -> Subscription:
    """Take an amount: a sale, and a subscription whose failures are forgotten."""
    sale = sell(changes, subscription, terms, amount)
    paid = replace(subscription, last_payment=Payment(amount, sale.created), failures=0, updated=sale.created)
    return changes.put(paid)


def sell(changes: Changes, subscription: Subscription, terms: Terms, amount: int) -> Sale:
    """Store and tell of a sale: completed, or pending where the money takes its time."""
    now = changes.books.clock.now()
    pending = subscription.funding == "pending"
    sale = Sale(
        id=naming.made(changes.books),
        subscription=subscription.id,
        created=now,
        updated=now,
        amount=amount,
        currency=terms.currency,
        state="pending" if pending else "completed",
        fee=policy.fee(amount, terms.currency, card=False),
        custom_id=subscription.custom_id,
        eligible=subscription.ships,
    )
    changes.put(sale)
    changes.tell("PAYMENT.SALE.PENDING" if pending else "PAYMENT.SALE.COMPLETED", sale)
    return sale


def _failed(changes: Changes, subscription: Subscription, terms: Terms) -> Subscription:
    """Remember that a try failed, and when the next one comes."""
    now, attempt = changes.books.clock.now(), subscription.attempt
    assert attempt is not None  # noqa: S101 - only a try fails
    again = now + policy.RETRY_PAYMENT_AFTER
    tries = attempt.failures < policy.RETRIES_MOST and (subscription.due is None or again < subscription.due)
    waiting = replace(
        subscription,
        attempt=replace(attempt, failures=attempt.failures + 1),
        retry_at=again if tries else None,
        last_failure=Failure(attempt.amount, now, DENIED, again if tries else None),
        updated=now,
    )
    if not tries:
        return _failed_for_good(changes, waiting, terms, told=True)
    changes.put(waiting)
    changes.tell(FAILED, waiting)
    changes.later.append(Later(again, partial(retry_later, subscription=subscription.id, at=again)))
    return waiting


def _failed_for_good(changes: Changes, subscription: Subscription, terms: Terms, *, told: bool = False) -> Subscription:
    """Count a payment failure: the amount is outstanding now; at the threshold the subscription is suspended."""
    failed = changes.put(replace(dropped(subscription, terms), failures=subscription.failures + 1))
    if told:
        changes.tell(FAILED, failed)
    return at_threshold(changes, failed, terms) or _ended(changes, failed, terms)


def at_threshold(changes: Changes, subscription: Subscription, terms: Terms) -> Subscription | None:
    """Suspend what has failed as often as its terms allow; None for what has not. 0 is no threshold."""
    if subscription.status != "ACTIVE" or not 0 < terms.threshold <= subscription.failures:
        return None
    return change(changes, subscription, "suspended")


def retry_later(books: Books, subscription: str, at: int) -> Outcome | None:
    """Try again to take what failed, unless it was paid, suspended or ended meanwhile."""
    found = books.objects.get(subscription)
    if not isinstance(found, Subscription) or found.status != "ACTIVE" or found.retry_at != at:
        return None
    changes = Due(books, at)
    settle(changes, found, terms_of(changes, found))
    return changes.outcome()


def _ended(changes: Changes, subscription: Subscription, terms: Terms) -> Subscription:
    """Let a subscription expire with its last charge (seen in public), also with one that failed."""
    if subscription.status != "ACTIVE" or cycle_of(terms, subscription.completed) is not None:
        return subscription
    return change(changes, replace(subscription, due=None), "expired")


def dropped(subscription: Subscription, terms: Terms) -> Subscription:
    """Return it without the try that is under way: what that asks for is outstanding."""
    attempt = subscription.attempt
    if attempt is None:
        return subscription
    owed = attempt.amount if terms.auto_bill else subscription.outstanding + attempt.amount
    done = _counted(subscription, attempt.cycle)
    return replace(subscription, completed=done, attempt=None, retry_at=None, outstanding=owed)


def _counted(subscription: Subscription, nth: int) -> tuple[int, ...]:
    done = subscription.completed
    return (*done[:nth], done[nth] + 1, *done[nth + 1 :])
