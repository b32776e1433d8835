"""Stock plans, subscriptions and sales, as PayPal's webhook simulator has them. Not: their events; other resources.

A plan that a stock subscription is shown by is none of the merchant's: its own terms stand in the subscription.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from simulator.paypal import naming, policy
from simulator.paypal.resources.plan import Plan
from simulator.paypal.resources.sale import Sale, SaleRefund
from simulator.paypal.resources.subscription import Failure, Payment, Subscription
from simulator.paypal.terms import Cycle, Price, Terms
from simulator.world import Books

AMOUNT, CURRENCY = 1_000, "USD"


def subscribed(books: Books, kind: str, event_type: str) -> Any:
    """Return a stock resource of that kind, of which such an event tells."""
    draw, now = books.random, books.clock.now()
    price = Price(version=1, amount=AMOUNT, since=now)
    cycle = Cycle(tenure="REGULAR", sequence=1, unit="MONTH", count=1, total=0, prices=(price,))
    terms = Terms(currency=CURRENCY, cycles=(cycle,))
    if kind == "plan":
        status = "INACTIVE" if event_type.endswith("DEACTIVATED") else "ACTIVE"
        made = Plan(id=naming.plan(books), product=naming.product(draw), name="Sample plan", created=now, updated=now,
                    terms=terms)  # fmt: skip
        return replace(made, status=status)
    name = naming.subscription(books)
    if kind == "sale":
        common: dict[str, Any] = {"created": now, "updated": now, "amount": AMOUNT, "currency": CURRENCY}
        sale = naming.transaction(draw)
        word = event_type.rpartition(".")[2].lower()
        if word in ("refunded", "reversed"):
            return SaleRefund(id=naming.transaction(draw), sale=sale, subscription=name, total=AMOUNT,
                              reversal=word == "reversed", **common)  # fmt: skip
        taken = Sale(id=sale, subscription=name, fee=policy.fee(AMOUNT, CURRENCY, card=False), **common)
        return replace(taken, state=word)
    word = event_type.rpartition(".")[2]
    status = {"CREATED": "APPROVAL_PENDING"}.get(
        word, word if word in ("CANCELLED", "SUSPENDED", "EXPIRED") else "ACTIVE"
    )
    made_here = Subscription(
        id=name, plan=naming.plan(books), created=now, updated=now, status_updated=now, start=now,
        token=naming.agreement(books), completed=(0,), terms=terms,
    )  # fmt: skip
    if status == "APPROVAL_PENDING":
        return made_here
    failure = Failure(AMOUNT, now, "PAYMENT_DENIED", now + policy.RETRY_PAYMENT_AFTER) if word == "FAILED" else None
    return replace(
        made_here, status=status, since=now, last_payment=Payment(AMOUNT, now), last_failure=failure,
        due=now + 30 * policy.DAY, completed=(1,),
        subscriber={"email_address": "buyer@personal.example.com", "payer_id": naming.account(draw)},
    )  # fmt: skip
