"""Who is asking: what a request brings along to open orders with. Not: whether it opens one (`orders/owners.py`)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from pydantic.json_schema import SkipJsonSchema

from reference_app.accounts import origins, sessions
from reference_app.settings import Settings

OrderToken = Annotated[str | SkipJsonSchema[None], Header(alias="X-Order-Token", max_length=64)]


@dataclass(frozen=True, slots=True, repr=False)
class Visitor:
    """A guest with the token of an order, a customer with a session, or nobody."""

    token: str | None = None
    session: str | None = None


async def visitor(request: Request, token: OrderToken = None) -> Visitor:
    """Read token and session. A session changes something only from our own pages: RefusalError (403)."""
    session = request.cookies.get(cookie_name(request.app.state.shop.settings))
    if session:
        origins.must_be_ours(request)
    return Visitor(token, session)


Asking = Annotated[Visitor, Depends(visitor)]


def in_browser(request: Request, order: str, asking: Visitor) -> Visitor:
    """Return a guest with the token from the cookie that checkout gave to this browser: pages send no header."""
    return asking if asking.token else replace(asking, token=request.cookies.get(f"order_{order}"))


def from_its_page(request: Request, order: str, asking: Visitor) -> Visitor:
    """Return the same for a request that changes something. RefusalError (403): no page of ours sent the cookie."""
    visitor = in_browser(request, order, asking)
    if visitor.token and visitor is not asking:
        origins.must_be_ours(request)
    return visitor


def remember(response: Response, session: str, settings: Settings) -> None:
    """Give the session to this browser, and to no script in it."""
    response.set_cookie(
        cookie_name(settings),
        session,
        max_age=sessions.LASTS,
        httponly=True,
        samesite="lax",
        secure=settings.https,
    )


def forget(response: Response, settings: Settings) -> None:
    response.delete_cookie(cookie_name(settings), httponly=True, samesite="lax", secure=settings.https)


def cookie_name(settings: Settings) -> str:
    """Return the cookie's name. Over https browsers take `__Host-` from this very host only, never a sister domain."""
    return "__Host-session" if settings.https else "session"
