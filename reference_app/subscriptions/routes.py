"""The subscriber's API. Not: pages (`pages.py`)."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse

from reference_app.accounts.visitors import Asking
from reference_app.checkout import card_guard
from reference_app.checkout.routes import CartKey
from reference_app.errors import problems
from reference_app.lane import in_lane
from reference_app.providers.record import Begun
from reference_app.settings import Settings
from reference_app.shop import Shop
from reference_app.subscriptions import changing, ending, entitlement, ledger, owners, subscribing
from reference_app.subscriptions.asking import (
    Counted,
    NotBegun,
    OfferedPlan,
    PlanAsked,
    PlanChanged,
    PortalOpened,
    Subscribed,
    SubscriptionAsked,
    SubscriptionView,
)
from reference_app.subscriptions.store import Subscription

router = APIRouter()

SubscriptionId = Annotated[str, Path(max_length=40)]
NOT_BEGUN: dict[int | str, dict[str, Any]] = {
    503: {"model": NotBegun, "description": "The provider did not answer; the subscription stands"}
}


@router.get("/plans")
async def plans(request: Request) -> list[OfferedPlan]:
    """What can be subscribed to, and where."""
    settings: Settings = request.app.state.shop.settings
    return [
        OfferedPlan(
            plan=plan.name,
            title=plan.title,
            amount=plan.amount,
            currency=plan.currency,
            interval=plan.interval,
            trial_days=plan.trial_days,
            providers=providers,
        )
        for plan in settings.plans.values()
        if (providers := [provider for provider, ids in settings.plan_ids.items() if plan.name in ids])
    ]


@router.post(
    "/subscriptions",
    status_code=201,
    response_model=Subscribed,
    responses=problems(400, 401, 402, 403, 409, 413, 422) | NOT_BEGUN,
    dependencies=[Depends(card_guard.no_card_numbers)],
)
async def subscribe(
    request: Request, response: Response, asked: SubscriptionAsked, asking: Asking, idempotency_key: CartKey = None
) -> Subscribed | JSONResponse:
    """Subscribe to a plan. Whoever has a subscription gets that one again, and no second one beside it."""
    shop: Shop = request.app.state.shop
    account = owners.signed_in(shop, asking)
    response.headers["Cache-Control"] = "no-store"
    try:
        one, begun = await in_lane(
            request, subscribing.subscribe, shop, account, asked.plan, asked.provider, idempotency_key, asked.source_id
        )
    except subscribing.NotBegunError as doubtful:
        return _not_begun(doubtful.one)
    return subscribed(one, begun)


@router.get("/subscriptions/{subscription}", responses=problems(404, 422))
def read_subscription(
    request: Request, response: Response, subscription: SubscriptionId, asking: Asking
) -> SubscriptionView:
    """The state as the provider said when it was last asked, and whether it gives access now."""
    shop: Shop = request.app.state.shop
    one = owners.own_subscription(shop, subscription, asking)
    response.headers["Cache-Control"] = "no-store"
    return view(shop, one)


@router.post("/subscriptions/{subscription}/plan", responses=problems(400, 402, 403, 404, 409, 413, 422, 503))
async def change_plan(request: Request, subscription: SubscriptionId, asked: PlanAsked, asking: Asking) -> PlanChanged:
    """Change to another plan: at Stripe now, with the rest of the period settled; elsewhere with the next period."""
    shop: Shop = request.app.state.shop
    one = owners.own_subscription(shop, subscription, asking)
    changed, approve = await in_lane(request, changing.change_plan, shop, one, asked.plan)
    return PlanChanged(**view(shop, changed).model_dump(), approve=approve)


@router.post("/subscriptions/{subscription}/cancel", responses=problems(403, 404, 409, 413, 422, 503))
async def cancel(request: Request, subscription: SubscriptionId, asking: Asking) -> SubscriptionView:
    """End it with what is paid for; one that is not paid for, and at PayPal any, ends at once."""
    shop: Shop = request.app.state.shop
    one = owners.own_subscription(shop, subscription, asking)
    return view(shop, await in_lane(request, ending.cancel, shop, one))


@router.post("/subscriptions/{subscription}/resume", responses=problems(403, 404, 409, 413, 422, 503))
async def resume(request: Request, subscription: SubscriptionId, asking: Asking) -> SubscriptionView:
    """Let one go on that was to end with its period."""
    shop: Shop = request.app.state.shop
    one = owners.own_subscription(shop, subscription, asking)
    return view(shop, await in_lane(request, ending.resume, shop, one))


@router.post("/subscriptions/{subscription}/portal", responses=problems(403, 404, 409, 413, 422, 503))
async def portal(request: Request, subscription: SubscriptionId, asking: Asking) -> PortalOpened:
    """Open the provider's page for cards and invoices. Its address is for this customer alone, and for a short time."""
    shop: Shop = request.app.state.shop
    one = owners.own_subscription(shop, subscription, asking)
    return PortalOpened(url=await in_lane(request, ending.portal, shop, one))


def view(shop: Shop, one: Subscription) -> SubscriptionView:
    with shop.database.reading() as look:
        paid, refunded, lost = ledger.totals(look, one.id)
        counted = Counted(mail=ledger.receipts(look, one.id))
    return SubscriptionView(
        subscription=one.id,
        plan=one.plan,
        next_plan=one.next_plan,
        status=one.state,
        access=entitlement.has_access(one, time.time()),
        paid_until=one.paid_until,
        cancels_at=one.cancels_at,
        paid_amount=paid,
        refunded_amount=refunded,
        lost_amount=lost,
        effects=counted,
    )


def subscribed(one: Subscription, begun: Begun) -> Subscribed:
    return Subscribed(
        subscription=one.id,
        plan=one.plan,
        status=one.state,
        client_secret=begun.client_secret,
        approve=begun.approve,
        pay_page=f"/subscriptions/{one.id}/pay",
    )


def _not_begun(one: Subscription) -> JSONResponse:
    doubt = NotBegun(message="Nothing was charged; please try again in a moment.", subscription=one.id)
    return JSONResponse(doubt.model_dump(), 503, {"Retry-After": "2", "Cache-Control": "no-store"})
