"""A small shop that takes cards with Stripe, as the usual tutorial builds it."""

import json
import os
import sqlite3
import time

import stripe
from flask import Flask, jsonify, request

stripe.api_key = os.environ.get("STRIPE_SECRET_KEY")
stripe.api_base = os.environ.get("STRIPE_API_BASE", "https://api.stripe.com")

app = Flask(__name__)

# What each event means for the order.
STATUS = {
    "payment_intent.created": "pending",
    "payment_intent.requires_action": "pending",
    "payment_intent.processing": "processing",
    "payment_intent.succeeded": "paid",
    "payment_intent.payment_failed": "failed",
    "payment_intent.canceled": "canceled",
    "charge.refunded": "refunded",
}


def db():
    connection = sqlite3.connect(os.environ.get("SHOP_DB", "shop.db"), isolation_level=None)
    connection.row_factory = sqlite3.Row
    return connection


with db() as connection:
    connection.executescript(
        """
        create table if not exists orders (id integer primary key, product text, amount integer, currency text,
                                           email text, payment_intent text, status text default 'pending');
        create table if not exists mails (id integer primary key, order_id integer, subject text, body text);
        create table if not exists shipments (id integer primary key, order_id integer, product text);
        """
    )


def send_mail(order, subject, body):
    time.sleep(0.3)  # our mail server takes a moment to accept a message
    db().execute("insert into mails (order_id, subject, body) values (?, ?, ?)", (order["id"], subject, body))


def get_order(order_id):
    return db().execute("select * from orders where id = ?", (order_id,)).fetchone()


def set_status(order_id, status):
    db().execute("update orders set status = ? where id = ?", (status, order_id))


def fulfill(order_id):
    order = get_order(order_id)
    db().execute("insert into shipments (order_id, product) values (?, ?)", (order["id"], order["product"]))
    intent = stripe.PaymentIntent.retrieve(order["payment_intent"], expand=["latest_charge"])
    receipt = intent.latest_charge.receipt_url if intent.latest_charge else ""
    send_mail(order, "Thank you for your order!", f"Your {order['product']} is on its way. Receipt: {receipt}")


@app.get("/")
def index():
    return "<h1>Welcome to the shop</h1>"


@app.post("/create-payment-intent")
def create_payment_intent():
    data = request.get_json()
    amount, currency = int(data["amount"]), data.get("currency", "eur")
    order_id = (
        db()
        .execute(
            "insert into orders (product, amount, currency, email) values (?, ?, ?, ?)",
            (data["product"], amount, currency, data.get("email")),
        )
        .lastrowid
    )
    intent = stripe.PaymentIntent.create(
        amount=amount,
        currency=currency,
        automatic_payment_methods={"enabled": True},
        metadata={"order_id": order_id},
    )
    db().execute("update orders set payment_intent = ? where id = ?", (intent.id, order_id))
    return jsonify(order_id=order_id, client_secret=intent.client_secret)


@app.post("/webhook")
def webhook():
    event = json.loads(request.data)
    payment = event["data"]["object"]
    status = STATUS.get(event["type"])
    order_id = (payment.get("metadata") or {}).get("order_id")
    if status and order_id:
        set_status(order_id, status)
        if status == "paid":
            fulfill(order_id)
    return jsonify(received=True)


@app.get("/success")
def success():
    order_id = request.args["order_id"]
    if get_order(order_id)["status"] != "paid":
        set_status(order_id, "paid")
        fulfill(order_id)
    return "<h1>Thank you! Your order is on its way.</h1>"


@app.get("/orders/<int:order_id>")
def order_status(order_id):
    return jsonify(dict(get_order(order_id)))
