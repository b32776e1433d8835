"""A subscription is changed one item at a time: added, changed, taken off. Not: what that is worth, see updating."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing.updating import updated
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.flows.reading import deleted_stub
from simulator.stripe.resources import subscription as subscriptions
from simulator.stripe.resources.subscription import Subscription, SubscriptionItem

OF_ITEM = frozenset({"expand", "payment_behavior", "proration_behavior", "proration_date", "off_session"})
"""Parameters of an item's own calls that are about its subscription."""


def add_item(command: Command) -> Outcome:
    """POST /v1/subscription_items: the new item is in its subscription's period (recorded)."""
    params, work = command.params, Work(command.books)
    before = find(command.books, Subscription, params["subscription"], "subscription")
    if before.status not in subscriptions.CANCELABLE:
        raise errors.no_such("subscription", before.id, "subscription", in_path=True)
    given = {name: value for name, value in params.items() if name not in OF_ITEM and name != "subscription"}
    return work.outcome(updated(work, before, _of_item(params, given)).items[-1])


def update_item(command: Command) -> Outcome:
    """POST /v1/subscription_items/{item}."""
    params, work = command.params, Work(command.books)
    item = _item(work, command.ids[0])
    given = {name: value for name, value in params.items() if name not in OF_ITEM}
    after = updated(work, _owner(work, item), _of_item(params, {**given, "id": item.id}))
    return work.outcome(next(one for one in after.items if one.id == item.id))


def delete_item(command: Command) -> Outcome:
    """DELETE /v1/subscription_items/{item}."""
    params, work = command.params, Work(command.books)
    if params.get("clear_usage"):
        raise errors.not_simulated("metered usage", "clear_usage")
    item = _item(work, command.ids[0])
    updated(work, _owner(work, item), _of_item(params, {"id": item.id, "deleted": True}))
    return work.outcome(deleted_stub("subscription_item", item.id))


def _of_item(params: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    return {**{name: params[name] for name in OF_ITEM if name in params}, "items": [given]}


def _item(work: Work, name: str) -> SubscriptionItem:
    item = work.get(SubscriptionItem, name)
    if item is None or item.deleted:
        raise billing_errors.no_such_item(name)
    return item


def _owner(work: Work, item: SubscriptionItem) -> Subscription:
    owner: Subscription = work.books.objects[item.subscription]
    return owner
