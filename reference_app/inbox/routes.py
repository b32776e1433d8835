"""The webhook endpoint: verify, keep, acknowledge. Not: anything slower than one commit."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from reference_app import audit
from reference_app.errors import problem, problems
from reference_app.inbox import intake
from reference_app.inbox.slip import ForgedError, UndecidedError
from reference_app.inbox.writer import NotStoredError
from reference_app.logs import log
from reference_app.shop import Shop

router = APIRouter()
square = APIRouter()
paypal = APIRouter()
"""The shop serves them where the provider is configured."""

RAW_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {}}}}}


@router.post(
    "/webhooks/stripe",
    responses=problems(400, 413, 503),
    openapi_extra=RAW_BODY,
    summary="Deliveries of Stripe: nobody else can sign them",
)
async def stripe_webhook(request: Request) -> JSONResponse:
    """Answer 200 when the event is durably kept, 400 if it is not Stripe's, 503 if it could not be kept."""
    return await _received(request, "stripe")


@square.post(
    "/webhooks/square",
    responses=problems(400, 413, 503),
    openapi_extra=RAW_BODY,
    summary="Deliveries of Square: nobody else can sign them for this address",
)
async def square_webhook(request: Request) -> JSONResponse:
    """Answer 200 when the event is durably kept, 400 if it is not Square's, 503 if it could not be kept."""
    return await _received(request, "square")


@paypal.post(
    "/webhooks/paypal",
    responses=problems(400, 413, 503),
    openapi_extra=RAW_BODY,
    summary="Deliveries of PayPal: nobody else can sign them for this subscription",
)
async def paypal_webhook(request: Request) -> JSONResponse:
    """Answer 200 when the event is durably kept, 400 if it is not PayPal's, 503 if nobody can tell, or keep it."""
    return await _received(request, "paypal")


async def _received(request: Request, provider: str) -> JSONResponse:
    shop: Shop = request.app.state.shop
    raw = await request.body()
    try:
        slip = await shop.doors[provider].verified(raw, request.headers)
    except ForgedError as forged:
        audit.record("webhook_refused", actor=audit.UNKNOWN, subject=None, result="refused", reason=str(forged))
        return problem(400, "webhook_refused", "This is not a signed event.")
    except UndecidedError as doubt:
        log("webhook_undecided", provider=provider, reason=str(doubt))
        return problem(503, "not_verified", "Please deliver this event again.")
    try:
        new = await intake.append_then_ack(request.app.state.inbox, slip)
    except NotStoredError as trouble:
        log("webhook_not_stored", event_id=slip.event_id, reason=str(trouble))
        return problem(503, "not_stored", "Please deliver this event again.")
    log("webhook_kept", event_id=slip.event_id, type=slip.event_type, repeat=not new)
    return JSONResponse({"received": True})
