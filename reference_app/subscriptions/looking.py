"""Looking at the provider once more, for a subscription somebody asks or tells about. Not: believing what they say."""

from __future__ import annotations

from reference_app.logs import log
from reference_app.providers.trouble import ProviderError
from reference_app.shop import Shop
from reference_app.subscriptions import apply, store
from reference_app.subscriptions.store import Subscription

MOST_TIMES = 5
"""How often somebody else may be quicker: who is overtaken asks again."""


def taken_over(shop: Shop, one: Subscription, event_key: str | None = None) -> str:
    """Ask for the subscription's record as it is now, and take it over; return the outcome.

    Raises ProviderError: nothing is known, and nothing is done.
    """
    if one.object_id is None:
        return one.state
    for _ in range(MOST_TIMES):
        look = store.next_look(shop.database, one)
        record = shop.billing(one.provider).record_now(one.object_id)
        name = shop.settings.plan_of
        plans = name(one.provider, record.plan_id), name(one.provider, record.next_plan_id)
        waits = event_key is not None and record.settling
        try:
            outcome = apply.take_over(shop.database, one, look, record, None if waits else event_key, plans)
        except apply.OvertakenError:
            continue
        if waits:
            raise ProviderError("not_settled")  # what follows may be told late, or never: the event is handled again
        return outcome
    raise ProviderError("overtaken")


def look_again(shop: Shop, one: Subscription) -> Subscription:
    """Return the subscription as the provider's record makes it, or as it is known if nobody answers."""
    try:
        taken_over(shop, one)
    except ProviderError as trouble:
        log("look_failed", subscription=one.id, kind=trouble.kind, request_id=trouble.request_id)
    return as_stored(shop, one)


def as_stored(shop: Shop, one: Subscription) -> Subscription:
    """Return the subscription as it is in the database by now."""
    with shop.database.reading() as look:
        return store.by_id(look, one.id) or one
