"""Square's signature as the official SDK verifies it, and forgeries that it refuses."""

import json

import pytest
from square.utils.webhooks_helper import verify_signature

from simulator.provider import Endpoint, Signed
from simulator.schedules.forgeries import FORGERIES, names_for, of
from simulator.square import signing

KEY, URL = "4l0cSX0bQ5mkX3nWqT7aPg", "http://127.0.0.1:8001/webhooks/square"
BODY = (
    b'{"merchant_id":"MLA","type":"payment.updated","event_id":"83da1c6f-bb2f-3109-bf26-e4abd3686551",'
    b'"created_at":"2026-11-27T20:32:24.799Z","data":{"type":"payment","id":"p1","object":{"payment":{"id":"p1"}}}}'
)
ENDPOINT = Endpoint("wbhk_1", URL, (KEY,), metadata={"environment": "Sandbox"}, api_version="2026-09-16")


def header(signed: Signed) -> str | None:
    return dict(signed.headers).get(signing.HEADER)


def verified(signed: Signed, url: str = URL, key: str = KEY) -> bool:
    """Verify as the SDK's helper does; without a header it raises, which a handler must not let through either."""
    told = header(signed)
    return told is not None and verify_signature(
        request_body=signed.body.decode(), signature_header=told, signature_key=key, notification_url=url
    )


def test_the_sdk_accepts_what_is_genuine() -> None:
    signed = signing.sign(BODY, ENDPOINT)

    assert verified(signed)
    assert not verified(signed, url=URL + "/")
    assert not verified(signed, key=KEY[::-1])


def test_the_published_example_verifies() -> None:
    """Square, "Validate webhooks": key, URL, body and signature of the documentation."""
    url, body = "https://example.com/webhook", b'{"hello":"world"}'

    assert signing.mac(body, url, "asdf1234") == "2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og="


def test_a_delivery_says_whence_it_comes() -> None:
    told = dict(signing.sign(BODY, ENDPOINT).headers)

    assert told["square-environment"] == "Sandbox"
    assert told["square-subscription-id"] == "wbhk_1"
    assert told["square-version"] == "2026-09-16"
    assert told["User-Agent"] == "Square Connect v2"
    assert len(told[signing.HEADER]) == 44
    assert len(told[signing.LEGACY]) == 28


def test_a_retry_says_which_and_why() -> None:
    told = dict(signing.retry_headers(2, "http_error", 1_764_275_544.5))

    assert told == {
        "square-retry-number": "2",
        "square-retry-reason": "http_error",
        "square-initial-delivery-timestamp": "2025-11-27T20:32:24.500Z",
    }


@pytest.mark.parametrize("name", names_for("square"))
def test_the_sdk_refuses_every_forgery(name: str) -> None:
    forged = signing.forge(name, signing.sign(BODY, ENDPOINT), ENDPOINT, 1_764_275_544, seed=7)

    assert not verified(forged)


@pytest.mark.parametrize("name", names_for("square"))
def test_a_forgery_is_convincing_but_for_its_signature(name: str) -> None:
    """Nothing but the signature may be what a target stumbles over: the body stays the same event, and JSON."""
    genuine = signing.sign(BODY, ENDPOINT)
    forged = signing.forge(name, genuine, ENDPOINT, 1_764_275_544, seed=7)
    event = json.loads(forged.body)

    assert (event["event_id"], event["data"]["id"]) == ("83da1c6f-bb2f-3109-bf26-e4abd3686551", "p1")
    signatures = {signing.HEADER, signing.LEGACY, signing.OTHER_HEADER, "Host", "X-Forwarded-Host", "X-Forwarded-Proto"}
    if name == "other-environment":
        signatures.add(signing.ENVIRONMENT)
    assert [one for one in forged.headers if one[0] not in signatures] == [
        one for one in genuine.headers if one[0] not in signatures
    ]
    assert forged != genuine


def test_a_signature_that_is_cut_short_begins_as_the_right_one_does() -> None:
    genuine = signing.sign(BODY, ENDPOINT)
    forged = dict(signing.forge("cut-short", genuine, ENDPOINT, 0, seed=1).headers)

    assert signing.LEGACY not in forged
    assert len(forged[signing.HEADER]) == 22
    assert dict(genuine.headers)[signing.HEADER].startswith(forged[signing.HEADER])


def test_the_legacy_forgery_carries_a_right_digest() -> None:
    """Only a verifier that falls back to the older header accepts it."""
    forged = signing.forge("legacy-only", signing.sign(BODY, ENDPOINT), ENDPOINT, 0, seed=1)

    assert header(forged) is None
    assert dict(forged.headers)[signing.LEGACY] == signing.legacy_mac(BODY, URL, KEY)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("other-host", "http://shop.example/webhooks/square"),
        ("other-scheme", "https://127.0.0.1:8001/webhooks/square"),
        ("extra-query", "http://127.0.0.1:8001/webhooks/square?source=square"),
        ("trailing-slash", "http://127.0.0.1:8001/webhooks/square/"),
    ],
)
def test_a_forgery_of_the_url_verifies_for_whoever_takes_the_url_from_the_request(name: str, url: str) -> None:
    forged = signing.forge(name, signing.sign(BODY, ENDPOINT), ENDPOINT, 0, seed=1)

    assert verified(forged, url=url)
    assert not verified(forged)


def test_a_forgery_of_the_host_names_that_host() -> None:
    forged = dict(signing.forge("other-host", signing.sign(BODY, ENDPOINT), ENDPOINT, 0, seed=1).headers)

    assert (forged["Host"], forged["X-Forwarded-Host"]) == ("shop.example", "shop.example")


def test_a_forgery_is_the_same_again_with_the_same_seed() -> None:
    genuine = signing.sign(BODY, ENDPOINT)
    first, second, other = (signing.forge("random-signature", genuine, ENDPOINT, 0, seed=seed) for seed in (1, 1, 2))

    assert first == second
    assert first != other


def test_each_control_has_its_forgeries() -> None:
    assert {one.name for one in of("WH-SIG-03", "square")} == {
        "other-endpoint-secret", "empty-key", "placeholder-secret", "other-environment",
    }  # fmt: skip
    assert {one.name for one in of("WH-SIG-08", "square")} == {
        "other-host", "other-scheme", "extra-query", "trailing-slash",
    }  # fmt: skip
    assert of("WH-SIG-04", "square") == ()
    assert not any(FORGERIES[name].providers == ("stripe",) for name in names_for("square"))


def test_an_unknown_forgery_is_none() -> None:
    with pytest.raises(KeyError):
        signing.forge("v0-only", signing.sign(BODY, ENDPOINT), ENDPOINT, 0, seed=1)
