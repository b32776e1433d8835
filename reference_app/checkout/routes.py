"""The buyer's API: catalogue and checkout. Not: pages (`pages.py`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request, Response
from fastapi.responses import JSONResponse
from pydantic.json_schema import SkipJsonSchema

from reference_app.accounts.visitors import Asking, Visitor, from_its_page
from reference_app.checkout import card_guard, confirming, leaving, placing
from reference_app.checkout.asking import Asked, Attempt, Cancelled, NotReady, OfferedProduct, Placed
from reference_app.checkout.catalogue import PRODUCTS
from reference_app.errors import problems
from reference_app.lane import in_lane
from reference_app.orders import owners
from reference_app.orders.routes import OrderId
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.shop import Shop

router = APIRouter()

CartKey = Annotated[str | SkipJsonSchema[None], Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{16,64}$")]
AttemptKey = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[A-Za-z0-9_-]{16,64}$")]
NOT_READY: dict[int | str, dict[str, Any]] = {
    503: {"model": NotReady, "description": "The provider did not answer; the order stands"}
}


@router.get("/catalogue")
async def catalogue() -> list[OfferedProduct]:
    """What is for sale."""
    return [OfferedProduct(sku=p.sku, title=p.title, amount=p.amount, currency=p.currency) for p in PRODUCTS.values()]


@router.post(
    "/checkout",
    status_code=201,
    response_model=Placed,
    responses=problems(400, 403, 409, 413, 422) | NOT_READY,
    dependencies=[Depends(card_guard.no_card_numbers)],
)
async def checkout(
    request: Request, response: Response, asked: Asked, asking: Asking, idempotency_key: CartKey = None
) -> Placed | JSONResponse:
    """Place an order and open its payment. The same Idempotency-Key (one per cart) gives the same order again."""
    shop: Shop = request.app.state.shop
    try:
        order, opened = await in_lane(request, placing.place, shop, asked, idempotency_key, asking)
    except placing.NotOpenedError as doubtful:
        return not_ready(doubtful.order)
    remember(response, order, shop)
    return placed(order, opened)


@router.post("/orders/{order}/payment", response_model=Placed, responses=problems(403, 404, 409, 413, 422) | NOT_READY)
async def payment(request: Request, order: OrderId, asking: Asking) -> Placed | JSONResponse:
    """Open the payment of an order whose checkout ended in doubt, or get it again."""
    shop: Shop = request.app.state.shop
    try:
        visitor = from_its_page(request, order, asking)
        return placed(*await in_lane(request, opened_again, shop, order, visitor))
    except placing.NotOpenedError as doubtful:
        return not_ready(doubtful.order)


@router.post(
    "/orders/{order}/confirm",
    response_model=Placed,
    responses=problems(400, 402, 403, 404, 409, 413, 422) | NOT_READY,
    dependencies=[Depends(card_guard.no_card_numbers)],
)
async def confirm(
    request: Request,
    order: OrderId,
    attempt: Attempt,
    idempotency_key: AttemptKey,
    asking: Asking,
) -> Placed | JSONResponse:
    """Pay an order by a payment method from the browser. One Idempotency-Key for each press on *Pay*."""
    shop: Shop = request.app.state.shop
    try:
        method = attempt.source
        visitor = from_its_page(request, order, asking)
        return placed(*await in_lane(request, confirmed, shop, order, visitor, method, idempotency_key))
    except placing.NotOpenedError as doubtful:
        return not_ready(doubtful.order)


@router.post("/orders/{order}/cancel", responses=problems(403, 404, 409, 413, 422, 503))
async def cancel(request: Request, order: OrderId, asking: Asking) -> Cancelled:
    """Cancel an order that is not paid."""
    left = await in_lane(request, cancelled, request.app.state.shop, order, asking)
    return Cancelled(order=left.id, status=left.status)


def cancelled(shop: Shop, order_id: str, visitor: Visitor) -> Order:
    """Protection: only an order's owner cancels it."""
    return leaving.cancel(shop, owners.owned_order(shop, order_id, visitor))


def confirmed(shop: Shop, order_id: str, visitor: Visitor, method: str, attempt: str) -> tuple[Order, Opened]:
    """Protection: only an order's owner pays it by our server."""
    return confirming.pay(shop, owners.owned_order(shop, order_id, visitor), method, attempt)


def opened_again(shop: Shop, order_id: str, visitor: Visitor) -> tuple[Order, Opened]:
    """Protection: only an order's owner gets what its payment is made with."""
    mine = owners.owned_order(shop, order_id, visitor)
    return mine, placing.open_for(shop, mine)


def placed(order: Order, opened: Opened) -> Placed:
    return Placed(
        order=order.id,
        token=guests_token(order),
        status=order.status,
        amount=order.amount,
        currency=order.currency,
        client_secret=opened.client_secret,
        url=opened.url,
        paypal_order=opened.object_id if order.provider == "paypal" else None,
        pay_page=f"/checkout/{order.id}/pay",
    )


def guests_token(order: Order) -> str | None:
    """Return the token for a guest; an order of an account is opened by its session alone."""
    return None if order.account_id else order.token


def not_ready(order: Order) -> JSONResponse:
    doubt = NotReady(
        message="The payment is not ready. Nothing was charged; please try again in a moment.",
        order=order.id,
        token=guests_token(order),
        retry=f"/orders/{order.id}/payment",
    )
    return JSONResponse(doubt.model_dump(), 503, {"Retry-After": "2", "Cache-Control": "no-store"})


def remember(response: Response, order: Order, shop: Shop) -> None:
    """Let a guest's browser, and no script in it, see its order again on our pages."""
    response.headers["Cache-Control"] = "no-store"
    if order.account_id:
        return
    response.set_cookie(
        f"order_{order.id}",
        order.token,
        max_age=86_400,
        httponly=True,
        samesite="lax",
        secure=shop.settings.https,
    )
