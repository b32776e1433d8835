"""A page is completed: who filled it in, and what is counted by it. Not: the payment, or the subscription."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.stripe import naming
from simulator.stripe.command import Changes
from simulator.stripe.flows.checkout import discounts, links
from simulator.stripe.resources import checkout_session as sessions
from simulator.stripe.resources.checkout_session import CheckoutSession
from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.payment_method import PaymentMethod
from simulator.world import Books


def complete(books: Books, changes: Changes, session: CheckoutSession, what: str) -> CheckoutSession:
    """Close the page: what was redeemed on it is counted now, and so is its payment link."""
    moved, told = sessions.move(session, what)
    changes.put(moved)
    changes.tell(told, moved)
    discounts.count(books, changes, moved)
    links.count(books, changes, moved)
    return moved


def details(session: CheckoutSession, method: PaymentMethod | None, email: str | None) -> dict[str, Any]:
    """Return what the page learned of the buyer."""
    billing: Mapping[str, Any] = {} if method is None else method.billing_details
    known: Mapping[str, Any] = session.customer_details or {}
    return {
        "address": billing.get("address") or known.get("address"),
        "email": email or known.get("email") or session.customer_email or billing.get("email"),
        "name": billing.get("name") or known.get("name"),
        "phone": billing.get("phone"),
    }


def new_customer(books: Books, changes: Changes, session: CheckoutSession) -> Customer:
    """Make a customer of whoever filled the page in."""
    known = session.customer_details or {}
    customer = Customer(
        id=naming.short(books, "cus_"),
        created=books.clock.now(),
        invoice_prefix="".join(books.random.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=8)),
        email=known.get("email"),
        name=known.get("name"),
    )
    changes.put(customer)
    changes.tell("customer.created", customer)
    return customer
