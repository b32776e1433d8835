"""PayPal: deliveries signed by the simulator's authority, spoilt in one way, are told by that way."""

from __future__ import annotations

import base64
import time
import zlib
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from harness.diagnosis import PROVIDERS
from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Diagnosis, Given, Secret
from simulator.paypal import signing
from simulator.paypal.certificates import CERTIFICATES
from simulator.provider import Endpoint
from tests.harness.diagnosis.mutations import COMPACT, MANGLED, PRETTY

AT = 1_764_300_000
WEBHOOK = "1JE4291016473214C"
HOST = "https://api.sandbox.paypal.com"
ENDPOINT = Endpoint("1JE4291016473214C", "https://shop.example/", (WEBHOOK,), certificates=HOST)


def headers(body: bytes = COMPACT, forgery: str | None = None, endpoint: Endpoint = ENDPOINT) -> dict[str, str]:
    signed = signing.sign(body, endpoint, AT)
    if forgery is not None:
        signed = signing.forge(forgery, signed, endpoint, AT, 1)
    return {name.lower(): value for name, value in signed.headers}


def diagnosed(
    came: bytes, sent: dict[str, str], *kinds: str, ids: tuple[str, ...] = (WEBHOOK,), **given: Any
) -> Diagnosis:
    files = tuple(Secret(f"{kind}.pem", CERTIFICATES.pem(kind)) for kind in kinds or ("genuine",))
    have = {"webhook_ids": ids, "certificates": files, "now": time.time(), **given}
    return PROVIDERS["paypal"](Received(sent, came), Given(**have))


def told(found: Diagnosis) -> str:
    assert found.departures is not None, found
    return "; ".join(f"{one.what}: {one.told}" for one in found.departures)


def test_what_the_simulator_signs_verifies() -> None:
    found = diagnosed(COMPACT, headers())

    assert found.verifies, found
    assert f"the CRC-32 of the body is {zlib.crc32(COMPACT)}, unsigned" in found.remarks[0]


@pytest.mark.parametrize("how", MANGLED)
def test_a_body_that_was_changed_is_named(how: str) -> None:
    assert told(diagnosed(MANGLED[how](PRETTY), headers(PRETTY))).startswith("body: ")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((f"{WEBHOOK}\n",), "without blanks and quotes"),
        ((WEBHOOK.lower(),), "in capitals"),
        ((f"WH-{WEBHOOK}",), "without WH- before it"),
        (("9XX9999999999999X", WEBHOOK), f"the webhook id {WEBHOOK}"),
    ],
)
def test_another_webhook_id_is_named(given: tuple[str, ...], words: str) -> None:
    assert words in told(diagnosed(COMPACT, headers(), ids=given))


def test_an_event_of_paypals_own_simulator_is_named() -> None:
    simulated = Endpoint("W", "https://shop.example/", ("WEBHOOK_ID",), certificates=HOST)

    assert "the webhook id WEBHOOK_ID" in told(diagnosed(COMPACT, headers(endpoint=simulated)))


def test_a_time_that_was_written_otherwise_is_named() -> None:
    for written in (
        "2025-11-28 03:20:00+00:00",
        "Fri, 28 Nov 2025 03:20:00 GMT",
        "1764300000",
        "2025-11-28T04:20:00+01:00",
    ):
        sent = {**headers(), "paypal-transmission-time": written}

        assert "PAYPAL-TRANSMISSION-TIME as it was sent (2025-11-28T03:20:00Z)" in told(diagnosed(COMPACT, sent))


def test_an_id_and_a_signature_that_were_written_otherwise_are_named() -> None:
    sent = headers()
    spoilt = sent["paypal-transmission-sig"].replace("+", " ")

    assert "in small letters" in told(
        diagnosed(COMPACT, {**sent, "paypal-transmission-id": sent["paypal-transmission-id"].upper()})
    )
    assert spoilt == sent["paypal-transmission-sig"] or "encoding" in told(
        diagnosed(COMPACT, {**sent, "paypal-transmission-sig": spoilt})
    )
    assert "encoding" in told(
        diagnosed(COMPACT, {**sent, "paypal-transmission-sig": sent["paypal-transmission-sig"].rstrip("=")})
    )


def test_a_checksum_in_another_form_is_named() -> None:
    number = zlib.crc32(COMPACT)
    for checksum, words in ((f"{number:x}", "in hex"), (str(number - 2**32), "as a signed number")):
        text = f"id|2025-11-28T03:20:00Z|{WEBHOOK}|{checksum}"
        signature = base64.b64encode(CERTIFICATES.sign(text.encode())).decode()
        sent = {**headers(), "paypal-transmission-id": "id", "paypal-transmission-sig": signature}
        sent["paypal-transmission-time"] = "2025-11-28T03:20:00Z"

        found = diagnosed(COMPACT, sent)

        assert words in told(found) or number < 2**31


def test_the_other_certificate_is_named() -> None:
    assert told(diagnosed(COMPACT, headers(), "elsewhere", "genuine")).startswith(
        "certificate: the certificate genuine.pem"
    )
    alone = diagnosed(COMPACT, headers(), "elsewhere")

    assert alone.departures is None
    assert "was not made by the key of elsewhere.pem" in alone.reasons[0]


@pytest.mark.parametrize("how", ["der", "base64", "chain"])
def test_a_certificate_may_lie_there_in_any_form(how: str) -> None:
    der = x509.load_pem_x509_certificate(CERTIFICATES.pem("genuine")).public_bytes(Encoding.DER)
    forms = {
        "der": der,
        "base64": base64.encodebytes(der),
        "chain": CERTIFICATES.pem("elsewhere") + CERTIFICATES.pem("genuine"),
    }

    assert diagnosed(COMPACT, headers(), certificates=(Secret("file", forms[how]),)).verifies


@pytest.mark.parametrize(
    ("forgery", "kind", "words"),
    [
        ("self-signed-certificate", "self-signed", "it is signed by itself"),
        ("expired-certificate", "expired", "it ended at"),
        ("certificate-elsewhere", "elsewhere", "its name is not one of PayPal's"),
        ("weak-algorithm", "genuine", "RSA with SHA1"),
    ],
)
def test_what_is_rightly_refused_is_told_so(forgery: str, kind: str, words: str) -> None:
    found = diagnosed(COMPACT, headers(forgery=forgery), kind)

    assert words in told(found)
    assert "Refusing it is right" in "".join(one.remedy for one in found.departures or ())


def test_a_certificate_at_a_strange_host_is_never_to_be_fetched() -> None:
    for url in (
        "https://evil.example/cert",
        "https://api.paypal.com@evil.example/",
        "http://api.paypal.com/c",
        "https://xpaypal.com/",
    ):
        assert "a certificate from PayPal's own host" in told(diagnosed(COMPACT, {**headers(), "paypal-cert-url": url}))


@pytest.mark.parametrize("forgery", ["random-signature", "other-body", "byte-changed", "old-crc", "other-webhook-id"])
def test_a_forgery_is_explained_by_nothing(forgery: str) -> None:
    signed = signing.forge(forgery, signing.sign(COMPACT, ENDPOINT, AT), ENDPOINT, AT, 1)

    found = diagnosed(signed.body, {name.lower(): value for name, value in signed.headers})

    assert found.departures is None
    assert found.reasons


def test_without_a_header_that_is_the_reason() -> None:
    assert "PAYPAL-TRANSMISSION-SIG" in diagnosed(COMPACT, headers(forgery="empty-header")).reasons[0]
