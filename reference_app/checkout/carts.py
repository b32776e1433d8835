"""Carts: what somebody thinks of buying, and may change until the end of days. Not: orders, which copy it."""

from __future__ import annotations

import secrets
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from reference_app.accounts.visitors import Asking, Visitor
from reference_app.checkout import card_guard, placing, routes
from reference_app.checkout.asking import MOST_PIECES, Asked, Email, Pieces, Placed
from reference_app.checkout.catalogue import PRODUCTS
from reference_app.database import carts
from reference_app.errors import problems
from reference_app.lane import in_lane
from reference_app.orders.store import Order
from reference_app.providers.opened import Opened
from reference_app.refusal import RefusalError
from reference_app.shop import Shop

router = APIRouter()
CartId = Annotated[str, Path(max_length=40)]


class Wanted(BaseModel):
    """What lies in a cart."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    sku: Annotated[str, Field(max_length=40, examples=["tea"])]
    quantity: Annotated[int, Pieces, Field(json_schema_extra={"minimum": 1, "maximum": MOST_PIECES})] = 1


class Cart(Wanted):
    cart: str


class Buyer(BaseModel):
    """The body of POST /carts/{cart}/checkout."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    email: Email


@router.post("/carts", status_code=201, responses=problems(400, 413, 422))
def new_cart(request: Request, wanted: Wanted) -> Cart:
    """Begin a cart."""
    _offered(wanted)
    shop: Shop = request.app.state.shop
    cart = Cart(cart="cart_" + secrets.token_hex(12), sku=wanted.sku, quantity=wanted.quantity)
    with shop.database.writing() as tx:
        tx.execute(carts.insert().values(id=cart.cart, sku=cart.sku, quantity=cart.quantity))
    return cart


@router.put("/carts/{cart}", responses=problems(400, 404, 413, 422))
def change_cart(request: Request, cart: CartId, wanted: Wanted) -> Cart:
    """Put something else into the cart. An order that was made of it stays what it is."""
    _offered(wanted)
    shop: Shop = request.app.state.shop
    with shop.database.writing() as tx:
        _find(tx, cart)
        tx.execute(carts.update().where(carts.c.id == cart).values(sku=wanted.sku, quantity=wanted.quantity))
    return Cart(cart=cart, sku=wanted.sku, quantity=wanted.quantity)


@router.post(
    "/carts/{cart}/checkout",
    status_code=201,
    response_model=Placed,
    responses=problems(400, 403, 404, 409, 413, 422) | routes.NOT_READY,
    dependencies=[Depends(card_guard.no_card_numbers)],
)
async def check_out(
    request: Request,
    response: Response,
    cart: CartId,
    buyer: Buyer,
    asking: Asking,
    idempotency_key: routes.CartKey = None,
) -> Placed | JSONResponse:
    """Make an order of what lies in the cart now, and open its payment."""
    shop: Shop = request.app.state.shop
    try:
        order, opened = await in_lane(request, _placed_from, shop, cart, buyer.email, idempotency_key, asking)
    except placing.NotOpenedError as doubtful:
        return routes.not_ready(doubtful.order)
    routes.remember(response, order, shop)
    return routes.placed(order, opened)


def _placed_from(shop: Shop, cart_id: str, email: str, cart_key: str | None, asking: Visitor) -> tuple[Order, Opened]:
    with shop.database.reading() as look:
        sku, quantity = _find(look, cart_id)
    order, opened = placing.place(shop, Asked(sku=sku, quantity=quantity, email=email), cart_key, asking)
    with shop.database.writing() as tx:
        tx.execute(carts.update().where(carts.c.id == cart_id).values(order_id=order.id))
    return order, opened


def _find(look: sa.Connection, cart_id: str) -> tuple[str, int]:
    row = look.execute(sa.select(carts.c.sku, carts.c.quantity).where(carts.c.id == cart_id)).first()
    if row is None:
        raise RefusalError(404, "no_such_cart", "There is no such cart.")
    return row.sku, row.quantity


def _offered(wanted: Wanted) -> None:
    if wanted.sku not in PRODUCTS:
        raise RefusalError(422, "unknown_product", "There is no such product.")
