"""The shop's doors: an order and its payment, a look at it, and news, which is kept before it is acknowledged."""

import json
import logging
import sqlite3
import time

from flask import Flask, abort, request
from news import read_event, signature_of
from till import NoAnswerError
from worker import earned, taken

CATALOGUE = {"kettle": (4900, "eur"), "tray": (2700, "usd"), "fan": (1800, "jpy")}
"""Nobody but this table says what a thing costs, in minor units."""

log = logging.getLogger("shop")


def make_shop(shape, inbox, orders, till, verified):
    shop = Flask("shop")
    shop.config["MAX_CONTENT_LENGTH"] = 128 * 1024

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
        except NoAnswerError as problem:
            return no_answer(order, problem)
        log.info("order %s waits for payment %s", order["id"], payment)
        return {"order": order["id"], "paypal": payment}, 201

    def payment_of(order):
        """Return the order at PayPal by which the buyer pays: the one that is waited for, or one after it is over."""
        known = till.look(order["payment"]) if order["payment"] else None
        if known is not None and known.status != "over":
            return known.id
        made = till.ask(order, f"order-{order['id']}-{order['tries']}")
        orders.wait_for(order, made["id"])
        return made["id"]

    def no_answer(order, problem):
        log.warning("order %s: the provider could not be asked (%s)", order["id"], problem)
        return {"problem": "the payment provider does not answer; please try again"}, 503

    @shop.get("/orders/<order_id>")
    def look(order_id):
        order = orders.order(order_id) or abort(404)
        refunded = order["refunded"] - order["bounced"]
        return {name: order[name] for name in ("state", "amount", "currency")} | {"refunded": refunded}

    @shop.get("/thanks/<order_id>")
    def thanks(order_id):
        """The buyer comes back: the page says what the books say, whatever the address claims."""
        order = orders.order(order_id) or abort(404)
        return {"message": f"Your order is {order['state']}."}

    @shop.post("/news")
    def news():
        raw, now = request.get_data(), time.time()
        try:
            event = read_event(raw)
            signature = signature_of(request.headers)
            genuine = shape.verifies == "worker" or verified(raw, request.headers)
        except ValueError:
            genuine = False
        except NoAnswerError as problem:
            log.warning("news could not be verified: %s", problem)
            return {"problem": "not verified; please send it again"}, 503
        if not genuine:
            log.warning("news refused: not signed by the provider, or no news at all")
            return {"problem": "not signed by the provider"}, 400
        try:
            if shape.verifies == "door":
                inbox.keep(event["id"], json.dumps(event), None, now)
            else:
                inbox.keep_sealed(raw, signature, now)
        except sqlite3.Error as problem:
            log.warning("news could not be kept: %s", type(problem).__name__)
            return {"problem": "not kept; please send it again"}, 503
        return {"kept": True}

    if shape.takes == "asked":

        @shop.post("/orders/<order_id>/capture")
        def capture(order_id):
            """The buyer has approved, says a browser. Whether it is so, and what came of it, PayPal says."""
            order = orders.order(order_id) or abort(404)
            try:
                payment = till.look(order["payment"])
                if payment is not None and payment.status == "approved" and payment.order == order["id"]:
                    payment = taken(till, order, payment)
            except NoAnswerError as problem:
                return no_answer(order, problem)
            if payment is not None and payment.order == order["id"]:
                orders.move(order["id"], payment, earned(payment, order))
            return {"state": orders.order(order_id)["state"]}

    return shop
