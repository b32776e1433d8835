"""A shop whose code names the provider's host: by the SDK, by httpx, or not at all, as it is told. Not: a test."""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = os.environ["STRIPE_SECRET_KEY"]
ORDERS = {}


def by_sdk(amount):
    import stripe

    stripe.api_key, stripe.max_network_retries = KEY, 0
    stripe.ca_bundle_path = os.environ.get("CA_FILE") or stripe.ca_bundle_path
    return stripe.PaymentIntent.create(amount=amount, currency="eur").id


def by_httpx(amount):
    import httpx

    asked = {"amount": amount, "currency": "eur"}
    return httpx.post("https://api.stripe.com/v1/payment_intents", data=asked, auth=(KEY, "")).json()["id"]


def by_nobody(_amount):
    return "pi_of_nobody"


class Shop(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200, {"status": "pending", **ORDERS.get(self.path, {})})

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        if self.path != "/orders":
            self.answer(200, {})  # news, which this shop does not read
            return
        path = f"/orders/{len(ORDERS) + 1}"
        try:
            ORDERS[path] = {"payment": globals()[f"by_{sys.argv[2]}"](1999)}
        except Exception as failed:
            self.answer(502, {"error": type(failed).__name__})
            return
        self.answer(200, {"path": path, **ORDERS[path]})

    def answer(self, status, told):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(told).encode())


ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Shop).serve_forever()
