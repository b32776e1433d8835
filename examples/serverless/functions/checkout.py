"""Buying: one order for each cart, one page on which it is paid, however often the button is pressed."""

import re
import sqlite3
from contextlib import suppress
from urllib.parse import parse_qs

from shop import log, orders, payments, tables
from shop.buyers import from_elsewhere, opener, order_of
from shop.catalogue import POSTERS, quote
from shop.settings import SETTINGS
from shop.settlement import book
from shop.web import body_of, origin_of, reply

stripe_ = payments.client(timeout=8, retries=2)
MOST_BYTES = 10 * 1024
CART = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class RefusedError(Exception):
    """The reply is a status and a sentence."""


def handler(event, context):
    try:
        order, status = (pressed(event), 200) if "pathParameters" in event else (bought(event), 201)
        page = page_of(order)
    except RefusedError as refused:
        status, sentence = refused.args
        log.audit("buyer", "checkout", None, f"refused: {sentence}", origin_of(event))
        return reply(status, {"error": sentence})
    except (payments.NoAnswerError, payments.UnknownError, tables.ConflictError, sqlite3.Error) as error:
        log.write("WARNING", "there is no page to pay on", error=type(error).__name__)
        return reply(503, {"error": "The payment provider does not answer. Please try again."})
    log.audit("buyer", "checkout", order.id, "has a page to pay on", origin_of(event), session=page.session)
    if status == 200:
        return reply(303, "", headers={"location": page.url or f"{SETTINGS.public_url}/orders/{order.id}"})
    return reply(201, {"order": order.id, "url": page.url}, cookies=[opener(order, form_of(event)["cart"])])


def form_of(event):
    body = body_of(event)
    if len(body) > MOST_BYTES:
        raise RefusedError(413, "too large")
    return {name: values[-1] for name, values in parse_qs(body.decode(errors="replace")).items()}


def bought(event):
    """Return the order of a cart: the one that there is, or a new one."""
    form = form_of(event)
    cart, sku, quantity = (form.get(name, "") for name in ("cart", "sku", "quantity"))
    if not CART.fullmatch(cart):
        raise RefusedError(400, "a cart is a UUID")
    quoted = quote(sku, int(quantity)) if re.fullmatch(r"[0-9]{1,3}", quantity) else None
    if quoted is None:
        raise RefusedError(422, "no such poster, or not so many of it")
    _, price, currency = quoted
    order = tables.insert(orders.new(cart, sku, int(quantity), price, currency))
    if (order.sku, order.quantity) != (sku, int(quantity)):
        raise RefusedError(409, "this cart was ordered already")
    return order


def pressed(event):
    """Return the order of which a buyer, its owner, has pressed the button."""
    if from_elsewhere(event):
        raise RefusedError(403, "not from our own page")
    order = order_of(event)
    if order is None:
        raise RefusedError(404, "no such order")
    return order


def page_of(order):
    """Return the page on which an order is paid; if that takes no money any more, the one that follows it."""
    page = payments.look(stripe_, order.session) if order.session else asked(order)
    if page is None:
        raise payments.NoAnswerError("the page is gone")
    if not page.abandoned:
        return page
    order = tables.find(id=order.id)
    while order.session == page.session:
        with suppress(tables.ConflictError):
            tables.update(orders.next_attempt(order))
        order = tables.find(id=order.id)
    return asked(order)


def asked(order):
    name, price, _ = POSTERS[order.sku]
    page = payments.ask(stripe_, order, name, price, orders.stripe_key(order))
    while order.session is None:
        try:
            book(order, page)
            return page
        except tables.ConflictError:  # the same button, pressed twice, or news that was quicker
            order = tables.find(id=order.id)
    if order.session != page.session:
        raise tables.ConflictError(order.id)
    return page
