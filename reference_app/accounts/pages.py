"""The customer's page: signing in, and orders and subscription then. Not: an order itself (`checkout/pages.py`)."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from reference_app.accounts import sessions
from reference_app.accounts.visitors import Asking
from reference_app.checkout.pages import page
from reference_app.orders import store
from reference_app.orders.store import Order
from reference_app.shop import Shop
from reference_app.subscriptions import pages as subscriber

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)


@router.get("/account")
def account(request: Request, asking: Asking) -> HTMLResponse:
    """Own orders and subscription, or the form to sign in."""
    shop: Shop = request.app.state.shop
    orders, one = own_orders(shop, asking.session), subscriber.own_subscription(shop, asking.session)
    facts = subscriber.shown(shop, one) if one else {}
    return page("account.html", orders=orders, sold=bool(shop.settings.plan_ids), **facts)


def own_orders(shop: Shop, session: str | None) -> list[Order] | None:
    """Protection: return what this session's account has ordered, and nothing else; None: nobody is signed in."""
    with shop.database.reading() as look:
        account_id = sessions.account_of(look, session)
        return store.of_account(look, account_id) if account_id else None
