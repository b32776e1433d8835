"""What a buyer's browser is shown about an order. An address claims nothing: what is shown stands in the database."""

import logging
import secrets
from pathlib import Path

import stripe
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates

from shop.logs import note
from shop.parts import OrderPart, ShopPart

SENTENCES = {
    "paid": "Thank you, it is paid.",
    "pending": "We are waiting for your payment.",
    "canceled": "This payment was canceled.",
    "refunded": "Your money is on its way back.",
}

router = APIRouter()
templates = Jinja2Templates(Path(__file__).parent / "templates")


@router.get("/api/orders/{order}")
async def show(order: OrderPart, shop: ShopPart) -> dict[str, str | int]:
    payments = await shop.orders.money_of(order.id)
    return {
        "id": order.id,
        "sku": order.sku,
        "quantity": order.quantity,
        "amount": order.amount,
        "currency": order.currency,
        "status": order.status,
        "refunded": sum(payment.refunded - payment.bounced for payment in payments),
    }


@router.get("/orders/{order}/thanks")
async def thanks(order: OrderPart, request: Request) -> HTMLResponse:
    sentence = SENTENCES.get(order.status, "Please write to us about this order.")
    return templates.TemplateResponse(request, "message.html", {"title": "Your order", "sentence": sentence})


@router.get("/orders/{order}/pay")
async def pay(order: OrderPart, request: Request, shop: ShopPart) -> HTMLResponse:
    if order.payment_intent is None:
        return _sorry(request)
    try:
        intent = await shop.payments.find(order.payment_intent)
    except stripe.StripeError as error:
        note(logging.WARNING, "the payment was not found", order=order.id, error=type(error).__name__)
        return _sorry(request)
    nonce = secrets.token_urlsafe(16)
    shown = {
        "order": order,
        "client_secret": intent.client_secret,
        "key": shop.settings.stripe_publishable_key.get_secret_value(),
        "nonce": nonce,
    }
    headers = {"Content-Security-Policy": policy(nonce)}
    return templates.TemplateResponse(request, "pay.html", shown, headers=headers)


def policy(nonce: str) -> str:
    """What may run on the page with the card fields: our one script and Stripe's, and Stripe's frames."""
    directives = {
        "default-src": "'self'",
        "script-src": f"'nonce-{nonce}' https://js.stripe.com",
        "frame-src": "https://js.stripe.com https://hooks.stripe.com",
        "connect-src": "'self' https://api.stripe.com",
        "form-action": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


def _sorry(request: Request) -> HTMLResponse:
    shown = {"title": "Payment", "sentence": "Please try again in a moment."}
    return templates.TemplateResponse(request, "message.html", shown, status_code=503)
