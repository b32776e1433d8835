"""The shop's doors: buying, looking at a purchase, the provider's news. Not: what the news means (`payments.py`).

The handler of news does its whole work before it answers: fetch the payment, then one transaction that holds the
event's id, the new state and what has to be done. A 2xx therefore means *finished*; whatever fails before is a 5xx,
and the provider sends the event again.
"""

import logging

import settings as configuration
import stripe
from books import Books, advance, mark_seen
from flask import Flask, abort, request
from payments import NoAnswerError, Till, lags, state_of
from queues import Queues

CATALOGUE = {"oak-chair": (8900, "eur"), "linen-cloth": (2450, "eur"), "paper-lamp": (3300, "usd")}
"""Item to price in the minor unit and its currency. Nobody but this table says what a thing costs."""

log = logging.getLogger("shop")


def make_shop():
    settings = configuration.read()
    books, till = Books(settings.books), Queues(Till(settings))
    shop = Flask(__name__)
    shop.config["MAX_CONTENT_LENGTH"] = 512 * 1024
    hear = make_ear(settings, books, till)

    @shop.get("/up")
    def up():
        return {"open": True}

    @shop.post("/api/buy")
    def buy():
        item = request.form.get("item", "")
        if item not in CATALOGUE:
            return {"problem": "no such item"}, 422
        return {"purchase": {"token": books.open_purchase(item, *CATALOGUE[item])}}, 201

    @shop.post("/api/purchases/<token>/payment")
    def pay(token):
        """Start the payment of a purchase, or find the one that was started: a reload asks again.

        One that was called off takes no money any more, so the buyer gets another, under a key that follows from it.
        """
        purchase = dict(books.purchase(token) or abort(404))
        known = purchase["payment"]
        try:
            payment = (known and till.look(known)) or till.ask(purchase)
            if payment.status == "canceled":
                payment = till.ask({**purchase, "payment_key": f"{purchase['payment_key']}-after-{payment.id}"})
        except NoAnswerError as problem:
            log.warning("purchase %s: asking for the money failed (%s)", purchase["number"], problem)
            return {"problem": "the payment provider does not answer; please try again"}, 503
        books.note_payment(purchase["number"], payment.id, instead_of=known)
        log.info("purchase %s waits for payment %s", purchase["number"], payment.id)
        return {"client_secret": payment.client_secret}

    @shop.get("/api/purchases/<token>")
    def look(token):
        purchase = books.purchase(token) or abort(404)
        shown = {name: purchase[name] for name in ("item", "cents", "currency", "state")}
        shown["given_back"] = purchase["given_back"] - purchase["bounced"]
        return shown | ({"state": "on_hold"} if purchase["contested"] else {})

    @shop.get("/thanks/<token>")
    def thanks(token):
        """The buyer comes back: the page says what the books say, whatever the address claims."""
        purchase = books.purchase(token) or abort(404)
        words = {"settled": "Thank you, it is paid.", "awaiting": "We are waiting for your payment."}
        return {"message": words.get(purchase["state"], "Please write to us about this purchase.")}

    @shop.post("/hooks/incoming")
    def news():
        try:
            event = read_event(request.get_data(), request.headers.get("Stripe-Signature", ""), settings.hook_secret)
        except (stripe.SignatureVerificationError, ValueError):
            log.warning("news refused: not signed by the provider, or no news at all")
            return {"problem": "not signed by the provider"}, 400
        outcome, status = hear(event)
        log.info("news %s %s: %s", event["id"], event["type"], outcome)
        return {"outcome": outcome}, status

    return shop


def read_event(raw, signature, secret):
    """Return the event of these bytes. Raises ValueError for what is signed and yet none: a parser's nightmare, say."""
    try:
        event = stripe.Webhook.construct_event(raw, signature, secret).to_dict()
        thing = event["data"]["object"]
        named = [event["id"], event["type"], thing["object"]] + ([thing["id"]] if "id" in thing else [])
    except (AttributeError, KeyError, RecursionError, TypeError):
        named = [None]
    if not all(isinstance(name, str) for name in named):
        raise ValueError("no event")
    return event


def make_ear(settings, books, till):
    def hear(event):
        """Act on verified news; return what came of it and the status that says so to the provider."""
        if event["livemode"] is not settings.live:
            return "of the other mode", 200
        thing = event["data"]["object"]
        payment_id = thing["id"] if thing["object"] == "payment_intent" else thing.get("payment_intent")
        if not payment_id:
            return "about no payment", 200
        if books.seen(event["id"]):
            return "seen before", 200
        try:
            payment = till.look(payment_id)
        except NoAnswerError:
            return "the provider could not be asked", 503
        if payment is None or payment.live is not settings.live:
            return "the provider knows no such payment", 200
        if lags(payment, thing):
            return "the provider does not show this yet", 503  # so that the news comes again
        return apply(event, payment), 200

    def apply(event, payment):
        with books.writing() as connection:
            if not mark_seen(connection, event):
                return "seen before"
            purchase = connection.execute(
                "select * from purchases where payment = ? or (payment is null and number = ?)",
                (payment.id, payment.purchase),
            ).fetchone()
            if purchase is None or str(purchase["number"]) != payment.purchase:
                return "about no purchase of ours"
            state = state_of(payment, purchase)
            if state == "on_hold":
                log.error("purchase %s: the money differs from what was asked; a person must look", purchase["number"])
            advance(connection, purchase, payment, state)
            return f"purchase {purchase['number']} {state}"

    return hear
