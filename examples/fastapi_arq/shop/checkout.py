"""Buying: one order for each cart, one payment for each order, however often the button is pressed."""

import logging
from typing import Annotated

import stripe
from fastapi import APIRouter, Header, HTTPException, Request
from pydantic import BaseModel, Field

from shop.catalogue import MOST, quote
from shop.logs import audit, note
from shop.orders import Order
from shop.parts import ShopPart, origin
from shop.shop import Shop

router = APIRouter()

CartKey = Annotated[str, Header(alias="Idempotency-Key", pattern=r"^[\w-]{20,64}$")]


class Wanted(BaseModel):
    sku: str = Field(max_length=64)
    quantity: int = Field(1, ge=1, le=MOST, strict=True)


class Opened(BaseModel):
    order: str
    client_secret: str


@router.post("/checkout", status_code=201)
async def checkout(wanted: Wanted, cart_key: CartKey, request: Request, shop: ShopPart) -> Opened:
    quoted = quote(wanted.sku, wanted.quantity)
    if quoted is None:
        raise HTTPException(422, "no such thing")
    order = await shop.orders.open(cart_key, quoted)
    if (order.sku, order.quantity) != (quoted.sku, quoted.quantity):
        raise HTTPException(409, "this cart was ordered already")
    try:
        intent = await payment_of(shop, order)
    except stripe.StripeError as error:
        note(logging.WARNING, "asking for the money failed", order=order.id, error=type(error).__name__)
        raise HTTPException(503, "The payment provider does not answer. Please try again.") from None
    done = {"of": order.id, "result": order.status, "payment": intent.id}
    audit(actor="buyer", action="checkout", origin=origin(request), **done)
    return Opened(order=order.id, client_secret=intent.client_secret)


async def payment_of(shop: Shop, order: Order) -> stripe.PaymentIntent:
    """Return the payment of an order: the one that is known, or one under a key that was kept before it was asked for.

    One that was canceled takes no money any more; the key of the next follows from it.
    """
    known, asked = order.payment_intent, (order.id, order.amount, order.currency)
    intent = await (shop.payments.find(known) if known else shop.payments.ask(*asked, order.stripe_key))
    if intent.status == "canceled":
        intent = await shop.payments.ask(*asked, f"{order.stripe_key}-after-{intent.id}")
    await shop.orders.expect(order.id, intent.id, known)
    return intent
