"""Subscribing: plan, claim, customer, provider, in this order. Not: HTTP (`routes.py`)."""

from __future__ import annotations

import sqlalchemy as sa

from reference_app import audit
from reference_app.accounts.store import email_of
from reference_app.database import customers
from reference_app.logs import log
from reference_app.providers.billing import Billing, Wanted
from reference_app.providers.record import Begun
from reference_app.providers.trouble import DeclinedError, KeyReusedError, ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop
from reference_app.subscriptions import claiming, looking, selling, store
from reference_app.subscriptions.store import Subscription

REFUSED = "refused"


class NotBegunError(Exception):
    """The subscription is claimed, and whether it exists at the provider is unknown."""

    def __init__(self, one: Subscription) -> None:
        super().__init__(one.id)
        self.one = one


def subscribe(
    shop: Shop, account: str, plan: str, provider: str, key: str | None, source: str | None
) -> tuple[Subscription, Begun]:
    """Subscribe the account to a plan, or return the subscription that it has.

    Raises RefusalError; NotBegunError if nobody knows: then the same request asks again, under the same key.
    """
    offered, _ = selling.plan_on_sale(shop, provider, plan)
    if shop.billing(provider).needs_source and not source:
        raise RefusalError(422, "source_needed", "This provider needs what its script gave the browser for a card.")
    wanted = store.new_subscription(account, provider, plan, trial=offered.trial_days > 0, request_key=key)
    one = claiming.claim(shop.database, wanted)
    if one.id == wanted.id:
        audit.record("subscribe", actor=account, subject=one.id, result="asked", plan=plan, provider=provider)
    elif key is not None and one.request_key == key and (one.plan, one.provider) != (plan, provider) and one.over:
        raise RefusalError(409, "key_in_use", "This Idempotency-Key belongs to another subscription.")
    elif not one.over and (one.plan, one.provider) != (plan, provider):
        raise RefusalError(409, "subscribed", "You have a subscription. Change its plan, or cancel it first.")
    return one, begun_for(shop, one, source)


def begun_for(shop: Shop, one: Subscription, source: str | None = None) -> Begun:
    """Create the subscription at the provider, or get what its browser needs. Raises NotBegunError, RefusalError."""
    billing = shop.billing(one.provider)
    if one.over:
        return Begun(one.object_id or "")
    try:
        if one.object_id:
            return billing.begun(one.object_id)
        begun = _begin(shop, billing, one, source)
    except DeclinedError as declined:
        _give_up(shop, one, declined)
        said = declined.said or "Your card was declined."
        raise RefusalError(402, "declined", f"{said} Nothing was charged; please try another card.") from declined
    except RefusedError as refused:
        if not one.object_id:
            _give_up(shop, one, refused)
        raise RefusalError(409, "not_sold", "The provider does not take this subscription.") from refused
    except ProviderError as doubt:
        log("subscription_unknown", subscription=one.id, kind=doubt.kind, request_id=doubt.request_id)
        raise NotBegunError(one) from doubt
    store.bind(shop.database, one, begun.object_id)
    return begun


def _begin(shop: Shop, billing: Billing, one: Subscription, source: str | None) -> Begun:
    wanted = _wanted(shop, billing, one, source)
    try:
        return billing.begin(wanted)
    except ProviderError as trouble:
        if isinstance(trouble, RefusedError) and not isinstance(trouble, KeyReusedError):
            raise
        # 5xx: perhaps it exists. A key that was used: another press was quicker, with another card.
        known = billing.find(wanted) if trouble.status else None
        if known is None:
            raise
        return known


def found(shop: Shop, one: Subscription) -> bool:
    """Find one whose creation was never answered, and take it over; False: there is none (yet)."""
    billing = shop.billing(one.provider)
    begun = billing.find(_wanted(shop, billing, one, None))
    if begun is None:
        return False
    looking.taken_over(shop, store.bind(shop.database, one, begun.object_id))
    return True


def _wanted(shop: Shop, billing: Billing, one: Subscription, source: str | None) -> Wanted:
    with shop.database.reading() as look:
        email = email_of(look, one.account_id)
        customer = store.customer_of_account(look, one.provider, one.account_id)
    if customer is None:
        customer = billing.customer(one.account_id, email)
        if customer is not None:
            customer = _remember(shop, one, customer)
    with shop.database.writing() as tx:
        store.change(tx, one.id, {"customer": customer})
    plan = shop.settings.plans[one.plan]
    days = plan.trial_days if one.trial else 0
    plan_id = shop.settings.plan_ids[one.provider][one.plan]
    return Wanted(one.id, plan_id, days, customer, email, one.created_at, source)


def _remember(shop: Shop, one: Subscription, customer: str) -> str:
    """Keep the customer's id; two who ask at once were told the same one, by its key."""
    row = {"account_id": one.account_id, "provider": one.provider, "name": customer}
    try:
        with shop.database.writing() as tx:
            tx.execute(customers.insert().values(row))
    except sa.exc.IntegrityError:
        with shop.database.reading() as look:
            return store.customer_of_account(look, one.provider, one.account_id) or customer
    return customer


def _give_up(shop: Shop, one: Subscription, refused: RefusedError) -> None:
    claiming.give_up(shop.database, one, REFUSED)
    audit.record("subscribe", actor=one.account_id, subject=one.id, result="refused", code=refused.code)
