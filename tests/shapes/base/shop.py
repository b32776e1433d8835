"""The shop's doors: an order and its payment, a look at it, and news, which is kept before it is acknowledged."""

import hashlib
import json
import logging
import sqlite3
import time

from flask import Flask, abort, request
from office import open_office, with_hook
from pages import open_pages
from partners import open_partners
from thin import read_notification
from till import DeclinedError, NoAnswerError
from worker import OTHER_NEWS, earned, essence, payment_named, read_event

CATALOGUE = {"kettle": (4900, "eur"), "bowl": (1250, "eur"), "tray": (2700, "usd")}
"""Nobody but this table says what a thing costs, in minor units."""

log = logging.getLogger("shop")


def make_shop(shape, settings, inbox, orders, till):
    shop = Flask("shop")
    shop.config["MAX_CONTENT_LENGTH"] = 512 * 1024
    home = "http://127.0.0.1"
    door = hashlib.sha256(f"door {settings.folder}".encode()).hexdigest()[:12]

    @shop.get("/up")
    def up():
        return {"open": True}

    @shop.post("/orders")
    def buy():
        """Open an order for a cart, or find it, and its payment: a double click and a reload ask again."""
        told = request.get_json(silent=True)
        sku, cart = told.get("sku") if isinstance(told, dict) else None, request.headers.get("Idempotency-Key", "")
        if sku not in CATALOGUE or not cart:
            return {"problem": "no such thing"}, 422
        order = orders.open_order(cart, sku, *CATALOGUE[sku])
        if order["sku"] != sku:
            return {"problem": "this cart has another order"}, 409
        try:
            payment = payment_of(order)
            if shape.checkout == "card":
                take_by_card(orders.order(order["id"]), told)
        except DeclinedError:
            log.info("order %s: the card was declined", order["id"])
            return {"order": order["id"], "problem": "the card was declined; please try another one"}, 402
        except NoAnswerError as problem:
            log.warning("order %s: asking for the money failed (%s)", order["id"], problem)
            return {"problem": "the payment provider does not answer; please try again"}, 503
        told = {"order": order["id"], "pay": payment, "state": orders.order(order["id"])["state"]}
        return told | ({"door": door} if shape.door == "named" else {}), 201

    def take_by_card(order, told):
        """Take the money by the card that the browser brought, once for each press of its button; what is paid is paid.

        What the bank asks first is answered by the buyer, and told by news.
        """
        card, press = told.get("card"), told.get("press")
        if not isinstance(card, str) or not isinstance(press, str) or order["step"]:
            return
        payment = till.raw(order["payment"])
        if payment.status in ("requires_payment_method", "requires_confirmation"):
            payment = till.take_by(payment.id, card, f"order-{order['id']}-press-{press}")
        shown = till.look(payment.id) if payment and payment.status == "succeeded" else None
        if shown is not None and shown.live is settings.live and shown.order == order["id"]:
            orders.move(order["id"], shown, earned(shown, order))

    def payment_of(order):
        """Return how the buyer pays: by the payment that is waited for, or by another when that one is over."""
        known = till.raw(order["payment"]) if order["payment"] else None
        if known is None or known.status in ("canceled", "expired"):
            key = f"order-{order['id']}-{order['tries']}"
            if shape.checkout == "checkout_session":
                known = till.ask_session(order, key, home)
            else:
                known = till.ask_payment(order, key)
            orders.wait_for(order, known.id)
        return known.url if shape.checkout == "checkout_session" else known.client_secret

    @shop.get("/orders/<order_id>")
    def look(order_id):
        order = orders.order(order_id) or abort(404)
        amount, refunded = order["amount"], order["refunded"] - order["bounced"]
        if shape.amounts == "decimal":
            amount, refunded = f"{amount / 100:.2f}", f"{refunded / 100:.2f}"
        shown = {"state": order["state"], "amount": amount, "currency": order["currency"], "refunded": refunded}
        return shown | ({"received": order["received"]} if shape.takes == "when_sent" else {})

    @shop.get("/thanks/<order_id>")
    def thanks(order_id):
        """The buyer comes back: the page says what the books say, whatever the address claims."""
        order = orders.order(order_id) or abort(404)
        return {"message": f"Your order is {order['state']}."}

    @shop.post("/news/<hook>" if shape.told == "stored" or shape.door == "named" else "/news")
    def news(hook=None):
        if shape.door == "named" and hook != door:
            abort(404)
        told = with_hook(settings, hook) if shape.told == "stored" else settings
        raw, signature = request.get_data(), request.headers.get("Stripe-Signature", "")
        name = None
        if shape.verifies != "worker":
            try:
                if shape.payload == "thin":
                    event = read_notification(till.client, told, raw, signature)
                else:
                    event = read_event(told, shape.verifies == "door", raw, signature)
            except ValueError:
                log.warning("news refused: not signed by the provider, or no news at all")
                return {"problem": "not signed by the provider"}, shape.refused
            if shape.version not in (None, event["api_version"]) and event["type"] in (*shape.pays_on, *OTHER_NEWS):
                log.error("news is of API version %s, and only %s is known here", event["api_version"], shape.version)
                return {"problem": "another version"}, shape.refused
            if shape.unknown_order and not is_about_an_order(event):
                return {"problem": "no such order"}, shape.unknown_order
            name = name_of(event) if shape.verifies == "door" else None
            raw, signature = json.dumps(essence(event)), None
        try:
            inbox.keep(name, raw, signature, time.time())
        except sqlite3.Error as problem:
            log.warning("news could not be kept: %s", type(problem).__name__)
            return {"problem": "not kept; please send it again"}, 503
        return ("", 204) if shape.accepted == 204 else ({"kept": True}, shape.accepted)

    def name_of(event):
        """An id is one of its account and its mode: another's event of the same id is another event."""
        return f"{event.get('account', 'ours')} {event['livemode']} {event['id']}"

    def is_about_an_order(event):
        thing = event["data"]["object"]
        named = (thing.get("metadata") or {}).get("order") or thing.get("client_reference_id")
        return orders.of_payment(payment_named(thing)) is not None or (named and orders.order(named) is not None)

    if shape.told == "stored":
        open_office(shop, settings)
    if shape.front == "pages":
        open_pages(shop, settings, orders, CATALOGUE, payment_of)
    if shape.front == "partners":
        open_partners(shop, settings, orders, till, CATALOGUE, payment_of)
    return shop
