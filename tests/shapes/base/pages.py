"""The shop as pages: a form with a token, a redirect, a page to pay on. Not: orders and their payments (`shop.py`)."""

import hashlib
import hmac
import logging
import secrets

from flask import abort, make_response, redirect, render_template_string, request
from till import NoAnswerError

COOKIE = "shop_session"
BUY = """<!doctype html><html lang=en><title>{{ sku }}</title><main><h1>{{ sku }}</h1>
<form id=search action=/search><input name=q aria-label=Search></form>
<form id=buy method=post action=/buy>
<input type=hidden name=token value="{{ token }}"><input type=hidden name=cart value="{{ cart }}">
<input type=hidden name=sku value="{{ sku }}"><button>Buy</button></form></main></html>"""
PAY = """<!doctype html><html lang=en><title>Pay</title>
<main data-order="{{ order.id }}"><h1>Order {{ order.id }}</h1>
<p class=total>{{ "%.2f"|format(order.amount / 100) }} {{ order.currency }}</p>
<div id=pay data-secret="{{ secret }}"></div></main></html>"""
THANKS = (
    """<!doctype html><html lang=en><title>Thank you</title><main><p>Your order is {{ state }}.</p></main></html>"""
)

log = logging.getLogger("shop")


def open_pages(shop, settings, orders, catalogue, payment_of):
    secret = hashlib.sha256(b"forms " + settings.key.encode()).digest()

    def token_of(session):
        return hmac.new(secret, session.encode(), hashlib.sha256).hexdigest()

    def page(text, **values):
        reply = make_response(render_template_string(text, **values))
        reply.headers.update({"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"})
        return reply

    @shop.get("/buy/<sku>")
    def show_form(sku):
        if sku not in catalogue:
            abort(404)
        session = request.cookies.get(COOKIE) or secrets.token_urlsafe(24)
        reply = page(BUY, sku=sku, token=token_of(session), cart=secrets.token_urlsafe(12))
        reply.set_cookie(COOKIE, session, httponly=True, secure=True, samesite="Lax")
        return reply

    @shop.post("/buy")
    def send_form():
        """Open an order for a cart, or find it; who did not come from our page buys nothing."""
        session, told = request.cookies.get(COOKIE, ""), request.form
        from_us = request.headers.get("Origin") == request.host_url.rstrip("/")
        if not session or not from_us or not hmac.compare_digest(token_of(session), told.get("token", "")):
            log.warning("a form was refused: it was not on a page of this session")
            return page("this form is not of your session; please open the page again"), 403
        sku, cart = told.get("sku", ""), told.get("cart", "")
        if sku not in catalogue or not cart:
            return page("there is no such thing"), 422
        order = orders.open_order(f"{session} {cart}", sku, *catalogue[sku])
        if order["sku"] != sku:
            return page("this cart has another order"), 409
        try:
            payment_of(order)
        except NoAnswerError as problem:
            log.warning("order %s: asking for the money failed (%s)", order["id"], problem)
            return page("the payment provider does not answer; please try again"), 503
        return redirect(f"/pay/{order['id']}", 303)

    @shop.get("/pay/<order_id>")
    def show_payment(order_id):
        order = orders.order(order_id) or abort(404)
        try:
            return page(PAY, order=order, secret=payment_of(order))
        except NoAnswerError as problem:
            log.warning("order %s: asking for the payment failed (%s)", order["id"], problem)
            return page("the payment provider does not answer; please try again"), 503

    @shop.get("/bought/<order_id>")
    def come_back(order_id):
        """The buyer comes back: the page says what the books say, whatever the address claims."""
        order = orders.order(order_id) or abort(404)
        return page(THANKS, state=order["state"])
