"""Signing up, in and out. Not: what a session opens."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from reference_app.accounts import origins, signing_in, visitors
from reference_app.accounts.visitors import Asking
from reference_app.checkout import card_guard
from reference_app.checkout.asking import Email
from reference_app.errors import problems
from reference_app.shop import Shop

router = APIRouter()

T = TypeVar("T")

SHORTEST, LONGEST = 12, 128
"""Characters of a password; PCI DSS 4.0.1 (8.3.6) asks for twelve. Which ones is the customer's business."""
THREADS = 2
"""Passwords hashed at a time: each takes 32 MiB, and a flood of them must not take the memory of the rest."""


class Credentials(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    email: Annotated[Email, AfterValidator(str.lower)]
    password: Annotated[str, Field(min_length=SHORTEST, max_length=LONGEST)]


class SignedUp(BaseModel):
    message: str = "If this address had no account, it has one now, with this password."


GUARDS = [Depends(card_guard.no_card_numbers), Depends(origins.must_be_ours)]


@router.post("/accounts", status_code=202, responses=problems(400, 403, 413, 422), dependencies=GUARDS)
async def sign_up(request: Request, given: Credentials) -> SignedUp:
    """Make an account. The answer is the same if the address has one."""
    await _hashing(request, signing_in.sign_up, given)
    return SignedUp()


@router.post("/sessions", status_code=204, responses=problems(400, 401, 403, 413, 422, 429), dependencies=GUARDS)
async def sign_in(request: Request, response: Response, given: Credentials) -> None:
    """Sign in: the answer carries the session as a cookie."""
    session = await _hashing(request, signing_in.sign_in, given)
    visitors.remember(response, session, request.app.state.shop.settings)


@router.delete("/sessions", status_code=204, responses=problems(403))
def sign_out(request: Request, response: Response, asking: Asking) -> None:
    """Sign out: the session ends on our side, too."""
    shop: Shop = request.app.state.shop
    signing_in.sign_out(shop, asking.session)
    visitors.forget(response, shop.settings)


def new_limiter() -> CapacityLimiter:
    return CapacityLimiter(THREADS)


async def _hashing(request: Request, work: Callable[[Shop, str, str], T], given: Credentials) -> T:
    state = request.app.state
    return await to_thread.run_sync(work, state.shop, given.email, given.password, limiter=state.hashing)
