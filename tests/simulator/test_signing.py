"""Stripe's signature and its forgeries, judged by the official SDK."""

import json
import time

import pytest
import stripe

from simulator.provider import Endpoint, Signed
from simulator.schedules.forgeries import FORGERIES, names_for, of
from simulator.stripe import signing

NEW, OLD = "whsec_new0000000000000000000000000000", "whsec_old0000000000000000000000000000"
ENDPOINT = Endpoint(id="we_1", url="http://127.0.0.1:1/", secrets=(NEW,))
BODY = b'{"id":"evt_1","object":"event","created":1700000000,"livemode":false,"data":{"object":{"id":"pi_1"}}}'


def header(signed: Signed) -> str | None:
    return dict(signed.headers).get("Stripe-Signature")


def verified(signed: Signed, secret: str = NEW) -> bool:
    event = stripe.Webhook.construct_event(signed.body, header(signed), secret)  # type: ignore[arg-type]
    return event.id == "evt_1"


def test_the_digest_is_that_of_the_published_vector() -> None:
    body = b'{"id":"evt_1","object":"event"}'

    assert signing.mac(body, "whsec_test_secret", 1700000000) == (
        "0c8670ed117751cc551a20e35839447075c42800ea3cf3e8a2fbda99cd1e6edd"
    )


def test_the_sdk_accepts_a_genuine_delivery() -> None:
    assert verified(signing.sign(BODY, ENDPOINT, int(time.time())))


def test_while_two_secrets_are_active_either_verifies() -> None:
    rotating = Endpoint(id="we_1", url="", secrets=(NEW, OLD))
    signed = signing.sign(BODY, rotating, int(time.time()))

    assert verified(signed, NEW)
    assert verified(signed, OLD)


def test_only_the_test_side_carries_a_fake_v0() -> None:
    live = BODY.replace(b'"livemode":false', b'"livemode":true')

    assert ",v0=" in (header(signing.sign(BODY, ENDPOINT, 1700000000)) or "")
    assert "v0=" not in (header(signing.sign(live, ENDPOINT, 1700000000)) or "")


@pytest.mark.parametrize("name", names_for("stripe"))
def test_the_sdk_refuses_every_forgery(name: str) -> None:
    now = int(time.time())
    forged = signing.forge(name, signing.sign(BODY, ENDPOINT, now), ENDPOINT, now, seed=7)

    with pytest.raises(stripe.SignatureVerificationError):
        verified(forged)


@pytest.mark.parametrize("name", names_for("stripe"))
def test_a_forgery_is_convincing_but_for_its_signature(name: str) -> None:
    """Nothing but the signature may be what a target stumbles over: the body stays the same event, and JSON."""
    genuine = signing.sign(BODY, ENDPOINT, 1700000000)
    forged = signing.forge(name, genuine, ENDPOINT, 1700000000, seed=7)
    event = json.loads(forged.body)

    assert (event["id"], event["data"]) == ("evt_1", {"object": {"id": "pi_1"}})
    signatures = ("Stripe-Signature", signing.OTHER_HEADER)
    assert [n for n, _ in forged.headers if n not in signatures] == [
        n for n, _ in genuine.headers if n not in signatures
    ]
    assert forged != genuine


def test_a_forgery_is_the_same_again_with_the_same_seed() -> None:
    genuine = signing.sign(BODY, ENDPOINT, 1700000000)
    first, second, other = (
        signing.forge("random-signature", genuine, ENDPOINT, 1700000000, seed=seed) for seed in (1, 1, 2)
    )

    assert first == second
    assert first != other


def test_the_v0_forgery_carries_the_right_digest_under_the_wrong_scheme() -> None:
    """Only a verifier that reads the scheme refuses it; one that compares any value with its digest does not."""
    genuine = signing.sign(BODY, ENDPOINT, 1700000000)
    forged = signing.forge("v0-only", genuine, ENDPOINT, 1700000000, seed=1)

    assert header(forged) == f"t=1700000000,v0={signing.mac(BODY, NEW, 1700000000)}"


def test_a_stale_forgery_is_genuine_but_for_its_age() -> None:
    now = int(time.time())
    genuine = signing.sign(BODY, ENDPOINT, now)
    for name, ago in (("stale", 331), ("stale-by-a-day", 86_400)):
        forged = signing.forge(name, genuine, ENDPOINT, now, seed=1)

        assert header(forged) == f"t={now - ago},v1={signing.mac(BODY, NEW, now - ago)}"
        assert stripe.WebhookSignature.verify_header(BODY, header(forged), NEW, tolerance=None)  # type: ignore[arg-type]


def test_each_forgery_puts_a_control_to_the_test() -> None:
    assert all(forgery.controls and forgery.name == name for name, forgery in FORGERIES.items())
    assert {forgery.name for forgery in of("WH-SIG-03")} == {"other-endpoint-secret", "empty-key", "placeholder-secret"}


def test_every_forgery_of_the_table_is_made_and_no_other() -> None:
    genuine = signing.sign(BODY, ENDPOINT, 1700000000)

    with pytest.raises(KeyError):
        signing.forge("no-such-forgery", genuine, ENDPOINT, 1700000000, seed=1)
