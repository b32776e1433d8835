"""The cash desk's API. Not: its rules (`refunds.py`, `captures.py`, `releases.py`)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from reference_app.admin import captures, refunds, releases
from reference_app.admin.staff import staff_only
from reference_app.errors import problems
from reference_app.lane import in_lane
from reference_app.orders.routes import OrderId
from reference_app.shop import Shop

router = APIRouter(prefix="/admin")


RequestId = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
Amount = Annotated[int, Field(strict=True, ge=1, le=99_999_999)]


class RefundAsked(BaseModel):
    """A refund: of all that is left, or of `amount` in the order's minor unit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: RequestId
    """Chosen by whoever asks; asking again under the same id is the same refund."""
    amount: Amount | None = None


class RefundView(BaseModel):
    order: str
    request_id: str
    amount: int
    status: str
    order_status: str
    refunded_amount: int


@router.post(
    "/orders/{order}/refunds",
    responses=problems(400, 401, 404, 409, 413, 422, 503),
    dependencies=[Depends(staff_only)],
)
async def refund(request: Request, order: OrderId, asked: RefundAsked) -> RefundView:
    """Give money back, once per request id and never more than was paid."""
    shop: Shop = request.app.state.shop
    done = await in_lane(request, refunds.refund_once, shop, order, asked.request_id, asked.amount)
    return RefundView(
        order=order,
        request_id=done.request_id,
        amount=done.amount,
        status=done.status,
        order_status=done.order.status,
        refunded_amount=done.order.refunded_amount,
    )


class CaptureAsked(BaseModel):
    """A capture: of all that was authorised, or of `amount` in the order's minor unit, for the goods that are sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    request_id: RequestId
    """Chosen by whoever asks; asking again under the same id is the same capture."""
    amount: Amount | None = None


class CaptureView(BaseModel):
    order: str
    request_id: str
    amount: int
    order_status: str
    paid_amount: int


@router.post(
    "/orders/{order}/capture",
    responses=problems(400, 401, 404, 409, 413, 422, 503),
    dependencies=[Depends(staff_only)],
)
async def capture(request: Request, order: OrderId, asked: CaptureAsked) -> CaptureView:
    """Take what an order's buyer authorised, or a part of it: once, and the rest is released."""
    shop: Shop = request.app.state.shop
    done = await in_lane(request, captures.capture_once, shop, order, asked.request_id, asked.amount)
    return CaptureView(
        order=order,
        request_id=asked.request_id,
        amount=done.owed,
        order_status=done.status,
        paid_amount=done.paid_amount,
    )


class ReleaseView(BaseModel):
    order: str
    order_status: str


@router.post(
    "/orders/{order}/release",
    responses=problems(401, 404, 409, 413, 422, 503),
    dependencies=[Depends(staff_only)],
)
async def release(request: Request, order: OrderId) -> ReleaseView:
    """Let go of what an order's buyer authorised: nothing is sent, and nothing taken."""
    shop: Shop = request.app.state.shop
    done = await in_lane(request, releases.release_once, shop, order)
    return ReleaseView(order=order, order_status=done.status)
