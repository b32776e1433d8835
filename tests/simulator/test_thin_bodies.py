"""Forgeries and odd forms of thin events: they have no object to be spoiled, and a time that is no number."""

import json

from simulator.delivery.body import write
from simulator.provider import Endpoint
from simulator.stripe import signing

ENDPOINT = Endpoint(id="ed_1", url="http://127.0.0.1:1/", secrets=("whsec_1",), payload="thin")
BODY = (
    b'{"id":"evt_test_65","created":"2026-11-27T10:28:11.107Z","livemode":false,'
    b'"related_object":{"id":"pi_1","type":"payment_intent"}}'
)


def test_a_changed_byte_leaves_a_thin_event_that_can_be_read() -> None:
    forged = signing.forge("byte-changed", signing.sign(BODY, ENDPOINT, 1), ENDPOINT, 1, 1)

    told = json.loads(forged.body)
    assert told == {**json.loads(BODY), "created": "2026-11-27T10:28:11.106Z"}


def test_the_reference_is_said_twice_and_the_last_one_is_right() -> None:
    body = write(BODY, "duplicate-keys", {})

    assert json.loads(body) == json.loads(BODY)
    assert body.count(b'"related_object"') == 2
    assert body.index(b'"none"') < body.index(b'"pi_1"')
