"""The pages: shop window, payment, return. Not: a field for a card; those are the provider's, in its own frames."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse

from reference_app.accounts.visitors import Asking, Visitor, in_browser
from reference_app.checkout import placing, prices, returning
from reference_app.checkout.catalogue import PRODUCTS
from reference_app.lane import in_lane
from reference_app.orders import owners, states
from reference_app.orders.routes import OrderId
from reference_app.shop import Shop

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)

if TYPE_CHECKING:
    from jinja2 import Environment

TITLES = {
    "stripe": ("stripe", "Card", "Stripe"),
    "paypal": ("paypal", "PayPal", "PayPal"),
    "square": ("square", "Card by Square", "Square"),
}
"""What buyers read: the way to pay, and whose page it is."""
FIELDS = {"stripe": "pay.html", "paypal": "pay_paypal.html", "square": "pay_square.html"}


@cache
def templates() -> Environment:
    """Return the templates. Jinja is loaded with the first page: a web process must be back quickly after a restart."""
    from jinja2 import Environment, FileSystemLoader  # noqa: PLC0415

    folder = FileSystemLoader(Path(__file__).parent.parent / "pages" / "templates")
    environment = Environment(loader=folder, autoescape=True)
    environment.filters["price"] = prices.shown
    environment.filters["decimal"] = prices.decimal
    environment.filters["day"] = prices.day
    return environment


def page(name: str, **values: object) -> HTMLResponse:
    return HTMLResponse(templates().get_template(name).render(**values))


@router.get("/")
async def window(request: Request) -> HTMLResponse:
    shop: Shop = request.app.state.shop
    return page("window.html", products=PRODUCTS.values(), providers=[TITLES[name] for name in shop.providers])


@router.get("/healthz", response_class=PlainTextResponse)
async def healthz() -> str:
    """Answer as soon as the process serves: it waits for no database and no provider."""
    return "ok"


@router.get("/checkout/{order}/pay", response_model=None)
async def pay(request: Request, order: OrderId, asking: Asking) -> Response:
    """The page where the buyer pays: the provider's script, the provider's fields, our amount."""
    return await in_lane(request, _pay, request.app.state.shop, order, in_browser(request, order, asking))


def _pay(shop: Shop, order_id: str, visitor: Visitor) -> Response:
    order = owners.owned_order(shop, order_id, visitor)
    if order.status not in states.PAYABLE:
        return RedirectResponse(f"/return?order={order.id}", 303)
    try:
        opened = placing.open_for(shop, order)
    except placing.NotOpenedError:
        return page("later.html", again=f"/checkout/{order.id}/pay")
    here = opened.client_secret is not None or (order.flow != "hosted" and not opened.closed)
    name = FIELDS[order.provider] if here else "leave.html"
    return page(name, order=order, opened=opened, settings=shop.settings, provider=TITLES[order.provider])


@router.get("/return")
async def come_back(request: Request, order: Annotated[str, Query(max_length=40)], asking: Asking) -> HTMLResponse:
    """Where the browser comes back after paying. What its address says (`redirect_status=…`, `token=…`) is not read."""
    return await in_lane(request, _come_back, request.app.state.shop, order, in_browser(request, order, asking))


def _come_back(shop: Shop, order_id: str, visitor: Visitor) -> HTMLResponse:
    order = owners.owned_order(shop, order_id, visitor)
    return page("return.html", order=returning.order_to_show(shop, order))
