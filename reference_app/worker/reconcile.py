"""Protection: what no webhook has told is found all the same. Not: a second way of applying it.

Deliveries are given up after three days, and now and then none is made. So this asks the provider two questions and
puts the answers through the door that every webhook takes: which events were there, and what became of the orders
whose money nobody has seen? A late webhook then finds its event applied. Then it lets go of what was left behind, and
names what still differs.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain

from reference_app.inbox.slip import Slip
from reference_app.logs import log
from reference_app.orders import looking, states, store
from reference_app.orders.apply import UnknownOrderError
from reference_app.providers.interface import Provider
from reference_app.providers.trouble import ProviderError
from reference_app.settings import Settings
from reference_app.shop import Shop, open_shop
from reference_app.worker import abandoned, claims, differences, handle, recurring

CHUNK = 100


def run(settings: Settings) -> int:
    """Reconcile once. Exit code 1: the provider could not be asked about something, and the log names it."""
    return 1 if reconcile(open_shop(settings)) else 0


def reconcile(shop: Shop) -> int:
    """Apply every event and settled payment that was missed, and return how much could not be asked about."""
    applied, trouble = _events(shop)
    moved = _orders(shop)
    subscriptions, unasked = recurring.compare_all(shop)
    trouble += unasked
    trouble += abandoned.let_go(shop)
    differing, unasked = differences.name_all(shop)
    trouble += unasked
    log("reconciled", events=applied, orders=moved, subscriptions=subscriptions, differing=differing, trouble=trouble)
    return trouble


def _events(shop: Shop) -> tuple[int, int]:
    applied = trouble = 0
    for provider in shop.providers.values():
        try:
            found, unasked = _events_of(shop, provider)
        except ProviderError as broken:
            log("events_not_listed", provider=provider.name, kind=broken.kind, request_id=broken.request_id)
            found, unasked = 0, 1
        applied += found
        trouble += unasked
    return applied, trouble


def _events_of(shop: Shop, provider: Provider) -> tuple[int, int]:
    applied = trouble = 0
    since = int(time.time()) - differences.LOOK_BACK
    told = provider.events(since)
    if provider.name in shop.billings:
        told = chain(told, shop.billing(provider.name).events(since))
    for slips in _chunks(told):
        for slip in claims.unprocessed(shop.database, slips):
            try:
                outcome = handle.handle(shop, slip)
            except UnknownOrderError:
                continue  # nothing of ours, or money without an order: then `differences` names it
            except ProviderError as broken:
                log("event_failed", event_id=slip.event_id, reason=broken.kind)
                trouble += 1
            else:
                log("event_found", event_id=slip.event_id, type=slip.event_type, outcome=outcome)
                applied += 1
    return applied, trouble


def _orders(shop: Shop) -> int:
    with shop.database.reading() as look:
        waiting = store.in_states(look, states.OPEN, time.time())
    # Where no list of events leads to refunds and disputes, each order that has money is asked about.
    silent = {provider.name for provider in shop.providers.values() if not provider.keeps_events}
    since = time.time() - differences.LOOK_BACK
    waiting += [order for order in differences.orders_with_money(shop.database, since) if order.provider in silent]
    moved = [order.id for order in waiting if looking.look_again(shop, order).status != order.status]
    for order in moved:
        log("order_found", order=order)
    return len(moved)


def _chunks(slips: Iterator[Slip]) -> Iterator[list[Slip]]:
    chunk: list[Slip] = []
    for slip in slips:
        chunk.append(slip)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
