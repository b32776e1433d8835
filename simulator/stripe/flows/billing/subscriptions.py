"""Subscriptions and their items are read. Not: how they begin, change, renew or end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace as replaced

from msgspec.structs import replace

from simulator.provider import Outcome
from simulator.stripe import errors
from simulator.stripe.command import Command, find
from simulator.stripe.errors import billing as billing_errors
from simulator.stripe.flows.billing.discounts import let_go
from simulator.stripe.flows.billing.work import Work
from simulator.stripe.lists import of_kind, within
from simulator.stripe.resources.subscription import ENDED, UPDATED, Subscription, SubscriptionItem
from simulator.stripe.shapes import shape

NOT_FILTERED = ("automatic_tax", "collection_method")
"""Filters of lists that the simulator has nothing for."""


def list_subscriptions(command: Command) -> Outcome:
    """GET /v1/subscriptions: those that have not ended, unless a status is asked for."""
    params = command.params
    for name in NOT_FILTERED:
        if params.get(name) is not None:
            raise errors.not_simulated(f"{name} as a filter of subscriptions", name)
    customer, price = params.get("customer"), params.get("price")
    wanted = _of_status(params.get("status"))
    clock = params.get("test_clock")
    begins, ends = within(params.get("current_period_start")), within(params.get("current_period_end"))

    def keep(subscription: Subscription) -> bool:
        return (
            customer in (None, subscription.customer)
            and clock in (None, command.books.objects[subscription.customer].test_clock)
            and wanted(subscription.status)
            and (price is None or any(item.price == price for item in subscription.items))
            and (begins is None or begins(subscription.period_start))
            and (ends is None or ends(subscription.period_end))
        )

    return Outcome(of_kind(command, Subscription, "/v1/subscriptions", keep))


def delete_discount(command: Command) -> Outcome:
    """DELETE /v1/subscriptions/{subscription}/discount: all that it has (Stripe, "Delete a subscription discount").

    Which discount the answer shows is unconfirmed: the last one.
    """
    work = Work(command.books)
    before = find(command.books, Subscription, command.ids[0])
    if not before.discounts:
        raise errors.no_such("active discount for subscription", before.id, "id", in_path=True)
    after = work.put(replace(before, discounts=()))
    let_go(work, before.discounts, ())
    work.tell_change(UPDATED, before, after)
    gone = {**shape(command.books, command.books.objects[before.discounts[-1]]), "deleted": True}
    del gone["end"]
    return work.outcome(gone)


def _of_status(status: str | None) -> Callable[[str], bool]:
    if status == "all":
        return lambda _: True
    if status == "ended":
        return lambda own: own in ENDED
    return lambda own: own == status if status else own not in ENDED


def retrieve_item(command: Command) -> Outcome:
    """GET /v1/subscription_items/{item}: an unknown one is refused without code or parameter (recorded)."""
    item = command.books.objects.get(command.ids[0])
    if not isinstance(item, SubscriptionItem) or item.deleted:
        raise billing_errors.no_such_item(command.ids[0])
    return Outcome(item)


def list_items(command: Command) -> Outcome:
    """GET /v1/subscription_items of one subscription."""
    name = command.params["subscription"]
    find(command.books, Subscription, name, "subscription")
    url = f"/v1/subscription_items?subscription={name}"
    found = of_kind(command, SubscriptionItem, url, lambda item: item.subscription == name and not item.deleted)
    return Outcome(replaced(found, items=tuple(reversed(found.items))))  # recorded: the oldest is the first
