"""Pages of staff: signing in, and giving back the money of an order. Not: the pages of buyers (`pages.py`)."""

import hmac
import logging
import secrets

from flask import abort, make_response, redirect, render_template_string, request
from till import NoAnswerError, RefusedError
from worker import earned

COOKIE = "counter"
SIGN_IN = """<!doctype html><html lang=en><title>Staff</title>
<form id=sign-in method=post action=/counter><input name=word type=password aria-label=Password>
<button>Sign in</button></form></html>"""
GIVE_BACK = """<!doctype html><html lang=en><title>Order {{ order.id }}</title>
<main><h1>Order {{ order.id }}</h1><p>{{ order.state }}</p>
<form id=give-back method=post action="/counter/orders/{{ order.id }}/refunds">
<input type=hidden name=token value="{{ token }}"><input type=hidden name=word value="{{ word }}">
<input name=amount aria-label="Amount in cents"><button>Give back</button></form></main></html>"""

log = logging.getLogger("counter")


def open_counter(shop, settings, orders, till):
    tokens = {}
    """The token of the forms of each session."""

    def page(text, **values):
        reply = make_response(render_template_string(text, **values))
        reply.headers.update({"Cache-Control": "no-store", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"})
        return reply

    def token_of_staff():
        """Return the token of who asks; nobody else comes further."""
        token = tokens.get(request.cookies.get(COOKIE, ""))
        if token is None:
            log.warning("the counter is not open to %s", request.remote_addr)
            abort(403)
        return token

    def look_again(order):
        """Let the books hold what the provider shows now, if it answers."""
        try:
            payment = till.look(order["payment"]) if order["payment"] else None
        except NoAnswerError:
            return
        if payment is not None and payment.live is settings.live and payment.order == order["id"]:
            orders.move(order["id"], payment, earned(payment, order))

    @shop.get("/counter")
    def show_sign_in():
        return page(SIGN_IN)

    @shop.post("/counter")
    def sign_in():
        if not hmac.compare_digest(request.form.get("word", "").encode(), settings.staff.encode()):
            log.warning("staff at %s: a wrong password", request.remote_addr)
            return page(SIGN_IN), 403
        session = secrets.token_urlsafe(24)
        tokens[session] = secrets.token_urlsafe(24)
        reply = redirect("/counter", 303)
        reply.set_cookie(COOKIE, session, httponly=True, secure=True, samesite="Lax")
        log.info("staff at %s: signed in", request.remote_addr)
        return reply

    @shop.get("/counter/orders/<order_id>")
    def show_order(order_id):
        token = token_of_staff()
        order = orders.order(order_id) or abort(404)
        return page(GIVE_BACK, order=order, token=token, word=secrets.token_urlsafe(8))

    @shop.post("/counter/orders/<order_id>/refunds")
    def give_back(order_id):
        """Give back once for each word, and no more than there is: it is written down first."""
        token = token_of_staff()
        if not hmac.compare_digest(request.form.get("token", ""), token):
            log.warning("a form of staff was refused: it was not on a page of this session")
            return page("please open the page again"), 403
        order = orders.order(order_id) or abort(404)
        word, amount = request.form.get("word", ""), request.form.get("amount", "")
        if not word or not amount.isascii() or not amount.isdecimal() or not 0 < int(amount) <= order["amount"]:
            return page("there is no such amount"), 422
        look_again(order)
        if orders.order(order_id)["contested"]:
            log.info("staff at %s: giving back of order %s refused: disputed", request.remote_addr, order_id)
            return page("the bank has its money; please wait for the end of the dispute"), 409
        if not orders.promise_back(order_id, word, int(amount)):
            log.info("staff at %s: giving back %s of order %s refused: too much", request.remote_addr, amount, order_id)
            return page("there is not so much left to give back"), 409
        try:
            till.give_back(order, int(amount), word)
        except RefusedError as no:
            orders.take_back_promise(word)
            log.info("staff at %s: giving back %s of order %s refused (%s)", request.remote_addr, amount, order_id, no)
            return page("the provider gives nothing back"), 409
        except NoAnswerError as problem:
            log.warning("giving back %s of order %s: no answer (%s)", amount, order_id, problem)
            return page("no answer yet; please send it again"), 503
        log.info("staff at %s: gave back %s of order %s", request.remote_addr, amount, order_id)
        look_again(order)
        return redirect(f"/counter/orders/{order_id}", 303)
