"""A program of paypal-server-sdk, for the sandbox and for live. Not: a test."""

import sys

from paypalserversdk.configuration import Environment
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient

credentials = ClientCredentialsAuthCredentials(o_auth_client_id=sys.argv[1], o_auth_client_secret=sys.argv[2])
for environment in (Environment.SANDBOX, Environment.PRODUCTION):
    client = PaypalServersdkClient(client_credentials_auth_credentials=credentials, environment=environment)
    orders = client.orders
    body = {"intent": "CAPTURE", "purchase_units": [{"amount": {"currency_code": "USD", "value": "10.00"}}]}
    made = (orders.create_order if hasattr(orders, "create_order") else orders.orders_create)({"body": body})
    print(made.body.id)
