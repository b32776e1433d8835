"""What programs on the official server SDK for Python share: a client, and what refusals tell. Not: a program, a test.

The SDK fixes its host. It takes a session of the caller's, and this one sends what goes to that host elsewhere.

    python PROGRAM.py BASE_URL CLIENT_ID CLIENT_SECRET ACTS TOKEN
"""

import json
import sys
import urllib.request

import requests
from apimatic_core.exceptions.auth_validation_exception import AuthValidationException
from paypalserversdk.configuration import Environment
from paypalserversdk.exceptions.error_exception import ErrorException
from paypalserversdk.exceptions.subscription_error_exception import SubscriptionErrorException
from paypalserversdk.http.auth.o_auth_2 import ClientCredentialsAuthCredentials
from paypalserversdk.paypal_serversdk_client import PaypalServersdkClient
from requests.adapters import HTTPAdapter

BASE_URL, CLIENT_ID, CLIENT_SECRET, ACTS, TOKEN = sys.argv[1:]
HOST = "https://api-m.sandbox.paypal.com"


class Elsewhere(HTTPAdapter):
    def send(self, request, **options):
        request.url = request.url.replace(HOST, BASE_URL, 1)
        return super().send(request, **options)


def client(secret=CLIENT_SECRET):
    session = requests.Session()
    session.trust_env = False
    session.mount(HOST, Elsewhere())
    return PaypalServersdkClient(
        client_credentials_auth_credentials=ClientCredentialsAuthCredentials(
            o_auth_client_id=CLIENT_ID, o_auth_client_secret=secret
        ),
        environment=Environment.SANDBOX,
        http_client_instance=session,
        override_http_client_configuration=False,
    )


def act(name, /, **params):
    """Let the outside world do something."""
    return control(f"{ACTS}/{name}", {"params": params})


def advance(seconds):
    """Move the world's clock."""
    return control(ACTS.rpartition("/paypal/")[0] + "/clock", {"advance": seconds})


def control(url, body):
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return json.load(opener.open(urllib.request.Request(url, json.dumps(body).encode(), headers)))


def refused(do):
    try:
        do()
    except (ErrorException, SubscriptionErrorException) as no:
        return {"status": no.response.status_code, "name": no.name, "issue": no.details[0].issue}
    except AuthValidationException as no:  # so the SDK tells of a token that it was refused
        return {"kind": type(no).__name__}
    return None
