"""Which of our subscriptions an event is about, and one that somebody else began. Not: what it says of it."""

from __future__ import annotations

import sqlalchemy as sa

from reference_app import audit
from reference_app.inbox.slip import Slip
from reference_app.orders import marks
from reference_app.providers.payment import Payment
from reference_app.providers.record import OVER, Record
from reference_app.shop import Shop
from reference_app.subscriptions import looking, store
from reference_app.subscriptions.store import Subscription

LOOK_BACK = 30 * 86_400
"""Seconds: as long as Stripe lists events."""


def handled(shop: Shop, slip: Slip) -> str | None:
    """Take over the subscription that an event names, or whose payment it names; None: it is about none that is known.

    Of one that is none of ours the event is remembered, and nothing is done.
    """
    if slip.provider not in shop.billings:
        return None
    billing = shop.billing(slip.provider)
    if object_id := billing.subject_of(slip):
        return _about(shop, slip, object_id)
    with shop.database.reading() as look:
        one = store.by_payment(look, slip.provider, slip.payment_intent, slip.object_id)
    if one is not None:
        return looking.taken_over(shop, one, slip.key)
    payment = billing.payment_in(slip)
    asked = billing.subscription_of(payment) if payment else None
    return _about(shop, slip, asked) if asked else None


def handled_payment(shop: Shop, slip: Slip, payment: Payment) -> str | None:
    """Do the same for a payment that no order and no subscription here knows, by asking what it was for."""
    if slip.provider not in shop.billings or payment.order_id is not None:
        return None
    object_id = shop.billing(slip.provider).subscription_of(payment.object_id)
    return _about(shop, slip, object_id) if object_id else None


def told_by_payment(shop: Shop, payment: Payment) -> bool:
    """Take over the subscription that this payment was for, if it is ours; False: it was for none."""
    if payment.provider not in shop.billings:
        return False
    object_id = shop.billing(payment.provider).subscription_of(payment.object_id)
    one = known(shop, payment.provider, object_id) if object_id else None
    if one is not None:
        looking.taken_over(shop, one)
    return one is not None


def _about(shop: Shop, slip: Slip, object_id: str) -> str:
    one = known(shop, slip.provider, object_id)
    if one is not None:
        return looking.taken_over(shop, one, slip.key)
    with shop.database.writing() as tx:
        marks.first_time(tx, slip.key, None, "not_for_us")
    return "not_for_us"


def known(shop: Shop, provider: str, object_id: str) -> Subscription | None:
    """Return our subscription for the provider's, also if it is so new that we have not been told its id.

    One that was begun in the provider's dashboard becomes its customer's, if they are ours and have none.
    """
    with shop.database.reading() as look:
        one = store.by_object(look, provider, object_id)
    if one is not None:
        return one
    record = shop.billing(provider).record_now(object_id)
    with shop.database.reading() as look:
        one = store.by_id(look, record.ours)
        account = store.account_of_customer(look, provider, record.customer)
        one = one or (store.waiting_of(look, provider, account) if account else None)
    if one is not None and one.provider == provider:
        return store.bind(shop.database, one, object_id)
    if account is None:
        _name(record, "no account")
        return None
    return _adopted(shop, record, account)


def _adopted(shop: Shop, record: Record, account: str) -> Subscription | None:
    plan = shop.settings.plan_of(record.provider, record.plan_id)
    if plan is None or record.status in OVER:
        _name(record, "not to be adopted")
        return None
    one = store.new_subscription(account, record.provider, plan, trial=False)
    try:
        with shop.database.writing() as tx:
            store.add(tx, one)
            store.change(tx, one.id, {"object_id": record.object_id, "customer": record.customer})
            adopted = store.by_id(tx, one.id)
    except sa.exc.IntegrityError:  # they have one: which of the two shall stay, a person decides
        with shop.database.reading() as look:
            known_by_now = store.by_object(look, record.provider, record.object_id)
        if known_by_now is None:
            _name(record, "second")
        return known_by_now
    audit.record("subscription_adopted", actor=record.provider, subject=one.id, result=record.status, plan=plan)
    return adopted


def _name(record: Record, why: str) -> None:
    audit.record("subscription_without_account", actor=record.provider, subject=record.object_id, result=why)
