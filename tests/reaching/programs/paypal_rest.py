"""A program of the retired paypalrestsdk, for the sandbox and for live. Not: a test."""

import sys

import paypalrestsdk

for mode in ("sandbox", "live"):
    paypalrestsdk.configure({"mode": mode, "client_id": sys.argv[1], "client_secret": sys.argv[2]})
    api = paypalrestsdk.Api({"mode": mode, "client_id": sys.argv[1], "client_secret": sys.argv[2]})
    print(api.post("v1/payments/payment", {"intent": "sale"})["id"])
