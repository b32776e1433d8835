"""The buyer's API: catalogue and checkout. Not: pages (`pages.py`)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic.json_schema import SkipJsonSchema

from reference_app.checkout import card_guard, confirming, placing
from reference_app.checkout.asking import Asked, Attempt, NotReady, OfferedProduct, Placed
from reference_app.checkout.catalogue import PRODUCTS
from reference_app.errors import problems
from reference_app.lane import in_lane
from reference_app.orders.routes import OrderToken, owned_order
from reference_app.orders.store import Order
from reference_app.providers.opening import Opened
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
    responses=problems(400, 409, 413, 422) | NOT_READY,
    dependencies=[Depends(card_guard.no_card_numbers)],
)
async def checkout(
    request: Request, response: Response, asked: Asked, idempotency_key: CartKey = None
) -> Placed | JSONResponse:
    """Place an order and open its payment. The same Idempotency-Key (one per cart) gives the same order again."""
    shop: Shop = request.app.state.shop
    try:
        order, opened = await in_lane(request, placing.place, shop, asked, idempotency_key)
    except placing.NotOpenedError as doubtful:
        return not_ready(doubtful.order)
    remember(response, order, shop)
    return placed(order, opened)


@router.post("/orders/{order}/payment", response_model=Placed, responses=problems(404, 413, 422) | NOT_READY)
async def payment(
    request: Request, order: Annotated[str, Path(max_length=40)], token: OrderToken = None
) -> Placed | JSONResponse:
    """Open the payment of an order whose checkout ended in doubt, or get it again."""
    shop: Shop = request.app.state.shop
    try:
        return placed(*await in_lane(request, _opened_again, shop, order, token))
    except placing.NotOpenedError as doubtful:
        return not_ready(doubtful.order)


@router.post(
    "/orders/{order}/confirm",
    response_model=Placed,
    responses=problems(400, 402, 404, 409, 413, 422) | NOT_READY,
    dependencies=[Depends(card_guard.no_card_numbers)],
)
async def confirm(
    request: Request,
    order: Annotated[str, Path(max_length=40)],
    attempt: Attempt,
    idempotency_key: AttemptKey,
    token: OrderToken = None,
) -> Placed | JSONResponse:
    """Pay an order by a payment method from the browser. One Idempotency-Key for each press on *Pay*."""
    shop: Shop = request.app.state.shop
    try:
        return placed(*await in_lane(request, _confirmed, shop, order, token, attempt.payment_method, idempotency_key))
    except placing.NotOpenedError as doubtful:
        return not_ready(doubtful.order)


def _confirmed(shop: Shop, order_id: str, token: str | None, method: str, attempt: str) -> tuple[Order, Opened]:
    return confirming.pay(shop, owned_order(shop, order_id, token), method, attempt)


def _opened_again(shop: Shop, order_id: str, token: str | None) -> tuple[Order, Opened]:
    mine = owned_order(shop, order_id, token)
    return mine, placing.open_for(shop, mine)


def placed(order: Order, opened: Opened) -> Placed:
    return Placed(
        order=order.id,
        token=order.token,
        status=order.status,
        amount=order.amount,
        currency=order.currency,
        client_secret=opened.client_secret,
        url=opened.url,
        pay_page=f"/checkout/{order.id}/pay",
    )


def not_ready(order: Order) -> JSONResponse:
    doubt = NotReady(
        message="The payment is not ready. Nothing was charged; please try again in a moment.",
        order=order.id,
        token=order.token,
        retry=f"/orders/{order.id}/payment",
    )
    return JSONResponse(doubt.model_dump(), 503, {"Retry-After": "2", "Cache-Control": "no-store"})


def remember(response: Response, order: Order, shop: Shop) -> None:
    """Let this browser, and no script in it, see its order again on our pages."""
    response.headers["Cache-Control"] = "no-store"
    response.set_cookie(
        f"order_{order.id}",
        order.token,
        max_age=86_400,
        httponly=True,
        samesite="lax",
        secure=shop.settings.public_url.startswith("https:"),
    )
