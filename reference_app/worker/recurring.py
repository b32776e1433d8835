"""Protection: subscriptions are laid beside the provider's, as orders are. Not: a second way of taking them over.

News of a whole period may be lost: then a renewal that failed would still give access, and one that was paid would not.
So every subscription that lives is asked about, and every one that was created there is looked for here.
"""

from __future__ import annotations

import time

from reference_app import audit
from reference_app.logs import log
from reference_app.providers.billing import Billing
from reference_app.providers.record import OVER
from reference_app.providers.trouble import MissingError, ProviderError
from reference_app.shop import Shop
from reference_app.subscriptions import claiming, looking, news, store, subscribing
from reference_app.subscriptions.store import Subscription

LOST_AFTER = 86_400
"""Seconds after which one that is not to be found at the provider was never created there."""


def compare_all(shop: Shop) -> tuple[int, int]:
    """Heal and name what differs; return how many did, and how many could not be asked about."""
    moved = trouble = 0
    with shop.database.reading() as look:
        lives = store.living(look)
    for one in lives:
        try:
            moved += _healed(shop, one)
        except ProviderError as broken:
            log("look_failed", subscription=one.id, kind=broken.kind, request_id=broken.request_id)
            trouble += 1
    for billing in shop.billings.values():
        try:
            moved += _found(shop, billing)
        except ProviderError as broken:
            log("comparison_failed", provider=billing.name, kind=broken.kind, request_id=broken.request_id)
            trouble += 1
    return moved, trouble


def _healed(shop: Shop, one: Subscription) -> bool:
    """Take over what the provider says now; say whether it was anything new."""
    if one.object_id is None:
        return _looked_for(shop, one)
    try:
        looking.taken_over(shop, one)
    except MissingError:  # the provider forgets those that nobody approved
        claiming.leave(shop.database, one, "expired")
    now = looking.as_stored(shop, one)
    if standing(now) == standing(one):
        return False
    audit.record("subscription_found", actor=one.provider, subject=one.id, result=now.state, before=one.state)
    return True


def standing(one: Subscription) -> tuple[object, ...]:
    """Return what of a subscription must be the provider's."""
    return one.state, one.plan_id, one.paid_until, one.unpaid_since, one.given_back, one.cancels_at, one.next_plan


def _looked_for(shop: Shop, one: Subscription) -> bool:
    """Find one whose creation was never answered; after a day there is none, and its account may begin another."""
    if subscribing.found(shop, one):
        return True
    if one.created_at < time.time() - LOST_AFTER:
        claiming.give_up(shop.database, one, subscribing.REFUSED)
    return False


def _found(shop: Shop, billing: Billing) -> int:
    """Take over those that were created there, and of which nobody here knows."""
    since = int(time.time()) - news.LOOK_BACK
    number = 0
    for record in billing.since(since):
        with shop.database.reading() as look:
            here = store.by_object(look, billing.name, record.object_id)
        if here is None and record.status not in OVER and (one := news.known(shop, billing.name, record.object_id)):
            looking.taken_over(shop, one)
            number += 1
    return number
