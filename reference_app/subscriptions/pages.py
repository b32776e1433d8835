"""The pages: choosing a plan, the first payment, coming back. Not: a field for a card; those are the provider's."""

from __future__ import annotations

import time
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from reference_app.accounts import sessions
from reference_app.accounts.visitors import Asking, Visitor
from reference_app.checkout.pages import TITLES, page
from reference_app.lane import in_lane
from reference_app.refusal import RefusalError
from reference_app.shop import Shop
from reference_app.subscriptions import entitlement, looking, owners, selling, store, subscribing
from reference_app.subscriptions.routes import SubscriptionId
from reference_app.subscriptions.store import Subscription

PlanName = Annotated[str, Path(max_length=40)]
CARD_FIRST = {"square": "subscribe_square.html"}
"""The page for a card, by provider whose subscriptions begin with one."""

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/subscribe")
def choose(request: Request, asking: Asking) -> HTMLResponse:
    """The plans, for whoever is signed in."""
    shop: Shop = request.app.state.shop
    sold = shop.settings.plan_ids
    offered = [(plan, [p for p in sold if plan.name in sold[p]]) for plan in shop.settings.plans.values()]
    with shop.database.reading() as look:
        known = sessions.account_of(look, asking.session) is not None
    on_sale = [both for both in offered if both[1]]
    return page("subscribe.html", offered=on_sale, titles=TITLES, with_card=CARD_FIRST, signed_in=known)


@router.get("/subscribe/{provider}/{plan}")
async def with_card(request: Request, provider: PlanName, plan: PlanName, asking: Asking) -> HTMLResponse:
    """The provider's fields for a card, where a subscription begins with one."""
    return await in_lane(request, _with_card, request.app.state.shop, provider, plan, asking)


def _with_card(shop: Shop, provider: str, plan: str, visitor: Visitor) -> HTMLResponse:
    owners.signed_in(shop, visitor)
    if provider not in CARD_FIRST:
        raise RefusalError(422, "unknown_plan", "There is no such plan here.")
    wanted, _ = selling.plan_on_sale(shop, provider, plan)
    return page(CARD_FIRST[provider], plan=wanted, settings=shop.settings)


@router.get("/subscriptions/{subscription}/pay", response_model=None)
async def pay(request: Request, subscription: SubscriptionId, asking: Asking) -> Response:
    """The page of the first payment, or of the card for after a trial."""
    return await in_lane(request, _pay, request.app.state.shop, subscription, asking)


def _pay(shop: Shop, name: str, visitor: Visitor) -> Response:
    one = owners.own_subscription(shop, name, visitor)
    try:
        begun = subscribing.begun_for(shop, one)
    except subscribing.NotBegunError:
        return page("later.html", again=f"/subscriptions/{one.id}/pay")
    if begun.approve:
        return RedirectResponse(begun.approve, 303)
    if begun.client_secret is None:
        return RedirectResponse(f"/subscriptions/{one.id}/return", 303)
    return page(
        "subscription_pay.html", one=one, plan=shop.settings.plans[one.plan], begun=begun, settings=shop.settings
    )


@router.get("/subscriptions/{subscription}/return")
async def come_back(request: Request, subscription: SubscriptionId, asking: Asking) -> HTMLResponse:
    """Where the browser comes back after paying. What its address says is not read: the provider is asked."""
    return await in_lane(request, _come_back, request.app.state.shop, subscription, asking)


def _come_back(shop: Shop, name: str, visitor: Visitor) -> HTMLResponse:
    one = looking.look_again(shop, owners.own_subscription(shop, name, visitor))
    return page("subscription.html", **shown(shop, one))


def shown(shop: Shop, one: Subscription) -> dict[str, object]:
    """Return what a page needs to show a subscription."""
    plans, sold = shop.settings.plans, shop.settings.plan_ids.get(one.provider, {})
    current = one.next_plan or one.plan
    return {
        "one": one,
        "plan": plans.get(one.plan),
        "access": entitlement.has_access(one, time.time()),
        "others": [plans[name] for name in sold if name != current and not plans[name].trial_days],
    }


def own_subscription(shop: Shop, session: str | None) -> Subscription | None:
    """Protection: return the subscription of this session's account, and nobody else's; None: it has none."""
    with shop.database.reading() as look:
        account = sessions.account_of(look, session)
        return store.of_account(look, account) if account else None
