"""The desk of those who pack: the money of an order is taken when its goods leave. Not: what then becomes of it."""

import hmac
import logging

from flask import abort, request
from till import NoAnswerError, RefusedError
from worker import earned

log = logging.getLogger("desk")


def open_desk(shop, settings, orders, till):
    @shop.post("/desk/orders/<order_id>/take")
    def take(order_id):
        """Take what is sent, once: first it is written down, then the provider is asked, then looked at."""
        given = request.headers.get("Authorization", "").encode()
        if not hmac.compare_digest(given, f"Staff {settings.staff}".encode()):
            log.warning("the desk is not open to %s", request.remote_addr)
            return {"problem": "staff only"}, 401
        order = orders.order(order_id) or abort(404)
        told = request.get_json(silent=True)
        word, amount = (told.get("word"), told.get("amount")) if isinstance(told, dict) else (None, None)
        if not isinstance(word, str) or type(amount) is not int or not 0 < amount <= order["amount"]:
            return {"problem": "no such amount"}, 422
        order = orders.decide(order_id, word, amount)
        if order is None:
            log.info("staff at %s: taking order %s refused, it was decided before", request.remote_addr, order_id)
            return {"problem": "decided before"}, 409
        if order["received"]:
            return {"received": order["received"]}
        return taken(order)

    def taken(order):
        name, by = order["id"], order["taken_by"]
        refused = None
        try:
            till.take(order)
        except RefusedError as no:
            refused = no
        except NoAnswerError as problem:
            log.warning("taking order %s: no answer (%s)", name, problem)
        try:
            payment = till.look(order["payment"])
        except NoAnswerError:
            payment = None
        if payment is not None and payment.live is settings.live and payment.order == name:
            orders.move(name, payment, earned(payment, order))
            if payment.received:
                log.info("staff at %s: took %s of order %s", request.remote_addr, payment.received, name)
                return {"received": payment.received}
            if refused:
                orders.forget(name, by)
                log.info("staff at %s: taking order %s refused (%s)", request.remote_addr, name, refused)
                return {"problem": "nothing can be taken"}, 409
        return {"problem": "no answer yet; please ask again"}, 503
