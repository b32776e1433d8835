"""Partners buy for their customers, and our own tools give money back: each request is signed, with a key of its own.

Nothing of an order is shown here; our people look at the books. Not: orders and their payments (`shop.py`).
"""

import hashlib
import hmac
import logging
import re
import time

from flask import abort, request
from till import NoAnswerError, RefusedError
from worker import earned

SIGNED = re.compile(r"(Partner|Staff) at=(\d{10}), mac=([0-9a-f]{64})")
FRESH_SECONDS = 300

log = logging.getLogger("partners")


def mac_of(key, at, method, path, body):
    """Return what whoever has the key writes under a request of a time."""
    return hmac.new(key.encode(), f"{at} {method} {path} ".encode() + body, hashlib.sha256).hexdigest()


def open_partners(shop, settings, orders, till, catalogue, payment_of):
    keys = {"Partner": settings.partner, "Staff": settings.staff}

    def is_signed(who):
        found = SIGNED.fullmatch(request.headers.get("Authorization", ""))
        if found is None or found[1] != who or abs(time.time() - int(found[2])) > FRESH_SECONDS:
            return False
        right = mac_of(keys[who], found[2], request.method, request.full_path.rstrip("?"), request.get_data())
        return hmac.compare_digest(found[3], right)

    @shop.before_request
    def nobody_else_buys():
        if request.path == "/orders" or request.path.startswith("/orders/"):
            abort(404)

    @shop.post("/partner/orders")
    def buy_for_a_customer():
        """Open an order for a cart, or find it, and its payment; what it costs says the catalogue."""
        if not is_signed("Partner"):
            log.warning("an order of %s was refused: not signed by the partner", request.remote_addr)
            return {"problem": "not signed by the partner"}, 401
        told = request.get_json(silent=True)
        sku, cart = (told.get("sku"), told.get("cart")) if isinstance(told, dict) else (None, None)
        if not isinstance(sku, str) or sku not in catalogue or not isinstance(cart, str) or not cart:
            return {"problem": "no such thing"}, 422
        price, currency = catalogue[sku]
        order = orders.open_order(cart, sku, price, currency)
        if order["sku"] != sku:
            return {"problem": "this cart has another order"}, 409
        try:
            return {"number": order["id"], "pay": payment_of(order)}, 201
        except NoAnswerError as problem:
            log.warning("order %s: asking for the money failed (%s)", order["id"], problem)
            return {"problem": "the payment provider does not answer; please try again"}, 503

    def look_again(order):
        """Let the books hold what the provider shows now, if it answers."""
        try:
            payment = till.look(order["payment"]) if order["payment"] else None
        except NoAnswerError:
            return
        if payment is not None and payment.live is settings.live and payment.order == order["id"]:
            orders.move(order["id"], payment, earned(payment, order))

    @shop.post("/staff/orders/<order_id>/refunds")
    def give_back(order_id):
        """Give back once for each word, and no more than there is: it is written down first."""
        if not is_signed("Staff"):
            log.warning("a refund of %s was refused: not signed by staff", request.remote_addr)
            return {"problem": "staff only"}, 401
        order = orders.order(order_id) or abort(404)
        told = request.get_json(silent=True)
        word, amount = (told.get("word"), told.get("amount")) if isinstance(told, dict) else (None, None)
        if not isinstance(word, str) or not word or type(amount) is not int or not 0 < amount <= order["amount"]:
            return {"problem": "no such amount"}, 422
        look_again(order)
        if orders.order(order_id)["contested"]:
            log.info("staff at %s: giving back of order %s refused: disputed", request.remote_addr, order_id)
            return {"problem": "the bank has the money"}, 409
        if not orders.promise_back(order_id, word, amount):
            log.info("staff at %s: giving back %s of order %s refused: too much", request.remote_addr, amount, order_id)
            return {"problem": "there is not so much left to give back"}, 409
        try:
            till.give_back(order, amount, word)
        except RefusedError as no:
            orders.take_back_promise(word)
            log.info("staff at %s: giving back %s of order %s refused (%s)", request.remote_addr, amount, order_id, no)
            return {"problem": "the provider gives nothing back"}, 409
        except NoAnswerError as problem:
            log.warning("giving back %s of order %s: no answer (%s)", amount, order_id, problem)
            return {"problem": "no answer yet; please ask again"}, 503
        log.info("staff at %s: gave back %s of order %s", request.remote_addr, amount, order_id)
        look_again(order)
        return {"given_back": amount}
