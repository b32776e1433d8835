"""A program of stripe-python as customers write it: no address, no setting. Not: a test."""

import io
import sys

import stripe

stripe.api_key = sys.argv[1]
stripe.max_network_retries = 0
print(stripe.Customer.create(email="a@example.com").id)
if hasattr(stripe, "StripeClient"):  # from 8 on
    client = stripe.StripeClient(sys.argv[1])
    print((client.v1 if hasattr(client, "v1") else client).customers.create({"email": "b@example.com"}).id)
if "files" in sys.argv:
    print(stripe.File.create(purpose="dispute_evidence", file=io.BytesIO(b"%PDF-1.4")).id)
    stripe.client_id = "ca_123"
    print(stripe.OAuth.deauthorize(stripe_user_id="acct_1")["stripe_user_id"])
