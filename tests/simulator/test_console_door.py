"""The console by plain HTTP: whom its door lets in, what it passes on, and that what it shows is masked."""

import re
from collections.abc import Iterator
from http.cookies import SimpleCookie

import httpx
import pytest
import stripe

from simulator.client import SimulatorProcess, WorldClient
from tests.simulator.receiver import Receiver

PAGE = {"X-Assay-Console": "1"}
CARD = "4539578763621486"
"""It passes the check digit and is no published test card."""


@pytest.fixture
def let_in(simulator: SimulatorProcess) -> Iterator[httpx.Client]:
    """A client that has opened the page, as a browser would."""
    with httpx.Client(base_url=simulator.control.base_url, trust_env=False) as client:
        assert client.get(simulator.control.page()).status_code == 200
        yield client


def sdk(world: WorldClient) -> stripe.StripeClient:
    provider = world.provider()
    return stripe.StripeClient(provider.test.secret_key, base_addresses={"api": provider.base_url})


def test_an_address_lets_in_once_by_a_cookie_that_stays_here(simulator: SimulatorProcess) -> None:
    address = simulator.control.page()
    first, second = httpx.get(address), httpx.get(address)
    (cookie,) = SimpleCookie(first.headers["set-cookie"]).values()

    assert (first.status_code, second.status_code) == (200, 403)
    assert "set-cookie" not in second.headers
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Strict", "/console/")
    assert simulator.ready["control"]["token"] not in first.text + str(first.headers)


def test_the_token_opens_it_too_and_another_one_does_not(simulator: SimulatorProcess) -> None:
    door = f"{simulator.control.base_url}/console/"
    wrong = httpx.post(door, data={"token": "wrong"})
    foreign = httpx.post(door, data={"token": simulator.ready["control"]["token"]}, headers={"Origin": "http://a.test"})
    right = httpx.post(door, data={"token": simulator.ready["control"]["token"]})

    assert (wrong.status_code, foreign.status_code, right.status_code) == (403, 403, 303)
    assert not {"set-cookie"} & {*wrong.headers, *foreign.headers}
    assert httpx.get(door, headers={"Cookie": right.headers["set-cookie"].partition(";")[0]}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (PAGE, 200),
        ({}, 403),
        (PAGE | {"Origin": "http://127.0.0.1:9"}, 403),
        (PAGE | {"Sec-Fetch-Site": "same-site"}, 403),
        (PAGE | {"Host": "rebound.example.org"}, 421),
        (PAGE | {"Cookie": "assay-console-1=made-up"}, 401),
    ],
)
def test_only_a_script_of_the_page_itself_is_answered(
    let_in: httpx.Client, headers: dict[str, str], status: int
) -> None:
    assert let_in.get("/console/api/worlds", headers=headers).status_code == status


def test_no_preflight_is_granted(let_in: httpx.Client) -> None:
    asked = {"Origin": "http://127.0.0.1:9", "Access-Control-Request-Method": "POST"}
    reply = let_in.options("/console/api/worlds", headers=asked)

    assert reply.status_code == 403
    assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/worlds/{world}/stripe/test/endpoints"),
        ("POST", "/worlds/{world}/stripe/test/keys"),
        ("DELETE", "/worlds/{world}"),
        ("POST", "/pages"),
        ("GET", "/openapi.json"),
    ],
)
def test_what_the_page_has_no_use_for_is_not_passed_on(
    let_in: httpx.Client, world: WorldClient, method: str, path: str
) -> None:
    reply = let_in.request(method, "/console/api" + path.format(world=world.id), headers=PAGE)

    assert reply.status_code == 404
    assert "with the token" in reply.json()["error"]


@pytest.mark.parametrize("name", ["console.js", "console.css", "icon.svg", ""])
def test_every_file_comes_with_a_strict_policy(let_in: httpx.Client, name: str) -> None:
    reply = let_in.get(f"/console/{name}")
    policy = reply.headers["content-security-policy"]

    assert reply.status_code == 200
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", ["../door.py", "..%2fdoor.py", "sign_in.html", "console.html", "api/"])
def test_only_files_of_the_page_are_served(simulator: SimulatorProcess, path: str) -> None:
    reply = httpx.get(f"{simulator.control.base_url}/console/{path}")

    assert reply.status_code in (401, 404)


def test_what_it_shows_is_masked(let_in: httpx.Client, world: WorldClient, receiver: Receiver) -> None:
    endpoint = world.endpoint(receiver.url)
    fields = {"amount": 1999, "currency": "eur", "description": f"card {CARD}"}
    made = sdk(world).v1.payment_intents.create(fields)  # type: ignore[arg-type]
    assert world.quiet()
    (call,) = world.calls()
    shown = "".join(
        let_in.get(f"/console/api{path}", headers=PAGE).text
        for path in ("/worlds", f"/worlds/{world.id}/feed", f"/worlds/{world.id}/calls/{call.seq}/reply")
    )
    signature = receiver.got[0].headers["stripe-signature"]

    assert made.id in shown
    assert "payment_intent.created" in shown
    for secret in (world.provider().test.secret_key, endpoint.secret, str(made.client_secret), CARD):
        assert secret not in shown
    digests = re.findall(r"v\d=([0-9a-f]{64})", signature)
    assert len(digests) == 2
    for digest in digests:
        assert digest not in shown
        assert f"{digest[:6]}…{digest[-4:]}" in shown


def test_the_feed_waits_for_news_and_misses_none(world: WorldClient) -> None:
    """A number that is ahead belongs to another simulator, and is told so."""
    before = world.feed()
    sdk(world).v1.customers.create({"email": "kim@example.org"})
    after = world.feed(calls=before.last_call, deliveries=before.last_delivery, wait=5)

    assert [call.operation for call in after.calls if call.world == world.id] == ["customers.create"]
    assert after.last_call > before.last_call
    with pytest.raises(Exception, match="Begin at 0"):
        world.feed(calls=after.last_call + 1_000_000)
