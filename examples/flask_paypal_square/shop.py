"""The shop's doors: buying, paying, coming back, the providers' news. Not: what news does (`hearing.py`).

Everything is done inside the request. PayPal's buyers agree at PayPal, and the money is taken when they come back;
buyers with a card bring a token of Square's, and the money is taken at once.
"""

import logging
import re

import paypal
import settings as configuration
import squareup
from books import Books
from flask import Flask, abort, request
from hearing import hear, settle
from payment import NoAnswerError, RefusedError
from queues import Queues

CATALOGUE = {
    "oak-chair": (8900, "eur"),
    "paper-lamp": (3300, "usd"),
    "ash-stool": (5400, "usd"),
    "tea-bowl": (2600, "jpy"),
}
"""Item to price in the minor unit and its currency. Nobody but this table says what a thing costs."""
SQUARE_CURRENCY = "usd"
TOKEN = re.compile(r"(cnon|ccof|wnon|bnon):[A-Za-z0-9_-]{2,180}")
ATTEMPT = re.compile(r"[A-Za-z0-9-]{16,45}")

log = logging.getLogger("shop")


def make_shop():
    settings = configuration.read()
    books = Books(settings.books)
    tills = {"paypal": Queues(paypal.PayPal(settings)), "square": Queues(squareup.SquareTill(settings))}
    readers = {"paypal": paypal.read_news, "square": squareup.read_news}
    shop = Flask(__name__)
    shop.config["MAX_CONTENT_LENGTH"] = 128 * 1024

    @shop.get("/up")
    def up():
        return {"open": True}

    @shop.post("/api/buy")
    def buy():
        item, provider = request.form.get("item", ""), request.form.get("pay_with", "")
        if item not in CATALOGUE or provider not in tills:
            return {"problem": "no such thing"}, 422
        if provider == "square" and CATALOGUE[item][1] != SQUARE_CURRENCY:
            return {"problem": "cards pay in dollars only"}, 422
        return {"purchase": {"token": books.open_purchase(provider, item, *CATALOGUE[item])}}, 201

    @shop.post("/api/purchases/<token>/paypal")
    def begin(token):
        """Start the payment of a purchase at PayPal, or find the one that was started: a reload asks again."""
        purchase = of_provider(token, "paypal")
        try:
            return {"paypal": opened(purchase)}
        except NoAnswerError as problem:
            return no_answer(purchase, problem)

    @shop.post("/api/purchases/<token>/card")
    def pay(token):
        """Pay with what the browser got for a card. One press on *Pay* is one attempt, however often it is sent."""
        purchase, till = of_provider(token, "square"), tills["square"]
        source, attempt = request.form.get("source", ""), request.form.get("attempt", "")
        if not TOKEN.fullmatch(source) or not ATTEMPT.fullmatch(attempt):
            return {"problem": "no card"}, 422
        if purchase["state"] not in ("awaiting", "called_off"):
            return {"state": purchase["state"]}
        refused = None
        try:
            order = opened(purchase)
            try:
                made = till.ask_to_pay(purchase, order, source, attempt)
                log.info("purchase %s: a card was asked, payment %s", purchase["number"], made)
            except RefusedError as no:
                refused = no
            payment = till.look(order)
        except NoAnswerError as problem:
            return no_answer(purchase, problem)
        settle(books, payment)
        if refused and payment.status != "paid":
            log.info("purchase %s: the card was refused (%s)", purchase["number"], refused)
            return {"problem": "the card was declined; please try another"}, 402
        return {"state": books.purchase(token)["state"]}

    def of_provider(token, provider):
        purchase = books.purchase(token) or abort(404)
        return dict(purchase) if purchase["provider"] == provider else abort(404)

    def opened(purchase):
        """Return the order at the provider that is waited for: the first, or the one after it was over."""
        till, known = tills[purchase["provider"]], purchase["payment"]
        payment = till.look(known) if known else None
        if payment is not None and payment.status != "over":
            return known
        order = till.ask(purchase)
        books.note_payment(purchase, order)
        log.info("purchase %s waits for payment %s", purchase["number"], order)
        return order

    def no_answer(purchase, problem):
        log.warning("purchase %s: the provider could not be asked (%s)", purchase["number"], problem)
        return {"problem": "the payment provider does not answer; please try again"}, 503

    @shop.get("/api/purchases/<token>")
    def look(token):
        purchase = books.purchase(token) or abort(404)
        shown = {name: purchase[name] for name in ("item", "cents", "currency", "state")}
        shown["given_back"] = purchase["given_back"] - purchase["bounced"]
        return shown | ({"state": "on_hold"} if purchase["contested"] else {})

    @shop.get("/thanks/<token>")
    def thanks(token):
        """The buyer comes back. What PayPal says was approved is taken; what the address claims counts for nothing."""
        purchase = books.purchase(token) or abort(404)
        if purchase["provider"] == "paypal" and purchase["state"] == "awaiting" and purchase["payment"]:
            try:
                take(purchase)
            except NoAnswerError as problem:
                log.warning("purchase %s: the provider could not be asked (%s)", purchase["number"], problem)
        words = {"settled": "Thank you, it is paid.", "awaiting": "We are waiting for your payment."}
        return {"message": words.get(books.purchase(token)["state"], "Please write to us about this purchase.")}

    def take(purchase):
        till = tills["paypal"]
        payment = till.look(purchase["payment"])
        if payment is None or payment.purchase != purchase["token"]:
            return
        if payment.status == "approved" and payment.asked == (purchase["cents"], purchase["currency"]):
            till.take(payment)
            payment = till.look(purchase["payment"])
        settle(books, payment)

    @shop.post("/hooks/paypal", defaults={"provider": "paypal"})
    @shop.post("/hooks/square", defaults={"provider": "square"})
    def news(provider):
        till, raw = tills[provider], request.get_data()
        try:
            told = readers[provider](raw)
            if not till.has_sent(raw, request.headers):
                raise ValueError("not signed")
        except ValueError:
            log.warning("news refused: not sent by %s, or no news at all", provider)
            return {"problem": "not sent by the provider"}, 401
        except NoAnswerError as problem:
            log.warning("news could not be verified: %s", problem)
            return {"problem": "not verified; please send it again"}, 503
        outcome, status = hear(books, till, told)
        log.info("news %s %s: %s", told.id, told.type, outcome)
        return {"outcome": outcome}, status

    return shop
