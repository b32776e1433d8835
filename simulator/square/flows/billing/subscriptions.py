"""Subscriptions as an integration asks for them: created, read, searched, changed. Not: what is scheduled for them.

Source: Square, "Manage subscriptions". The answer to a creation has no invoice yet: the first one follows by itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.square import calendar, errors, lists, naming, policy
from simulator.square.command import Command, answer, find, found, money
from simulator.square.flows import tills
from simulator.square.flows.billing import billing, cycles
from simulator.square.flows.billing.plans import Plan, on_sale
from simulator.square.flows.billing.work import Work
from simulator.square.flows.customers import customer_of
from simulator.square.flows.locations import location_of
from simulator.square.resources import subscription as subscriptions
from simulator.square.resources.order import Order
from simulator.square.resources.people import Card
from simulator.square.resources.subscription import Subscription
from simulator.square.shapes import billing as shapes
from simulator.world import Books

_PERCENTAGE = re.compile(r"[0-9]{1,2}(\.[0-9]{1,5})?\Z")


def create(command: Command) -> Outcome:
    """POST /v2/subscriptions."""
    work, params = Work(command.books), command.params
    if "plan_variation_id" not in params:
        raise errors.missing("plan_variation_id")
    location = location_of(work.books, params["location_id"])
    customer = customer_of(work.books, params["customer_id"], "customer_id")
    billing.check_billable(customer)
    made = made_of(work, {**params, "location_id": location.id})
    return work.outcome(answer(subscription=made))


def made_of(work: Work, params: Mapping[str, Any], name: str | None = None, *, paid: bool = False) -> Subscription:
    """Store and tell a new subscription, and plan its first invoice. Raises the refusal for what cannot be.

    `paid`: its first period was paid where it was sold.
    """
    plan = on_sale(work.books, params["plan_variation_id"], "plan_variation_id")
    timezone = params.get("timezone") or policy.BILLING_TIMEZONE
    if calendar.zone(timezone) is None:
        raise errors.not_in_enum(timezone, "Timezone", "timezone")
    if "card_id" in params:
        check_card(work.books, params["card_id"], params["customer_id"], "card_id")
    this_day = calendar.local(work.at, timezone).date()
    begins = _day(params, "start_date") or this_day
    if begins < this_day:
        raise errors.error(400, "INVALID_DATE", "The start date must not be in the past.", "start_date")
    ends = _day(params, "canceled_date")
    if ends is not None and ends <= begins:
        raise errors.error(400, "INVALID_DATE", "The cancel date must be after the start date.", "canceled_date")
    chosen = params.get("monthly_billing_anchor_date") or plan.anchor_day
    first = plan.phases[0]
    made = Subscription(
        id=name or naming.uuid(work.books),
        location_id=params["location_id"],
        plan_variation_id=plan.id,
        customer_id=params["customer_id"],
        created_at=work.milliseconds,
        start_date=begins.isoformat(),
        timezone=timezone,
        source_name=params.get("source", {}).get("name") or tills.source_name(work.books),
        time_of_day=calendar.second_of_day(work.at, timezone),
        status="PENDING" if begins > this_day else "ACTIVE",
        canceled_date=None if ends is None else ends.isoformat(),
        tax_percentage=_percentage(params),
        price_override=money(params.get("price_override_money"), "price_override_money", policy.CURRENCY),
        card_id=params.get("card_id"),
        anchor_day=chosen or (begins.day if calendar.of_months(first.cadence) else None),
        anchored=chosen is not None,
        phases=cycles.subscribed(work.books, plan.phases, _templates(work.books, plan, params)),
        next_date=begins.isoformat(),
    )
    if paid:
        made = billing.passed(made, plan, first)
    work.put(made)
    work.tell((subscriptions.CREATED,), made)
    if made.status == "ACTIVE":
        made = cycles.happened(work, made, "START_SUBSCRIPTION", made.start_date)
    cycles.plan(work, made, policy.BILLED_AFTER)
    return made


def _day(params: Mapping[str, Any], name: str) -> date | None:
    text = params.get(name)
    if text is None:
        return None
    return day(text, name)


def day(text: str, field: str) -> date:
    """Return the day that a parameter names. Raises the refusal for what is none."""
    named = calendar.day_of(text)
    if named is None:
        raise errors.error(400, "INVALID_DATE", f"`{text}` is not a valid date: write YYYY-MM-DD.", field)
    return named


def _percentage(params: Mapping[str, Any]) -> str | None:
    text = params.get("tax_percentage")
    if text is not None and not _PERCENTAGE.match(text):
        raise errors.invalid("Percentage must be a decimal number from 0 to 100.", "tax_percentage")
    return text


def check_card(books: Books, card_id: str, customer_id: str, field: str) -> None:
    """Raise the refusal for a card that is not on this customer's file (words unconfirmed)."""
    card = found(books, Card, card_id)
    if card is not None and card.customer_id == customer_id and card.enabled:
        return
    raise errors.error(404, "NOT_FOUND", f"Invalid card_id: {card_id}", field)


def _templates(books: Books, plan: Plan, params: Mapping[str, Any]) -> dict[int, str | None]:
    """Return the order template of each phase that has one. Raises the refusal where a relative price has none.

    What is no order at all was recorded to be answered with 500.
    """
    told = {one["ordinal"]: one.get("order_template_id") for one in params.get("phases", ()) if "ordinal" in one}
    for ordinal, template in told.items():
        order = None if template is None else found(books, Order, template)
        if template is not None and (order is None or order.state != "DRAFT"):
            raise errors.square_failed(500)
        if not any(one.ordinal == ordinal for one in plan.phases):
            raise errors.invalid(f"The plan variation has no phase with ordinal {ordinal}.", "phases")
    for one in plan.phases:
        if one.price is None and told.get(one.ordinal) is None:
            raise errors.missing("phases.order_template_id")
    return told


# Reading.


def get(command: Command) -> Outcome:
    """GET /v2/subscriptions/{}: with its actions if it is asked to include them."""
    include = str(command.params.get("include", ""))
    if include not in ("", "actions"):
        raise errors.invalid(f"`{include}` is not a valid value for include.", "include")
    subscription = _subscription(command)
    shown = shapes.with_actions(subscription) if include else subscription
    return Outcome(answer(subscription=shown), objects=(subscription.id,))


def search(command: Command) -> Outcome:
    """POST /v2/subscriptions/search: by customer, location and source, oldest first."""
    books, params = command.books, command.params
    told = params.get("query", {}).get("filter", {})
    customers, places = frozenset(told.get("customer_ids", ())), frozenset(told.get("location_ids", ()))
    sources = frozenset(told.get("source_names", ()))
    include = params.get("include", ())
    if set(include) - {"actions"}:
        raise errors.invalid(f"`{include[0]}` is not a valid value for include.", "include")
    kept = (
        one
        for one in lists.ordered(books, Subscription, "ASC")
        if (not customers or one.customer_id in customers)
        and (not places or one.location_id in places)
        and (not sources or one.source_name in sources)
    )
    shown, cursor = lists.page(books, params, kept, default=200, most=200)
    with_actions = [shapes.with_actions(one) if include else one for one in shown]
    return Outcome(answer(subscriptions=with_actions, cursor=cursor), objects=tuple(one.id for one in shown))


def list_events(command: Command) -> Outcome:
    """GET /v2/subscriptions/{}/events: what has happened to it, oldest first."""
    subscription = _subscription(command)
    shown, cursor = lists.page(command.books, command.params, subscription.happenings, default=200, most=200)
    return Outcome(answer(subscription_events=shown, cursor=cursor), objects=(subscription.id,))


def _subscription(command: Command) -> Subscription:
    return find(command.books, Subscription, command.ids[0], "subscription")


# Changing.


def update(command: Command) -> Outcome:
    """PUT /v2/subscriptions/{}: card, override, tax and source; a null clears, also a scheduled cancellation."""
    before, told = _subscription(command), command.params.get("subscription", {})
    work, cleared = Work(command.books), frozenset(command.params.get("cleared", ()))
    check_going_on(before)
    if told.get("version") is not None and told["version"] != before.version:
        raise errors.stale_version("subscription", told["version"], before.version, before.id, "subscription.version")
    after = before
    if "card_id" in told:
        check_card(work.books, told["card_id"], before.customer_id, "subscription.card_id")
        after = replace(after, card_id=told["card_id"])
    if "price_override_money" in told:
        amount = money(told["price_override_money"], "subscription.price_override_money", policy.CURRENCY)
        after = replace(after, price_override=amount)
    if "tax_percentage" in told:
        after = replace(after, tax_percentage=_percentage(told))
    if "source" in told:
        after = replace(after, source_name=told["source"].get("name") or before.source_name)
    if "canceled_date" in told and told["canceled_date"] != before.canceled_date:
        raise errors.invalid("The canceled date can be cleared, and not be changed.", "subscription.canceled_date")
    after = _cleared(after, cleared)
    if after == before:
        return Outcome(answer(subscription=before))
    after = cycles.moved(work, after, "changed")
    cycles.plan(work, after)
    return work.outcome(answer(subscription=after))


def _cleared(subscription: Subscription, cleared: frozenset[str]) -> Subscription:
    if "canceled_date" in cleared:
        subscription = subscriptions.without_action(replace(subscription, canceled_date=None), "CANCEL")
    if "card_id" in cleared:
        subscription = replace(subscription, card_id=None)
    if "price_override_money" in cleared:
        subscription = replace(subscription, price_override=None)
    if "tax_percentage" in cleared:
        subscription = replace(subscription, tax_percentage=None)
    return subscription


def check_going_on(subscription: Subscription) -> None:
    """Raise the refusal for a subscription that has ended (the sentence is unconfirmed)."""
    if subscription.status == "CANCELED":
        raise errors.bad_request(f"Subscription {subscription.id} is in status CANCELED and cannot be changed.")
