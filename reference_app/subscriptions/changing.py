"""Protection: one change of plan at a time, asked for once. Not: what it costs; the provider settles that.

Each change is written down with its key before the provider is asked, so a repeat after a lost reply asks for the same
one, and a second one waits until the first is known.
"""

from __future__ import annotations

import time
import uuid

from reference_app import audit
from reference_app.database import Database, plan_changes
from reference_app.logs import log
from reference_app.providers.trouble import DeclinedError, ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop
from reference_app.subscriptions import looking, selling, store
from reference_app.subscriptions.store import Subscription

BEGUN, DONE, REFUSED, UNKNOWN = "begun", "done", "refused", "unknown"
CHANGEABLE = ("active", "trialing")
MOST_SECONDS = 60
"""After which a change of which nobody has heard does not stand in the way of another one."""


def change_plan(shop: Shop, one: Subscription, name: str) -> tuple[Subscription, str | None]:
    """Change to the plan, and return the subscription as the provider's record makes it.

    Also returned is the page on which its owner has to agree first, if he has to.

    Raises RefusalError: 402 if the bank does not pay the difference (then nothing changes), 409 if it cannot be changed
    now, 422 for a plan that is none of ours, 503 if nobody knows.
    """
    plan, plan_id = selling.plan_on_sale(shop, one.provider, name)
    one = looking.look_again(shop, one)
    if (one.next_plan or one.plan) == plan.name:
        return one, None
    if one.state not in CHANGEABLE or one.object_id is None:
        raise RefusalError(409, "not_changeable", f"This subscription is {one.state}: its plan cannot be changed.")
    if plan.trial_days:
        raise RefusalError(409, "trial_used", "A trial is for those who begin. Please choose a plan without one.")
    key = begin(shop.database, one, plan.name)
    approve = _ask(shop, one, plan_id, key) if key is not None else None
    one = looking.look_again(shop, one)
    if key is not None:
        ended(shop.database, key, DONE)
        result = "asked" if approve else "done"
        audit.record("change_plan", actor=one.account_id, subject=one.id, result=result, plan=plan.name)
    return one, approve


def begin(database: Database, one: Subscription, plan: str) -> str | None:
    """Write the change down and return its key; None: it was made a moment ago.

    One that was begun before keeps its key. Raises RefusalError (409) while another one is under way.
    """
    now = time.time()
    with database.writing() as tx:
        stored = store.locked(tx, one.id)
        if stored is None or (stored.next_plan or stored.plan) == plan:
            return None
        mine = (plan_changes.c.subscription_id == one.id) & (plan_changes.c.outcome == BEGUN)
        for known in tx.execute(plan_changes.select().where(mine)).all():
            if known.plan == plan:
                return str(known.key)
            if known.at > now - MOST_SECONDS:
                raise RefusalError(409, "change_under_way", "Another change is under way. Please ask again later.")
            tx.execute(plan_changes.update().where(plan_changes.c.key == known.key).values(outcome=UNKNOWN))
        key = uuid.uuid4().hex
        row = {"key": key, "subscription_id": one.id, "plan": plan, "outcome": BEGUN, "at": now}
        tx.execute(plan_changes.insert().values(row))
    return key


def ended(database: Database, key: str, outcome: str) -> None:
    """Write down what came of it. What nobody knows stays BEGUN."""
    with database.writing() as tx:
        tx.execute(plan_changes.update().where(plan_changes.c.key == key).values(outcome=outcome))


def _ask(shop: Shop, one: Subscription, plan_id: str, key: str) -> str | None:
    try:
        return shop.billing(one.provider).change(one.object_id or "", plan_id, key)
    except RefusedError as refused:
        ended(shop.database, key, REFUSED)
        audit.record("change_plan", actor=one.account_id, subject=one.id, result="refused", code=refused.code)
        if isinstance(refused, DeclinedError):
            said = refused.said or "Your card was declined."
            raise RefusalError(402, "declined", f"{said} Your plan is what it was.") from refused
        raise RefusalError(409, "not_changeable", "The provider does not make this change.") from refused
    except ProviderError as doubt:
        log("change_unknown", subscription=one.id, kind=doubt.kind, request_id=doubt.request_id)
        raise RefusalError(503, "change_unknown", "No answer yet. Please ask again.", {"Retry-After": "2"}) from doubt
