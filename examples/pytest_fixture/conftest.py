"""Opts in to the sandbox, and lets the shop listen for the length of a test."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from shop import Shop

pytest_plugins = ["simulator.pytest_plugin"]


class Silent(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def shop(stripe_sandbox):
    """The shop, open to webhooks at an address that Stripe knows."""
    shop = Shop(stripe_sandbox.client)
    server = make_server("127.0.0.1", 0, shop.webhook, handler_class=Silent)
    url = f"http://127.0.0.1:{server.server_port}/webhooks/stripe"
    shop.webhook_secret = stripe_sandbox.listen(url, events=["payment_intent.succeeded"]).secret
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield shop
    server.shutdown()
    thread.join()
    server.server_close()
