"""Stripe: deliveries signed by the simulator and by the official SDK, spoilt in one way, are told by that way."""

from __future__ import annotations

import base64
import hmac
from typing import Any

import pytest
import stripe

from harness.diagnosis import PROVIDERS
from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Diagnosis, Given, Secret
from simulator.provider import Endpoint
from simulator.stripe import signing
from tests.harness.diagnosis.mutations import COMPACT, MANGLED, PRETTY

AT = 1_764_300_000
SECRET = "whsec_0123456789abcdefghijABCDEFGHIJ"
ENDPOINT = Endpoint("we_1", "http://127.0.0.1/webhooks", (SECRET,))


def diagnosed(body: bytes = COMPACT, header: str | None = None, *values: str, **given: Any) -> Diagnosis:
    signed = dict(signing.sign(body, ENDPOINT, AT).headers)["Stripe-Signature"]
    came = given.pop("came", body)
    secrets = tuple(Secret(f"secret {nth}", value.encode()) for nth, value in enumerate(values or (SECRET,), 1))
    headers = {"stripe-signature": signed if header is None else header}
    return PROVIDERS["stripe"](Received(headers, came), Given(secrets=secrets, **{"now": AT + 10, **given}))


def accepts(body: bytes, header: str, secret: str, tolerance: int | None = None) -> bool:
    """Ask the official helper."""
    try:
        return stripe.WebhookSignature.verify_header(body.decode(), header, secret, tolerance)
    except stripe.SignatureVerificationError:
        return False


def what(found: Diagnosis) -> list[str]:
    assert found.departures is not None, found
    return [one.what for one in found.departures]


def told(found: Diagnosis) -> str:
    return "; ".join(one.told for one in found.departures or ())


def test_what_the_official_helper_signs_verifies() -> None:
    header = stripe.WebhookSignature.generate_signature_header(PRETTY.decode(), SECRET, timestamp=AT)

    assert accepts(PRETTY, header, SECRET)
    assert diagnosed(PRETTY, header).verifies


def test_the_published_vector_verifies() -> None:
    body = b'{"id":"evt_1","object":"event"}'
    header = "t=1700000000,v1=0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd"

    assert diagnosed(body, header, "whsec_test_secret", now=1_700_000_100).verifies


@pytest.mark.parametrize("how", MANGLED)
def test_a_body_that_was_changed_is_named(how: str) -> None:
    found = diagnosed(PRETTY, came=MANGLED[how](PRETTY))

    assert set(what(found)) == {"body"}
    assert not found.verifies


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (SECRET + "\n", "without the line end after it"),
        (f"  {SECRET} ", "without white space around it"),
        (f'"{SECRET}"', "without the quotation marks"),
        (SECRET.removeprefix("whsec_"), "with whsec_ before it"),
    ],
)
def test_a_secret_that_was_stored_otherwise_is_named(value: str, words: str) -> None:
    signed = dict(signing.sign(COMPACT, ENDPOINT, AT).headers)["Stripe-Signature"]

    found = diagnosed(COMPACT, None, value)

    assert not accepts(COMPACT, signed, value)
    assert what(found) == ["secret"]
    assert words in told(found)
    assert SECRET not in repr(found)


def test_a_sender_that_left_the_prefix_out_is_named() -> None:
    header = stripe.WebhookSignature.generate_signature_header(COMPACT.decode(), SECRET[6:], timestamp=AT)

    assert "without its prefix whsec_" in told(diagnosed(COMPACT, header))


def test_the_secret_of_another_endpoint_is_named() -> None:
    found = diagnosed(COMPACT, None, "whsec_of_another_endpoint_altogether", SECRET)

    assert told(found) == "secret 2 in place of secret 1"


def test_both_of_a_rotation_verify() -> None:
    rotated = Endpoint("we_1", "http://127.0.0.1/", ("whsec_new0123456789", SECRET))
    header = dict(signing.sign(COMPACT, rotated, AT).headers)["Stripe-Signature"]

    assert diagnosed(COMPACT, header, SECRET).verifies
    assert diagnosed(COMPACT, header, "whsec_new0123456789").verifies


def test_a_clock_beyond_the_tolerance_is_named_with_its_difference() -> None:
    found = diagnosed(now=AT + 7_200)

    assert what(found) == ["clock"]
    assert "2 h after the signature" in told(found)
    assert found.departures is not None
    assert "local time" in found.departures[0].remedy
    assert diagnosed(now=AT + 300).verifies
    assert not diagnosed(now=AT + 301).verifies
    assert diagnosed(now=AT + 7_200, tolerance=0).verifies
    assert diagnosed(now=AT - 7_200).verifies, "the official helper does not look at the future side"


def test_all_that_is_wrong_at_once_is_named() -> None:
    found = diagnosed(PRETTY, None, SECRET + "\n", came=COMPACT, now=AT + 1_000)

    assert sorted(what(found)) == ["body", "clock", "secret"]


def test_v0_is_no_signature() -> None:
    v0 = signing.forge("v0-only", signing.sign(COMPACT, ENDPOINT, AT), ENDPOINT, AT, 1)
    fake = diagnosed(COMPACT, f"t={AT},v0={'0' * 64}")

    assert what(diagnosed(COMPACT, dict(v0.headers)["Stripe-Signature"])) == ["scheme"]
    assert fake.departures is None
    assert "v0 only" in fake.reasons[0]


def test_a_header_that_was_joined_with_blanks_is_named() -> None:
    header = dict(signing.sign(COMPACT, ENDPOINT, AT).headers)["Stripe-Signature"].replace(",", ", ")

    assert not accepts(COMPACT, header, SECRET)
    assert what(diagnosed(COMPACT, header)) == ["header"]


def test_a_signature_that_is_otherwise_written_is_named() -> None:
    digest = hmac.digest(SECRET.encode(), b"%d." % AT + COMPACT, "sha256")

    assert what(diagnosed(COMPACT, f"t={AT},v1={digest.hex().upper()}")) == ["encoding"]
    assert what(diagnosed(COMPACT, f"t={AT},v1={base64.b64encode(digest).decode()}")) == ["encoding"]


@pytest.mark.parametrize(
    "header", ["", "t=,v1=", "v1=ab", "t=9", "nonsense", "t=99999999999999999999,v1=ab", "t=1,v1=é"]
)
def test_a_header_that_says_nothing_is_refused_with_its_reason(header: str) -> None:
    found = diagnosed(COMPACT, header)

    assert found.departures is None
    assert not found.verifies


@pytest.mark.parametrize("forgery", ["random-signature", "other-endpoint-secret", "other-body", "byte-changed"])
def test_a_forgery_is_explained_by_nothing(forgery: str) -> None:
    forged = signing.forge(forgery, signing.sign(COMPACT, ENDPOINT, AT), ENDPOINT, AT, 1)

    found = diagnosed(COMPACT, dict(forged.headers)["Stripe-Signature"], came=forged.body)

    assert found.departures is None
    assert found.tried > 100


def test_a_key_of_another_kind_is_remarked_upon() -> None:
    assert "API key" in "".join(diagnosed(COMPACT, None, "sk_test_ASSAY0123456789").remarks)
