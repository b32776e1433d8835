"""A tiny shop of pages: a form with a token, cookies, redirects, GraphQL. Not: anything that judges."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

import flask
from werkzeug.serving import make_server

CHECKOUT = """<!doctype html><title>Checkout</title>
<form action="/search"><input name=q></form>
<form id="checkout" method="post" action="{action}">
  <input type="hidden" name="csrf" value="{token}">
  <input name="sku" value="none"><input type="checkbox" name="gift" value="yes">
  <input type="checkbox" name="terms" checked><input type="radio" name="by" value="post" checked>
  <input type="radio" name="by" value="hand">
  <select name="country"><option value="">?</option><option value="PT" selected>Portugal</option></select>
  <textarea name="note">
as it is</textarea>
  <input name="off" value="1" disabled>
  <button name="do" value="buy">Buy</button><button name="do" value="save">Save</button>
</form>
<p class="total">19.99 &euro;</p><p class="order-no">No.  <b>17</b></p>"""


def make() -> tuple[flask.Flask, list[dict[str, Any]]]:
    """Return the shop, and what its checkout was sent so far."""
    shop, seen = flask.Flask(__name__), []
    tokens: dict[str, str] = {}

    @shop.get("/checkout")
    def page() -> flask.Response:
        session = flask.request.cookies.get("session") or secrets.token_hex(8)
        tokens[session] = secrets.token_hex(8)
        reply = flask.make_response(CHECKOUT.format(token=tokens[session], action="/checkout?step=1"))
        reply.set_cookie("session", session)
        return reply

    @shop.post("/checkout")
    def buy() -> Any:
        request = flask.request
        headers = ("Origin", "Referer", "Sec-Fetch-Site", "Content-Type")
        seen.append({**request.form, **{name: request.headers.get(name) for name in headers}, "query": request.args})
        if request.form.get("csrf", "") != tokens.pop(request.cookies.get("session", ""), "none"):
            return "the token is not this session's", 403
        reply = flask.redirect("/thanks/41?secret=pi_7Kx_secret_Zz", 303)
        reply.set_cookie("order", "41")
        return reply

    @shop.get("/thanks/<number>")
    def thanks(number: str) -> str:
        return f'<!doctype html><p class="order-no" data-id="{number}">Order {number}</p>'

    @shop.get("/away")
    def away() -> Any:
        return flask.redirect("http://pay.example/cs_1", 302)

    @shop.get("/round")
    def around() -> Any:
        return flask.redirect("/round")

    @shop.post("/kept")
    def kept() -> Any:
        return flask.redirect("/echo", 307)

    @shop.route("/echo", methods=["GET", "POST"])
    def echo() -> Any:
        return flask.jsonify(method=flask.request.method, body=flask.request.get_data(as_text=True))

    @shop.post("/graphql")
    def graphql() -> Any:
        if flask.request.json["variables"]["sku"] != "tea":
            return flask.jsonify(data={"checkout": None}, errors=[{"message": "no such sku"}])
        return flask.jsonify(data={"checkout": {"id": "41", "client_secret": "pi_7Kx_secret_Zz"}}, errors=[])

    return shop, seen


@contextmanager
def serving(shop: flask.Flask) -> Iterator[str]:
    """Serve the shop on a free port; yields its base URL."""
    server = make_server("127.0.0.1", 0, shop, threaded=True)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
