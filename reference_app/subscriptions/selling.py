"""Protection: plan, price and trial are the server's. Not: creating anything (`subscribing.py`)."""

from __future__ import annotations

from reference_app.logs import log
from reference_app.providers.trouble import ProviderError, RefusedError
from reference_app.refusal import RefusalError
from reference_app.shop import Shop
from reference_app.subscriptions.plans import Plan


def plan_on_sale(shop: Shop, provider: str, name: str) -> tuple[Plan, str]:
    """Return the plan, and the provider's id for it. Raises RefusalError: 422 if it is none of ours, or not sold there.

    503 if what the provider would bill under that id is something else, or nobody can tell.
    """
    plan = shop.settings.plans.get(name)
    plan_id = shop.settings.plan_ids.get(provider, {}).get(name)
    if plan is None or plan_id is None:
        raise RefusalError(422, "unknown_plan", "There is no such plan here.")
    if (provider, name) not in shop.plans_seen:
        _check(shop, provider, plan, plan_id)
        shop.plans_seen.add((provider, name))
    return plan, plan_id


def _check(shop: Shop, provider: str, plan: Plan, plan_id: str) -> None:
    """Compare once for each process; a price can be retired afterwards, and then the provider says so itself."""
    try:
        differs = shop.billing(provider).difference(plan, plan_id)
    except RefusedError:
        differs = "id"
    except ProviderError as doubt:
        log("plan_unknown", plan=plan.name, provider=provider, kind=doubt.kind)
        raise RefusalError(503, "not_now", "No answer yet. Please ask again.", {"Retry-After": "2"}) from doubt
    if differs:
        log("plan_differs", plan=plan.name, provider=provider, reason=differs, plan_id=plan_id)
        message = f"This plan cannot be sold now: its {differs} at the provider is not ours."
        raise RefusalError(503, "plan_differs", message)
