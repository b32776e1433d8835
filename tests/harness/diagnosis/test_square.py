"""Square: deliveries signed by the simulator, checked against the official helper, spoilt in one way."""

from __future__ import annotations

from typing import Any

import pytest
from square.utils.webhooks_helper import verify_signature

from harness.diagnosis import PROVIDERS
from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Diagnosis, Given, Secret
from simulator.provider import Endpoint
from simulator.square import signing
from tests.harness.diagnosis.mutations import COMPACT, MANGLED, PRETTY

URL = "https://shop.example/webhooks/square"
KEY = "0123456789abcdefABCDEF"
ENDPOINT = Endpoint("wbhk_1", URL, (KEY,))
HEADER = "x-square-hmacsha256-signature"


def headers(body: bytes = COMPACT, forgery: str | None = None, endpoint: Endpoint = ENDPOINT) -> dict[str, str]:
    signed = signing.sign(body, endpoint)
    if forgery is not None:
        signed = signing.forge(forgery, signed, endpoint, 0, 1)
    return {name.lower(): value for name, value in signed.headers}


def diagnosed(
    came: bytes, sent: dict[str, str], *, keys: tuple[str, ...] = (KEY,), urls: tuple[str, ...] = (URL,)
) -> Diagnosis:
    secrets = tuple(Secret(f"key {nth}", value.encode()) for nth, value in enumerate(keys, 1))
    return PROVIDERS["square"](Received(sent, came), Given(secrets=secrets, urls=urls, now=0.0))


def told(found: Diagnosis) -> str:
    assert found.departures is not None, found
    return "; ".join(f"{one.what}: {one.told}" for one in found.departures)


def official(body: bytes, sent: dict[str, str], key: str = KEY, url: str = URL) -> bool:
    return verify_signature(
        request_body=body.decode(), signature_header=sent[HEADER], signature_key=key, notification_url=url
    )


def test_what_the_simulator_signs_verifies() -> None:
    assert official(COMPACT, headers())
    assert diagnosed(COMPACT, headers()).verifies


def test_the_published_vector_verifies() -> None:
    sent = {HEADER: "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og="}

    assert diagnosed(b'{"hello":"world"}', sent, keys=("asdf1234",), urls=("https://example.com/webhook",)).verifies


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://shop.example/webhooks/square", "with https:// in place of http://"),
        (f"{URL}/", "without the slash at its end"),
        (f"{URL}?source=proxy", "without its query"),
        ("https://shop.example:443/webhooks/square", "without its port :443"),
        ("https://www.shop.example/webhooks/square", "without www."),
        ("https://SHOP.example/webhooks/square", "with its host in lower case"),
        ("https://shop.example/webhooks//square", "without its double slash"),
    ],
)
def test_another_address_is_named(url: str, words: str) -> None:
    assert not official(COMPACT, headers(), url=url)
    assert f"url: the URL {words}" in told(diagnosed(COMPACT, headers(), urls=(url,)))


def test_two_things_wrong_with_the_address_are_named() -> None:
    said = told(diagnosed(COMPACT, headers(), urls=("http://shop.example/webhooks/square/",)))

    assert "with https:// in place of http://" in said
    assert "without the slash at its end" in said


def test_the_host_that_the_request_names_is_tried() -> None:
    sent = {**headers(), "x-forwarded-host": "shop.example"}

    assert "x-forwarded-host (shop.example)" in told(
        diagnosed(COMPACT, sent, urls=("https://10.0.0.5/webhooks/square",))
    )


def test_another_subscriptions_address_and_key_are_named() -> None:
    given: dict[str, Any] = {"keys": ("another-key-of-22-chars", KEY), "urls": ("https://shop.example/old", URL)}

    assert told(diagnosed(COMPACT, headers(), **given)) == f"secret: key 2 in place of key 1; url: the URL {URL}"


@pytest.mark.parametrize("how", MANGLED)
def test_a_body_that_was_changed_is_named(how: str) -> None:
    found = diagnosed(MANGLED[how](PRETTY), headers(PRETTY))

    assert told(found).startswith("body: ")


def test_the_older_header_is_none_to_rest_on() -> None:
    for forgery in ("legacy-only", "legacy-beside-invented"):
        assert "header: x-square-signature, the older header" in told(diagnosed(COMPACT, headers(forgery=forgery)))


def test_hex_is_not_base64() -> None:
    assert not official(COMPACT, headers(forgery="hex-digest"))
    assert (
        told(diagnosed(COMPACT, headers(forgery="hex-digest"))) == "encoding: the signature in base64 in place of hex"
    )


def test_a_key_with_a_line_end_is_named_and_not_shown() -> None:
    found = diagnosed(COMPACT, headers(), keys=(f"{KEY}\n",))

    assert told(found) == "secret: key 1 without the line end after it"
    assert KEY not in repr(found)


def test_an_access_token_is_no_key() -> None:
    assert "access token" in "".join(diagnosed(COMPACT, headers(), keys=("EAAAEOuLxxxxxxxxxxxxxxxx",)).remarks)


@pytest.mark.parametrize(
    "forgery", ["random-signature", "other-body", "byte-changed", "cut-short", "other-endpoint-secret"]
)
def test_a_forgery_is_explained_by_nothing(forgery: str) -> None:
    forged = signing.forge(forgery, signing.sign(COMPACT, ENDPOINT), ENDPOINT, 0, 1)

    assert diagnosed(forged.body, {name.lower(): value for name, value in forged.headers}).departures is None


@pytest.mark.parametrize("forgery", ["no-header", "empty-header"])
def test_without_a_signature_that_is_the_reason(forgery: str) -> None:
    found = diagnosed(COMPACT, headers(forgery=forgery))

    assert found.departures is None
    assert HEADER in found.reasons[0]
