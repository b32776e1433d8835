"""A world of a running simulator, and a client of PayPal's API in it."""

from collections.abc import Iterator

import httpx
import pytest

from simulator.client import WorldClient


class Api:
    """An integration's HTTP client, with a token."""

    def __init__(self, world: WorldClient) -> None:
        told = world.provider("paypal")
        self.credentials = told.test.credentials
        self.http = httpx.Client(base_url=told.base_url, trust_env=False)
        client = (self.credentials["client_id"], self.credentials["client_secret"])
        token = self.http.post("/v1/oauth2/token", auth=client, data={"grant_type": "client_credentials"})
        self.http.headers["Authorization"] = f"Bearer {token.json()['access_token']}"

    def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        return self.http.post(path, json={} if body is None else body, headers=headers)

    def order(self, value: str = "10.00") -> str:
        unit = {"amount": {"currency_code": "USD", "value": value}}
        made = self.post("/v2/checkout/orders", {"intent": "CAPTURE", "purchase_units": [unit]})
        return str(made.json()["id"])


@pytest.fixture
def api(world: WorldClient) -> Iterator[Api]:
    made = Api(world)
    yield made
    made.http.close()
