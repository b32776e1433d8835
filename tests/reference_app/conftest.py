"""A real shop for the tests: its own commands, real HTTP, the simulator as its provider. Not: tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
import sqlalchemy as sa
import stripe

from simulator.client import SimulatorProcess, WorldClient
from tests import forkserver

ROOT = Path(__file__).parents[2]
HOOK = Path(__file__).parent / "hook"
ADMIN_TOKEN = "staff-token-of-the-tests-0123"
WEBHOOK_SECRET = "whsec_" + "Zq3vT8kLm2Xc5Bn7Rw9Py4Hd6Fg1Js0A"
POSTGRES = "postgresql://postgres@127.0.0.1:5432"
# Shaped like the simulator's, for the tests that need no provider.
KEYS = {
    "STRIPE_SECRET_KEY": "sk_test_ASSAY" + "a1B2c3D4e5F6" * 7,
    "STRIPE_PUBLISHABLE_KEY": "pk_test_ASSAY" + "a1B2c3D4e5F6" * 7,
    "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
    "ADMIN_TOKEN": ADMIN_TOKEN,
}

T = TypeVar("T")


def until(look: Callable[[], T], what: str, within: float = 15.0) -> T:
    """Return the first true answer of `look`; fail with `what` if there is none in time."""
    end = time.monotonic() + within
    while time.monotonic() < end:
        if answer := look():
            return answer
        time.sleep(0.02)
    pytest.fail(f"not seen within {within} s: {what}")


class RunningShop:
    """A shop in a folder of its own, started and killed by its own commands."""

    def __init__(self, home: Path, **env: str) -> None:
        self.home = home
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.http = httpx.Client(base_url=self.url, timeout=40, trust_env=False)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        defaults = {
            **KEYS,
            "SHOP_MODE": "test",
            "DATABASE_URL": f"sqlite:///{home}/shop.db",
            "INBOX_PATH": str(home / "inbox.db"),
            "PUBLIC_URL": self.url,
            "STRIPE_API_BASE": "http://127.0.0.1:9",  # discard: nobody answers there
            "STRIPE_TIMEOUT": "5",
        }
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        self.env = {**inherited, "PYTHONPATH": str(ROOT), **defaults, **env}

    def command(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run one of the shop's commands to its end."""
        line = [forkserver.python(), "-m", "reference_app", *words]
        return subprocess.run(
            line, check=False, env={**self.env, **env}, cwd=self.home, capture_output=True, text=True, timeout=60
        )

    def start(self, *names: str) -> None:
        """Start `web`, `worker` or both; return when the web process serves."""
        for name in names or ("web", "worker"):
            words = ["web", "--port", str(self.port)] if name == "web" else [name]
            line = [forkserver.python(), "-m", "reference_app", *words]
            with self.log(name).open("ab") as out:
                self.processes[name] = subprocess.Popen(line, env=self.env, cwd=self.home, stdout=out, stderr=out)
        if "web" in (names or ("web",)):
            until(self._serves, "the web process answers", 30)

    def kill(self, name: str, sign: int = signal.SIGKILL) -> None:
        process = self.processes.pop(name)
        process.send_signal(sign)
        process.wait(10)

    def stop(self) -> None:
        for name in list(self.processes):
            self.kill(name)
        self.http.close()

    def log(self, name: str) -> Path:
        return self.home / f"{name}.log"

    def lines(self, name: str) -> list[dict[str, Any]]:
        """What a process has logged: every line of its standard output is one JSON object."""
        return [json.loads(line) for line in self.log(name).read_text().splitlines()]

    def logged(self, name: str, event: str, **facts: Any) -> list[dict[str, Any]]:
        wanted = {"event": event, **facts}.items()
        return [line for line in self.lines(name) if wanted <= line.items()]

    def checkout(self, **wanted: Any) -> dict[str, Any]:
        reply = self.ask_checkout(**wanted)
        assert reply.status_code == 201, reply.text
        return dict(reply.json())

    def ask_checkout(self, key: str | None = None, **wanted: Any) -> httpx.Response:
        body = {"sku": "tea", "quantity": 1, "flow": "elements", "email": "ada@example.com", **wanted}
        headers = {"Idempotency-Key": key} if key else {}
        return self.http.post("/checkout", json=body, headers=headers)

    def order(self, placed: dict[str, Any]) -> dict[str, Any]:
        reply = self.http.get(f"/orders/{placed['order']}", headers={"X-Order-Token": placed["token"]})
        assert reply.status_code == 200, reply.text
        return dict(reply.json())

    def status(self, placed: dict[str, Any]) -> str:
        return str(self.order(placed)["status"])

    def waits_until(self, placed: dict[str, Any], status: str) -> dict[str, Any]:
        until(lambda: self.status(placed) == status, f"order is {status}")
        return self.order(placed)

    def refund(self, placed: dict[str, Any], token: str = ADMIN_TOKEN, **asked: Any) -> httpx.Response:
        body = {"request_id": uuid.uuid4().hex, **asked}
        headers = {"Authorization": f"Bearer {token}"}
        return self.http.post(f"/admin/orders/{placed['order']}/refunds", json=body, headers=headers)

    def deliver(self, event: dict[str, Any], secret: str = WEBHOOK_SECRET) -> httpx.Response:
        """POST an event as the provider does, signed now."""
        body = json.dumps(event)
        signature = stripe.WebhookSignature.generate_signature_header(body, secret)
        headers = {"Stripe-Signature": signature, "Content-Type": "application/json"}
        return self.http.post("/webhooks/stripe", content=body, headers=headers)

    until = staticmethod(until)

    def _serves(self) -> bool:
        process = self.processes["web"]
        assert process.poll() is None, self.log("web").read_text()
        try:
            return self.http.get("/healthz").status_code == 200
        except httpx.TransportError:
            return False


class Trade:
    """A shop, and the world of the simulator in which its buyers pay."""

    def __init__(self, shop: RunningShop, world: WorldClient) -> None:
        self.shop = shop
        self.world = world

    def payment(self, placed: dict[str, Any]) -> str:
        """Return the provider's object that the checkout created."""
        if placed.get("client_secret"):
            return str(placed["client_secret"]).split("_secret_")[0]
        created = [call for call in self.world.calls() if call.operation == "checkout.sessions.create"]
        return next(
            name for call in created for name in call.objects if name.startswith("cs_") and name in placed["url"]
        )

    def pay(self, placed: dict[str, Any], **how: Any) -> list[str]:
        """Let the buyer pay; return the ids of the events that tell of it."""
        return [event.id for event in self.world.act("pay", object=self.payment(placed), **how).events]

    def paid(self, **wanted: Any) -> dict[str, Any]:
        placed = self.shop.checkout(**wanted)
        self.pay(placed)
        self.shop.waits_until(placed, "paid")
        return placed


class OtherTrade:
    """A shop that takes another provider beside Stripe, and the world in which its buyers pay there."""

    def __init__(self, shop: RunningShop, world: WorldClient, provider: str) -> None:
        self.shop = shop
        self.world = world
        self.provider = provider

    def checkout(self, **wanted: Any) -> dict[str, Any]:
        placed = self.shop.checkout(**{"provider": self.provider, "sku": "mug", **wanted})
        placed["payment"] = self.payment(placed)
        return placed

    def payment(self, placed: dict[str, Any]) -> str:
        """Return the provider's order that the checkout created, as the shop's books have it."""
        with sqlite3.connect(self.shop.home / "shop.db") as books:
            query = "select payment_object from orders where id = ?"
            return str(books.execute(query, (placed["order"],)).fetchone()[0])

    def act(self, what: str, placed: dict[str, Any], **how: Any) -> list[str]:
        """Let the outside world do something to the order's payment; return the ids of the events that tell of it."""
        how = {"object": placed["payment"], **how}
        return [event.id for event in self.world.act(what, provider=self.provider, **how).events]

    def calls(self, operation: str, placed: dict[str, Any]) -> list[Any]:
        """Return the calls of that kind about the order's payment, as the provider has seen them."""
        return [call for call in self.world.calls(object=placed["payment"]) if call.operation == operation]

    def confirm(self, placed: dict[str, Any], press: str | None = None, **source: str) -> httpx.Response:
        headers = {"X-Order-Token": placed["token"], "Idempotency-Key": press or uuid.uuid4().hex}
        return self.shop.http.post(f"/orders/{placed['order']}/confirm", json=source, headers=headers)

    def comes_back(self, placed: dict[str, Any], **query: str) -> httpx.Response:
        """Let the buyer's browser return from the provider's page."""
        headers = {"X-Order-Token": placed["token"]}
        return self.shop.http.get("/return", params={"order": placed["order"], **query}, headers=headers)


@pytest.fixture(scope="session")
def new_shop() -> type[RunningShop]:
    """For fixtures and tests that start a shop in their own way."""
    return RunningShop


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Tests that ask for `database_url` run on every database that the shop promises."""
    if "database_url" in metafunc.fixturenames:
        metafunc.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of its own."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/shop.db"
        return
    name = f"assay_{uuid.uuid4().hex[:12]}"
    server = sa.create_engine(POSTGRES.replace("://", "+psycopg://") + "/postgres", isolation_level="AUTOCOMMIT")
    try:
        with server.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except sa.exc.OperationalError:
        pytest.skip("no PostgreSQL on 127.0.0.1:5432 for user postgres: start one to run this on it too")
    yield f"{POSTGRES}/{name}"
    with server.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    server.dispose()


@pytest.fixture(scope="session")
def simulator() -> Iterator[SimulatorProcess]:
    with SimulatorProcess.start() as process:
        yield process


@pytest.fixture(scope="session")
def trade(simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trade]:
    """One shop for all tests that only place and pay orders of their own."""
    made = _trade(simulator, tmp_path_factory.mktemp("shop"))
    yield made
    made.shop.stop()


@pytest.fixture
def own_trade(simulator: SimulatorProcess, tmp_path: Path) -> Iterator[Callable[..., Trade]]:
    """Makes a shop for one test, which may kill it: `own_trade(SETTING=value)`."""
    made: list[Trade] = []

    def make(**env: str) -> Trade:
        made.append(_trade(simulator, tmp_path, **env))
        return made[-1]

    yield make
    for one in made:
        one.shop.stop()


def other_trade(simulator: SimulatorProcess, home: Path, provider: str, **env: str) -> OtherTrade:
    """Start a shop that takes `provider` too."""
    world = simulator.control.new_world()
    shop = RunningShop(home)
    for name in ("stripe", provider):
        configure(shop, world, name)
    shop.env |= env
    open_up(shop)
    return OtherTrade(shop, world, provider)


def configure(shop: RunningShop, world: WorldClient, provider: str) -> None:
    """Give a shop that does not run yet its account at a provider of this world, with a webhook endpoint."""
    at = world.provider(provider)
    secret = world.endpoint(f"{shop.url}/webhooks/{provider}", provider=provider).secret
    told: dict[str, str] = getattr(at.test, "credentials", {})
    if provider == "stripe":
        shop.env |= {
            "STRIPE_API_BASE": at.base_url,
            "STRIPE_SECRET_KEY": at.test.secret_key,
            "STRIPE_PUBLISHABLE_KEY": at.test.publishable_key,
            "STRIPE_WEBHOOK_SECRET": secret,
        }
    elif provider == "paypal":
        shop.env["PYTHONPATH"] = f"{HOOK}{os.pathsep}{shop.env['PYTHONPATH']}"
        shop.env |= {
            "TEST_PAYPAL_BASE": told["secure_url"],
            "PAYPAL_CLIENT_ID": told["client_id"],
            "PAYPAL_CLIENT_SECRET": told["client_secret"],
            "PAYPAL_WEBHOOK_ID": secret,
            "PAYPAL_CA_FILE": told["ca_file"],
            "PAYPAL_CERT_HOSTS": told["secure_url"],
        }
    else:
        shop.env |= {
            "SQUARE_API_BASE": at.base_url,
            "SQUARE_ACCESS_TOKEN": told["access_token"],
            "SQUARE_APPLICATION_ID": told["application_id"],
            "SQUARE_LOCATION_ID": told["location_id"],
            "SQUARE_SIGNATURE_KEY": secret,
        }


def open_up(shop: RunningShop) -> None:
    migrated = shop.command("migrate")
    assert migrated.returncode == 0, migrated.stderr
    shop.start()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[RunningShop]:
    """A migrated shop that is not started and has no provider."""
    made = RunningShop(tmp_path)
    assert made.command("migrate").returncode == 0
    yield made
    made.stop()


def _trade(simulator: SimulatorProcess, home: Path, **env: str) -> Trade:
    world = simulator.control.new_world()
    provider = world.provider("stripe")
    side = "live" if env.get("SHOP_MODE") == "live" else "test"
    keys = provider.live if side == "live" else provider.test
    shop = RunningShop(home)
    endpoint = world.endpoint(f"{shop.url}/webhooks/stripe", side=side, secret=WEBHOOK_SECRET)
    shop.env |= {
        "STRIPE_API_BASE": provider.base_url,
        "STRIPE_JS_URL": f"{provider.base_url}/endive/stripe.js",
        "STRIPE_SECRET_KEY": keys.secret_key,
        "STRIPE_PUBLISHABLE_KEY": keys.publishable_key,
        "STRIPE_WEBHOOK_SECRET": endpoint.secret,
        **env,
    }
    migrated = shop.command("migrate")
    assert migrated.returncode == 0, migrated.stderr
    shop.start()
    return Trade(shop, world)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
