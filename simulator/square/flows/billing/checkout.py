"""A payment link that sells a subscription: the buyer pays its first period, and is subscribed. Not: the link's page.

Source: Square, "Subscription plan checkout": one paid phase; the buyer becomes a customer with a card on file. That the
first period has no invoice, and that the sandbox makes the customer as production does, is unconfirmed (staff, forum
thread 7970: it did not in 2023). A free first phase is not simulated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace as replaced
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import errors, naming
from simulator.square.command import Answer, found
from simulator.square.flows import charging
from simulator.square.flows.billing.plans import Plan, on_sale
from simulator.square.flows.billing.subscriptions import made_of
from simulator.square.flows.billing.work import Work
from simulator.square.flows.charging import Charge
from simulator.square.resources.payment import Payment
from simulator.square.resources.payment_link import PaymentLink
from simulator.square.resources.people import Card, Customer
from simulator.square.resources.seller import CatalogObject
from simulator.world import Books


def plan_id(link: PaymentLink) -> str | None:
    """Return the plan variation that a link sells, None if it sells none."""
    named: str | None = link.given.get("checkout_options", {}).get("subscription_plan_id")
    return named


def check(books: Books, options: Mapping[str, Any]) -> CatalogObject:
    """Return the plan whose variation a link is to sell. Raises the refusal for what no link can sell."""
    plan: Plan = on_sale(books, options["subscription_plan_id"], "subscription_plan_id")
    if options.get("app_fee_money"):
        raise errors.bad_request("app_fee_money is not supported for subscriptions.", "checkout_options.app_fee_money")
    if any(not one.price for one in plan.phases):
        raise errors.not_simulated("payment links of free phases or relative prices", "subscription_plan_id")
    if len(plan.phases) > 1:
        raise errors.invalid("Only plan variations with one paid phase are supported.", "subscription_plan_id")
    stored = books.objects[plan.id]
    parent: CatalogObject = books.objects[stored.data["subscription_plan_id"]]
    return parent


def pay(books: Books, link: PaymentLink, what: Charge) -> Outcome:
    """Let a buyer pay a link's order; when the money is there they are subscribed."""
    work, name, order = Work(books), naming.uuid(books), what.order
    if order is None:
        raise errors.bad_request(f"The payment link {link.id} has no order.")
    done = charging.charge(work.books, replaced(what, order=replace(order, subscription_id=name)))
    work.take(done)
    payment: Payment = done.answer.named["payment"] if isinstance(done.answer, Answer) else done.answer
    if payment.status != "COMPLETED" or payment.card is None:
        return work.outcome(payment)
    customer = _customer(work, link, what)
    card = work.put(Card(naming.card(work.books), work.milliseconds, payment.card, customer.id))
    work.tell(("card.created",), card)
    told = {
        "plan_variation_id": plan_id(link) or "",
        "customer_id": customer.id,
        "location_id": order.location_id,
        "card_id": card.id,
    }
    made_of(work, told, name=name, paid=True)
    return work.outcome(payment)


def _customer(work: Work, link: PaymentLink, what: Charge) -> Customer:
    """Return the buyer: the order's customer, the one of that address, or a new one."""
    known = found(work.books, Customer, what.customer_id or "")
    if known is not None and not known.deleted:
        return known
    typed = link.given.get("pre_populated_data", {})
    address = what.given.get("buyer_email_address") or typed.get("buyer_email") or "buyer@example.com"
    for one in work.books.of_kind(Customer):
        if not one.deleted and one.given.get("email_address") == address:
            there: Customer = one
            return there
    named = typed.get("buyer_address", {})
    given = {
        "given_name": named.get("first_name", "Test"),
        "family_name": named.get("last_name", "Buyer"),
        "email_address": address,
    }
    now = work.milliseconds
    made = work.put(Customer(naming.customer(work.books), now, now, given))
    work.tell(("customer.created",), made)
    return made
