"""Booking: what a charge or a refund writes into the merchant's books, and when. Not: the totals, see shapes."""

from __future__ import annotations

from msgspec.structs import replace

from simulator.provider import Later, Outcome
from simulator.stripe import naming, policy
from simulator.stripe.command import Changes
from simulator.stripe.flows.platform.sharing import known, share
from simulator.stripe.resources.balance_transaction import BalanceTransaction
from simulator.stripe.resources.charge import Charge
from simulator.stripe.resources.refund import Refund
from simulator.stripe.shapes.accounting import balance
from simulator.stripe.test_values import INSTRUMENTS
from simulator.world import Books


def book(books: Books, changes: Changes, charge: Charge, amount: int) -> Charge:
    """Write `amount` of a charge into the books, and share it as it was asked for. Returns the charge as booked."""
    shared, row = share(books, changes, charge, of_charge(books, charge, amount))
    changes.put(row)
    if row.available_on <= books.clock.now():
        changes.later.append(Later(books.clock.precise(), tell_available))
    return replace(shared, balance_transaction=row.id)


def tell_available(books: Books) -> Outcome:
    """Announce `balance.available`, with the balance as it is now: only of money that is available at once.

    Stripe tells it of money that becomes available with the days, too; when, and how often, is unconfirmed.
    """
    changes = Changes()
    now = balance(books)
    changes.tell("balance.available", now)
    return changes.outcome(now)


def told_of(before: Charge, booked: Charge) -> dict[str, None]:
    """Return what an event says of the time before a charge was booked: nothing was known of all that it led to."""
    names = ("application_fee", "balance_transaction", "transfer")
    return {name: None for name in names if getattr(before, name) != getattr(booked, name)}


def of_charge(books: Books, charge: Charge, amount: int) -> BalanceTransaction:
    """Return the row for `amount` of a charge taken now."""
    instrument = INSTRUMENTS.get(charge.method.instrument or "")
    country = charge.method.card.country if charge.method.card else policy.ACCOUNT_COUNTRY
    at_once = instrument is not None and instrument.available_at_once
    return BalanceTransaction(
        id=naming.of_payment(books, "txn_", charge.payment_intent),
        created=charge.created,
        type="charge" if charge.method.card else "payment",
        amount=amount,
        currency=charge.currency,
        source=charge.id,
        available_on=charge.created if at_once else policy.available_on(charge.created),
        fee=policy.fee(amount, country) if charge.method.card else policy.debit_fee(amount),
        description=charge.description,
    )


def of_refund(books: Books, changes: Changes, charge: Charge, refund: str, amount: int) -> BalanceTransaction:
    """Return the row for money given back: the fee is kept, and it is due on the same day as its charge."""
    row = known(changes, books, BalanceTransaction, charge.balance_transaction)
    available_on = row.available_on if row else policy.available_on(charge.created)
    told = f" ({charge.description})" if charge.description else ""
    return BalanceTransaction(
        id=naming.of_payment(books, "txn_", charge.payment_intent),
        created=books.clock.now(),
        type="refund" if charge.method.card else "payment_refund",
        amount=-amount,
        currency=charge.currency,
        source=refund,
        available_on=available_on,
        description=f"REFUND FOR CHARGE{told}",
    )


def of_refund_failed(books: Books, refund: Refund) -> BalanceTransaction:
    """Return the row for a refund that came back.

    It is due no sooner than the refund is (unconfirmed): else money that is still pending could be paid out.
    """
    now = books.clock.now()
    taken = books.objects.get(refund.balance_transaction or "")
    return BalanceTransaction(
        id=naming.of_payment(books, "txn_", refund.payment_intent),
        created=now,
        type="refund_failure",
        amount=refund.amount,
        currency=refund.currency,
        source=refund.id,
        available_on=max(now, taken.available_on) if isinstance(taken, BalanceTransaction) else now,
        description="REFUND FAILURE",
    )


def book_later(books: Books, charge_id: str) -> Outcome | None:
    """Book a charge that was captured asynchronously: `charge.updated` tells of it, seconds after the rest."""
    charge = books.objects.get(charge_id)
    if not isinstance(charge, Charge) or charge.balance_transaction is not None or not charge.captured:
        return None
    changes = Changes()
    return changes.outcome(book_now(books, changes, charge))


def book_now(books: Books, changes: Changes, charge: Charge) -> Charge:
    """Book a captured charge that is not booked yet, and tell of it. Returns it as booked.

    For whom it is shared with, that comes in the same moment (Stripe, "Asynchronous capture").
    """
    booked = changes.put(book(books, changes, charge, charge.amount_captured))
    changes.tell("charge.updated", booked, told_of(charge, booked))
    return booked
