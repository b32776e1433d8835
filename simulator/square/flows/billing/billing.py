"""One period of a subscription is billed: what it costs, its order, its invoice, its card. Not: when.

Source: Square, "Subscription billing": in advance, at the start of each period, by the card on file or by an invoice
that is e-mailed. That a period which costs nothing has no invoice is unconfirmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from simulator.square import calendar, errors, naming, policy
from simulator.square.command import found
from simulator.square.flows import tills
from simulator.square.flows.billing import invoicing
from simulator.square.flows.billing.plans import Phase, Plan, plan_of
from simulator.square.flows.billing.work import Work
from simulator.square.flows.pricing import price
from simulator.square.resources.invoice import Invoice
from simulator.square.resources.order import Order
from simulator.square.resources.people import Customer
from simulator.square.resources.subscription import Subscription
from simulator.world import Books

AGAIN = ("name", "quantity", "base_price_money", "catalog_object_id", "note", "item_type", "modifiers")
"""What of a template's line an order repeats."""


def phase_of(books: Books, subscription: Subscription) -> tuple[Plan, Phase] | None:
    """Return the plan, and the phase that the next period belongs to; None when the last phase has run out."""
    plan = plan_of(books, subscription.plan_variation_id)
    if subscription.phase >= len(plan.phases):
        return None
    return plan, plan.phases[subscription.phase]


def period_of(subscription: Subscription, phase: Phase) -> tuple[date, date]:
    """Return the next period: its first day, and that of the one after it."""
    begins = date.fromisoformat(subscription.next_date)
    return begins, calendar.end_of(begins, phase.cadence, subscription.anchor_day)


def bill(work: Work, subscription: Subscription, plan: Plan, phase: Phase) -> Subscription:
    """Bill the next period, and return the subscription with it: not its version, which stays (recorded).

    `charged_through_date` is the day on which the next period begins, as in all recordings and samples: the prose, by
    which a period of May ends it on May 31, is contradicted by them. A sample that is canceled within a period is
    charged through it to its end, though Square says that such a period is prorated.
    """
    begins, ends = period_of(subscription, phase)
    upto = ends
    if subscription.canceled_date is not None:
        upto = min(ends, date.fromisoformat(subscription.canceled_date))
    share = calendar.share_of(begins, upto, phase.cadence, subscription.anchor_day) if plan.prorates else Fraction(1)
    invoice = _invoice(work, subscription, plan, phase, share)
    after = passed(subscription, plan, phase)
    if invoice is not None:
        after = replace(after, invoice_ids=(invoice.id, *subscription.invoice_ids))
    work.put(after)
    if invoice is not None:
        _send(work, invoice)
    return after


def passed(subscription: Subscription, plan: Plan, phase: Phase) -> Subscription:
    """Return the subscription with its next period behind it: billed, or paid in another way."""
    _, ends = period_of(subscription, phase)
    after = replace(
        subscription,
        charged_through_date=ends.isoformat(),
        next_date=ends.isoformat(),
        periods=subscription.periods + 1,
    )
    if phase.periods is not None and after.periods >= phase.periods:
        return _next_phase(after, plan, ends)
    return after


def _next_phase(subscription: Subscription, plan: Plan, begins: date) -> Subscription:
    """Return the subscription in its next phase, whose months are counted from the day on which it begins."""
    nth = subscription.phase + 1
    after = replace(subscription, phase=nth, periods=0)
    if nth < len(plan.phases):
        after = replace(after, anchor_day=anchor_for(plan.phases[nth], after, begins))
    return after


def anchor_for(phase: Phase, subscription: Subscription, begins: date) -> int | None:
    """Return the day of the month on which a phase that begins then is billed; None for cadences of days."""
    if subscription.anchored:
        return subscription.anchor_day
    return begins.day if calendar.of_months(phase.cadence) else None


def _invoice(work: Work, subscription: Subscription, plan: Plan, phase: Phase, share: Fraction) -> Invoice | None:
    """Make order and draft of a period; None if it costs nothing."""
    lines = _lines(work.books, subscription, plan, phase, share)
    given: dict[str, Any] = {"line_items": lines}
    if subscription.tax_percentage:
        given["taxes"] = [
            {"name": "Tax", "percentage": subscription.tax_percentage, "type": "ADDITIVE", "scope": "ORDER"}
        ]
    priced = price(work.books, given)
    if priced.total == 0:
        return None
    at = work.milliseconds
    order = Order(
        id=naming.order(work.books),
        location_id=subscription.location_id,
        currency=policy.CURRENCY,
        created_at=at,
        updated_at=at,
        source_name=tills.source_name(work.books),
        priced=priced.shown,
        given={"customer_id": subscription.customer_id},
        total=priced.total,
        tax=priced.tax,
        subscription_id=subscription.id,
    )
    work.tell(("order.created",), order)
    customer: Customer = work.books.objects[subscription.customer_id]
    more = {
        "card_id": subscription.card_id,
        "due_date": calendar.local(work.at, subscription.timezone).date().isoformat(),
        "timezone": subscription.timezone,
        "title": f"{phase.cadence} {priced.total // 100}.{priced.total % 100:02d} {policy.CURRENCY} Subscription",
        "subscription_id": subscription.id,
    }
    return invoicing.draft(work, order, invoicing.for_subscription(work.books, order, customer, at, more))


def _lines(
    books: Books, subscription: Subscription, plan: Plan, phase: Phase, share: Fraction
) -> list[Mapping[str, Any]]:
    """Return what is sold in a period. An override is the price of every phase (Square's staff, forum thread 9800)."""
    amount = phase.price
    if amount is None:
        return _of_template(books, subscription, share)
    if subscription.price_override is not None:
        amount = subscription.price_override
    money = {"amount": _rounded(amount * share), "currency": policy.CURRENCY}
    return [{"name": plan.name or "Subscription", "quantity": "1", "base_price_money": money}]


def _of_template(books: Books, subscription: Subscription, share: Fraction) -> list[Mapping[str, Any]]:
    """Return the lines of the phase's order template: what a relative price is relative to."""
    mine = subscription.phases[min(subscription.phase, len(subscription.phases) - 1)]
    template = found(books, Order, mine.order_template_id or "")
    lines: list[Mapping[str, Any]] = []
    for told in template.priced.get("line_items", ()) if template else ():
        line = {name: told[name] for name in AGAIN if name in told}
        base = line["base_price_money"]
        lines.append({**line, "base_price_money": {**base, "amount": _rounded(base["amount"] * share)}})
    return lines


def _rounded(amount: Fraction) -> int:
    """Round half up to the minor unit (unconfirmed: no sample of Square's shows a prorated amount)."""
    return int(amount + Fraction(1, 2))


def _send(work: Work, invoice: Invoice) -> None:
    published = invoicing.publish(work, invoice)
    [request] = published.requests
    if request.automatic == "CARD_ON_FILE":
        invoicing.charge_automatically(work, published, request)


def unbillable(books: Books, subscription: Subscription) -> tuple[str, str] | None:
    """Return why a customer cannot be billed, as a code and its sentence; None if they can.

    Square, "Deactivated subscriptions"; the sentence of a missing name is from its samples.
    """
    customer = found(books, Customer, subscription.customer_id)
    named = f"The customer with ID `{subscription.customer_id}`"
    if customer is None or customer.deleted:
        return "CUSTOMER_DELETED", f"{named} was deleted."
    if not customer.given.get("email_address"):
        return "CUSTOMER_NO_EMAIL", f"{named} does not have an email on record."
    if not (customer.given.get("given_name") or customer.given.get("family_name")):
        return "CUSTOMER_NO_NAME", f"{named} does not have a name on record."
    return None


def check_billable(customer: Customer) -> None:
    """Raise the documented refusal for a customer without name or e-mail address (the sentences are unconfirmed)."""
    if not customer.given.get("email_address"):
        raise errors.error(400, "CUSTOMER_MISSING_EMAIL", "The customer does not have a recorded email.", "customer_id")
    if not (customer.given.get("given_name") or customer.given.get("family_name")):
        raise errors.error(400, "CUSTOMER_MISSING_NAME", "The customer does not have a recorded name.", "customer_id")
