"""The pages: shop window, payment, return. Not: a field for a card; those are Stripe's, in Stripe's own frames."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import HTMLResponse

from reference_app.checkout import placing, prices, returning
from reference_app.checkout.catalogue import PRODUCTS
from reference_app.orders.routes import OrderId, owned_order
from reference_app.shop import Shop

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

if TYPE_CHECKING:
    from jinja2 import Environment

Token = Annotated[str | None, Header(alias="X-Order-Token")]


@cache
def templates() -> Environment:
    """Return the templates. Jinja is loaded with the first page: a web process must be back quickly after a restart."""
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415

    folder = FileSystemLoader(Path(__file__).parent.parent / "pages" / "templates")
    environment = Environment(loader=folder, autoescape=True)
    environment.filters["price"] = prices.shown
    return environment


def page(name: str, **values: object) -> HTMLResponse:
    return HTMLResponse(templates().get_template(name).render(**values))


def token_of(request: Request, order: str, header: str | None) -> str | None:
    """Return the token from the header, or from the cookie that checkout gave to this browser."""
    return header or request.cookies.get(f"order_{order}")


@router.get("/")
def window() -> HTMLResponse:
    return page("window.html", products=PRODUCTS.values())


@router.get("/healthz", response_class=HTMLResponse)
def healthz() -> HTMLResponse:
    """Answer as soon as the process serves: it waits for no database and no provider."""
    return HTMLResponse("ok", media_type="text/plain")


@router.get("/checkout/{order}/pay")
def pay(request: Request, order: OrderId, token: Token = None) -> HTMLResponse:
    """The page where the buyer pays: Stripe's script, Stripe's fields, our amount."""
    shop: Shop = request.app.state.shop
    mine = owned_order(shop, order, token_of(request, order, token))
    try:
        opened = placing.open_for(shop, mine)
    except placing.NotOpenedError:
        return page("later.html", order=mine)
    values = {"order": mine, "opened": opened, "settings": shop.settings}
    return page("pay.html" if opened.client_secret else "leave.html", **values)


@router.get("/return")
def come_back(request: Request, order: Annotated[str, Query(max_length=40)], token: Token = None) -> HTMLResponse:
    """Where the browser comes back after paying. What its address says (`redirect_status=…`) is not read."""
    shop: Shop = request.app.state.shop
    mine = owned_order(shop, order, token_of(request, order, token))
    return page("return.html", order=returning.order_to_show(shop, mine))
