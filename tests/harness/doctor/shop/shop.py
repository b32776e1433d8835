"""A small correct shop without a framework, so that it starts at once. Each mistake of `seeds.py` is a line changed."""

import hashlib
import hmac
import json
import os
import sqlite3
import time
import traceback
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PORT = int(os.environ.get("PORT", "4242"))
DATABASE = os.environ["SHOP_DB"]
API_BASE = os.environ.get("STRIPE_API_BASE", "https://api.stripe.com")
API_KEY = os.environ.get("STRIPE_SECRET_KEY", "")
WEBHOOK_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET", "")
PRICES = {"green-tea": (1999, "eur"), "cup": (850, "eur")}


def books():
    connection = sqlite3.connect(DATABASE)
    connection.row_factory = sqlite3.Row
    return connection


with books() as made:
    made.executescript(
        """
        create table if not exists orders (id integer primary key, sku text, amount integer, currency text,
                                           payment text, status text default 'open', email text);
        create table if not exists parcels (id integer primary key, number integer unique);
        """
    )


def make_payment(amount, currency, order):
    fields = {
        "amount": amount,
        "currency": currency,
        "automatic_payment_methods[enabled]": "true",
        "metadata[order]": order,
    }
    asked = urllib.request.Request(
        f"{API_BASE}/v1/payment_intents",
        urllib.parse.urlencode(fields).encode(),
        {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": f"order-{order}"},
    )
    with urllib.request.urlopen(asked, timeout=5) as reply:
        return json.load(reply)


def check_out(body):
    wanted = json.loads(body)
    if wanted["sku"] not in PRICES:
        return 404, {"error": "there is no such product"}
    amount, currency = PRICES[wanted["sku"]]
    with books() as db:
        made = db.execute(
            "insert into orders (sku, amount, currency) values (?, ?, ?)", (wanted["sku"], amount, currency)
        )
        order = made.lastrowid
    payment = make_payment(amount, currency, order)
    with books() as db:
        db.execute("update orders set payment = ? where id = ?", (payment["id"], order))
    return 201, {"order": {"id": order, "total": amount}, "payment": {"secret": payment["client_secret"]}}


def is_genuine(header, body):
    said = dict(part.partition("=")[::2] for part in header.split(","))
    if abs(time.time() - int(said.get("t", 0))) > 300:
        return False
    right = hmac.new(WEBHOOK_SECRET.encode(), f"{said.get('t')}.".encode() + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(right, said.get("v1", ""))


def hear(header, body):
    if not is_genuine(header, body):
        return 400, {"error": "bad signature"}
    event = json.loads(body)
    if event["type"] == "payment_intent.succeeded":
        paid = event["data"]["object"]
        order = paid["metadata"].get("order")
        with books() as db:
            db.execute(
                "update orders set status = 'settled' where id = ? and amount = ?", (order, paid["amount_received"])
            )
            db.execute("insert or ignore into parcels (number) values (?)", (order,))
    return 200, {"heard": True}


def show(number):
    with books() as db:
        row = db.execute("select * from orders where id = ?", (number,)).fetchone()
    if row is None:
        return 404, {"error": "there is no such order"}
    return 200, {"id": row["id"], "status": row["status"], "amount": row["amount"], "currency": row["currency"]}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def answer(self, body):
        try:
            status, said = self.route(body)
        except Exception:
            traceback.print_exc()
            status, said = 500, {"error": "internal server error"}
        content = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def route(self, body):
        path = self.path.partition("?")[0]
        if (self.command, path) == ("GET", "/health"):
            return 200, {"up": True}
        if (self.command, path) == ("POST", "/orders"):
            return check_out(body)
        if (self.command, path) == ("POST", "/hooks/stripe"):
            return hear(self.headers.get("Stripe-Signature", ""), body)
        if self.command == "GET" and path.startswith("/orders/"):
            return show(path.removeprefix("/orders/"))
        return 404, {"error": "not found"}


ThreadingHTTPServer(("127.0.0.1", PORT), Handler).serve_forever()
