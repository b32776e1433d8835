"""An order as its buyer sees it. Not: changing it; only the provider's record does that."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from pydantic import BaseModel

from reference_app.accounts.visitors import Asking
from reference_app.errors import problems
from reference_app.orders import effects, lines, owners
from reference_app.shop import Shop

router = APIRouter()

OrderId = Annotated[str, Path(max_length=40)]


class Effects(BaseModel):
    """How often each thing that a payment sets off has happened."""

    mail: int
    shipment: int


class OrderView(BaseModel):
    order: str
    status: str
    amount: int
    currency: str
    paid_amount: int
    refunded_amount: int
    lost_amount: int
    lines: list[lines.Line]
    effects: Effects


@router.get("/orders/{order}", responses=problems(404, 422))
def read_order(request: Request, response: Response, order: OrderId, asking: Asking) -> OrderView:
    """The state: pending, authorised, paid, held, payment_failed, cancelled, partially_refunded or refunded."""
    shop: Shop = request.app.state.shop
    mine = owners.owned_order(shop, order, asking)
    response.headers["Cache-Control"] = "no-store"
    with shop.database.reading() as look:
        done = Effects(**effects.counted(look, mine.id))
        to_ship = lines.lines_to_ship(look, mine)
    return OrderView(
        order=mine.id,
        status=mine.status,
        amount=mine.amount,
        currency=mine.currency,
        paid_amount=mine.paid_amount,
        refunded_amount=mine.refunded_amount,
        lost_amount=mine.lost_amount,
        lines=to_ship,
        effects=done,
    )
