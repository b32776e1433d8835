"""The receipt of an order, with what its buyer said. Not: a tax invoice."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from reference_app.accounts.visitors import Asking, Visitor
from reference_app.errors import problems
from reference_app.orders import owners
from reference_app.orders.routes import OrderId
from reference_app.orders.store import Order
from reference_app.shop import Shop

router = APIRouter()


class Receipt(BaseModel):
    order: str
    status: str
    sku: str
    quantity: int
    amount: int
    currency: str
    paid_with: str | None
    """Brand and last four of the card; None: not paid yet, or by no card."""
    email: str
    note: str


def order_of_receipt(shop: Shop, order_id: str, visitor: Visitor) -> Order:
    """Protection: a receipt is its buyer's, as the order is. It carries an address, and is what links lead to."""
    return owners.owned_order(shop, order_id, visitor)


@router.get("/orders/{order}/receipt", responses=problems(404, 422))
def read_receipt(request: Request, response: Response, order: OrderId, asking: Asking) -> Receipt:
    """What was bought, by whom, for how much."""
    mine = order_of_receipt(request.app.state.shop, order, asking)
    response.headers["Cache-Control"] = "no-store"
    return Receipt(
        order=mine.id,
        status=mine.status,
        sku=mine.sku,
        quantity=mine.quantity,
        amount=mine.amount,
        currency=mine.currency,
        paid_with=mine.paid_with,
        email=mine.email,
        note=mine.note,
    )
