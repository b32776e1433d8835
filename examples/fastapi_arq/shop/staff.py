"""The desk where staff gives money back. Not: what becomes of the order, which Stripe's news tells."""

import logging
import secrets
from typing import Annotated

import stripe
from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, Field

from shop.logs import audit, note
from shop.parts import OrderPart, ShopPart, origin
from shop.shop import Shop

bearer = HTTPBearer(auto_error=False)


async def staff(
    request: Request, shop: ShopPart, said: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> None:
    token = shop.settings.staff_token.get_secret_value()
    if said is None or not secrets.compare_digest(said.credentials.encode(), token.encode()):
        audit(actor="unknown", action="staff", of=request.url.path, result="refused", origin=origin(request))
        raise HTTPException(401, "staff only", headers={"WWW-Authenticate": "Bearer"})


router = APIRouter(prefix="/staff", dependencies=[Depends(staff)])


class GivenBack(BaseModel):
    word: str = Field(pattern=r"^[\w-]{8,64}$")
    amount: int = Field(ge=1, strict=True)


@router.post("/orders/{order}/refunds", status_code=201)
async def refund(wanted: GivenBack, order: OrderPart, request: Request, shop: ShopPart) -> dict[str, str]:
    """Give money back, once for each word. After a lost reply the same word asks again under the same key."""

    def tell(result: str) -> None:
        audit(
            actor="staff",
            action="refund",
            of=order.id,
            result=result,
            origin=origin(request),
            amount=wanted.amount,
            payment=order.payment_intent,
        )

    if order.payment_intent is None:
        raise HTTPException(409, "nothing was paid")
    try:
        await take_over(shop, order.payment_intent)
        promise = await shop.orders.promise_back(order.id, wanted.word, wanted.amount)
        if promise is None or promise.amount != wanted.amount:
            tell("refused")
            raise HTTPException(409, "more than there is, disputed, or this word was used for another amount")
        if promise.stripe_refund:
            return {"refund": promise.stripe_refund}
        given = await shop.payments.give_back(order.payment_intent, wanted.amount, promise.stripe_key)
        if given:
            await take_over(shop, order.payment_intent)
    except stripe.StripeError as error:
        note(logging.WARNING, "a refund was not answered", order=order.id, error=type(error).__name__)
        tell("not known yet")
        raise HTTPException(503, "Stripe does not answer; ask again with the same word") from None
    await shop.orders.given_back(promise, given)
    tell("given back" if given else "refused by Stripe")
    if given is None:
        raise HTTPException(409, "Stripe refused this refund")
    return {"refund": given}


async def take_over(shop: Shop, payment: str) -> None:
    """Know what Stripe knows: money may have gone back there, by somebody else's hand."""
    facts = await shop.payments.facts(payment)
    if facts is not None:
        await shop.orders.learn(facts)
