"""A customer ends a subscription, or lets it go on after all. Not: a refund; what is paid for is kept."""

from __future__ import annotations

from collections.abc import Callable

from reference_app import audit
from reference_app.logs import log
from reference_app.providers.keys import key_for
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop
from reference_app.subscriptions import claiming, looking, store
from reference_app.subscriptions.store import Subscription

RUNNING = ("active", "trialing")
LEFT = "canceled"


def cancel(shop: Shop, one: Subscription) -> Subscription:
    """End it when what is paid for has passed; one that is not paid for, or where the provider has no such means, now.

    Asking again changes nothing. Raises RefusalError: 409 if there is nothing to cancel, 503 if nobody knows.
    """
    one = looking.look_again(shop, one)
    if one.over or one.cancels_at is not None:
        return one
    if one.object_id is None:
        raise RefusalError(409, "not_cancellable", "This subscription is not known at the provider yet.")
    billing = shop.billing(one.provider)
    if one.state == store.NEW and billing.dies_unapproved:
        claiming.leave(shop.database, one, LEFT)
        audit.record("cancel", actor=one.account_id, subject=one.id, result="left")
        return looking.as_stored(shop, one)
    now = billing.ends_at_once or one.state not in RUNNING
    return _asked(shop, one, "cancel", lambda key: billing.cancel(one.object_id or "", key, now=now))


def resume(shop: Shop, one: Subscription) -> Subscription:
    """Let it go on, if it was to end with its period. Raises RefusalError: 409 if it cannot, 503 if nobody knows."""
    one = looking.look_again(shop, one)
    if one.over or one.state not in RUNNING or shop.billing(one.provider).ends_at_once:
        raise RefusalError(409, "not_resumable", f"This subscription is {one.state}: it cannot go on.")
    if one.cancels_at is None or one.object_id is None:
        return one
    billing, object_id = shop.billing(one.provider), one.object_id
    return _asked(shop, one, "resume", lambda key: billing.resume(object_id, key))


def portal(shop: Shop, one: Subscription) -> str:
    """Return the address of the provider's own page for its customer. Raises RefusalError."""
    if one.customer is None:
        raise RefusalError(409, "no_portal", "There is no such page for this subscription.")
    try:
        return shop.billing(one.provider).portal(one.customer)
    except RefusedError as refused:
        log("portal_refused", subscription=one.id, code=refused.code, request_id=refused.request_id)
        raise RefusalError(409, "no_portal", "There is no such page for this subscription.") from refused
    except ProviderError as doubt:
        raise RefusalError(503, "not_now", "No answer yet. Please ask again.", {"Retry-After": "2"}) from doubt


def _asked(shop: Shop, one: Subscription, what: str, ask: Callable[[str], None]) -> Subscription:
    """Ask for one of the two, under a key that a repeat has again, and a later one has not; look what came of it."""
    try:
        ask(key_for(one.id, f"{what}-{one.taken}"))
    except RefusedError as refused:
        audit.record(what, actor=one.account_id, subject=one.id, result="refused", code=refused.code)
        raise RefusalError(409, "not_done", "The provider does not do this now.") from refused
    except ProviderError as doubt:
        log(f"{what}_unknown", subscription=one.id, kind=doubt.kind, request_id=doubt.request_id)
        raise RefusalError(503, f"{what}_unknown", "No answer yet. Please ask again.", {"Retry-After": "2"}) from doubt
    audit.record(what, actor=one.account_id, subject=one.id, result="asked")
    return looking.look_again(shop, one)
