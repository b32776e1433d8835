"""A program of squareup before 42, for the sandbox and for production. Not: a test."""

import sys

from square.client import Client

for environment in ("sandbox", "production"):
    print(Client(access_token=sys.argv[1], environment=environment).payments.get_payment("X1").body["payment"]["id"])
