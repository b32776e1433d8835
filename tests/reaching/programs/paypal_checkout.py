"""A program of the retired paypal-checkout-serversdk, for the sandbox and for live. Not: a test."""

import sys

from paypalcheckoutsdk.core import LiveEnvironment, PayPalHttpClient, SandboxEnvironment
from paypalcheckoutsdk.orders import OrdersCreateRequest

for environment in (SandboxEnvironment, LiveEnvironment):
    client = PayPalHttpClient(environment(client_id=sys.argv[1], client_secret=sys.argv[2]))
    request = OrdersCreateRequest()
    request.request_body({"intent": "CAPTURE", "purchase_units": []})
    print(client.execute(request).result.id)
