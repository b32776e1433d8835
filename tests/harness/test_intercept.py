"""Whoever stands in the provider's place sees what a client sends, and nothing of one that checks."""

from __future__ import annotations

import ssl
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from harness.target.authority import Authority
from harness.target.intercept import Interception, Seen, Wrong
from harness.windows import tls
from tests.harness.tiny import serving

KEY = {"Authorization": "Bearer sk_test_never_kept"}
WRONG: tuple[Wrong, ...] = ("untrusted-authority", "another-name", "expired", "old-versions")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def between(authority: Authority, tmp_path: Path) -> Iterator[Interception]:
    with serving({"/v1/charges": (200, {"paid": True})}) as url:
        upstream = urlsplit(url)
        assert upstream.hostname
        assert upstream.port
        made = Interception(authority, tmp_path, (upstream.hostname, upstream.port))
        yield made
        made.close()


def careful(authority: Authority, **more: bool) -> httpx.Client:
    context = ssl.create_default_context(cafile=str(authority.certificate))
    return httpx.Client(verify=context, trust_env=False, timeout=5, **more)


def careless() -> httpx.Client:
    context = tls.client()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return httpx.Client(verify=context, trust_env=False, timeout=5)


def test_with_the_right_certificate_the_provider_answers(authority: Authority, between: Interception) -> None:
    with careful(authority) as client:
        answers = [client.post(f"{between.url}/v1/charges", content=b"x" * 200_000) for _ in range(3)]

    assert [answer.json() for answer in answers] == [{"paid": True}] * 3


@pytest.mark.parametrize("what", WRONG)
def test_a_careful_client_sends_nothing_where_tls_is_wrong(
    authority: Authority, between: Interception, what: Wrong
) -> None:
    with between.wrong(what) as seen, careful(authority) as client, pytest.raises(httpx.ConnectError):
        client.post(f"{between.url}/v1/charges", headers=KEY, json={})

    assert settled(seen, refusals=1).connections == 1
    assert seen.requests == []


@pytest.mark.parametrize("what", WRONG)
def test_what_a_careless_client_sends_is_seen_and_its_key_is_not_kept(between: Interception, what: Wrong) -> None:
    with between.wrong(what) as seen, careless() as client, pytest.raises(httpx.HTTPError):
        client.post(f"{between.url}/v1/charges?secret=1", headers=KEY, json={"amount": 1})

    found = settled(seen, requests=1).observed()
    assert found.requests == ("POST /v1/charges",)
    assert (found.with_authorization, found.with_body) == (1, 1)
    assert "never_kept" not in repr(found)


def test_open_connections_do_not_outlive_a_change(authority: Authority, between: Interception) -> None:
    with careful(authority) as client:
        assert client.get(f"{between.url}/v1/charges").status_code == 200
        with between.wrong("expired") as seen, pytest.raises(httpx.ConnectError):
            client.get(f"{between.url}/v1/charges")
        assert client.get(f"{between.url}/v1/charges").status_code == 200

    assert settled(seen, refusals=1).requests == []


@pytest.mark.parametrize(("status", "method"), [(302, "GET"), (307, "POST")])
def test_a_client_that_follows_comes_to_another_host(
    authority: Authority, between: Interception, status: int, method: str
) -> None:
    with between.redirecting(status) as (seen, arrived), careful(authority, follow_redirects=True) as client:
        answer = client.post(f"{between.url}/v1/charges", headers=KEY, json={"amount": 1})

    assert answer.status_code == 404
    assert answer.url.host == "localhost"
    assert seen.observed().with_authorization == 1
    assert settled(arrived, requests=1).requests == [f"{method} /v1/charges"]
    assert arrived.observed().with_authorization == 0  # httpx takes it away when the host changes


def test_a_client_that_keeps_its_key_is_seen_with_it(authority: Authority, between: Interception) -> None:
    with between.redirecting(307) as (_, arrived), careful(authority) as client:
        answer = client.post(f"{between.url}/v1/charges", headers=KEY, json={})
        client.post(answer.headers["location"], headers=KEY, json={})

    assert arrived.observed().with_authorization == 1


def settled(seen: Seen, *, requests: int = 0, refusals: int = 0) -> Seen:
    """Wait until the listener's own thread has come as far as the client has."""
    end = time.monotonic() + 10
    while time.monotonic() < end and (len(seen.requests) < requests or len(seen.refusals) < refusals):
        time.sleep(0.01)
    return seen
