"""Deliveries over real sockets: genuine ones verify by postback and by oneself; forged ones by neither."""

import json
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.client import WorldClient
from simulator.schedules.forgeries import FORGERIES, names_for, of
from simulator.schedules.schedule import Delivery
from tests.simulator.paypal.conftest import Api
from tests.simulator.paypal.verifier import Verifier
from tests.simulator.receiver import Receiver, Webhook

POSTBACK = "/v1/notifications/verify-webhook-signature"
REFUSED = "address of the certificate"

WHY = {
    "no-header": "a header is missing",
    "empty-header": "a header is missing",
    "other-provider": "a header is missing",
    "random-signature": "signature",
    "other-body": "signature",
    "byte-changed": "signature",
    "old-crc": "signature",
    "other-webhook-id": "signature",
    "other-certificate": "signature",
    "other-transmission": "signature",
    "weak-algorithm": "algorithm",
    "self-signed-certificate": REFUSED,
    "certificate-elsewhere": REFUSED,
    "certificate-by-http": REFUSED,
    "certificate-look-alike": REFUSED,
    "certificate-redirect": "no certificate there",
    "expired-certificate": "chain, name or dates",
}


@pytest.fixture
def told(world: WorldClient, api: Api, receiver: Receiver) -> tuple[WorldClient, str, Verifier]:
    """A world with the news of a paid order held back, its paid event, and who verifies deliveries of it."""
    endpoint = world.endpoint(receiver.url, provider="paypal")
    ca_file = Path(endpoint.credentials["ca_file"])
    world.hold_news()
    order = api.order()
    world.act("pay", provider="paypal", object=order, captured=True)
    (paid,) = world.events(order, "PAYMENT.CAPTURE.COMPLETED", provider="paypal")
    return world, paid.id, Verifier(ca_file, "127.0.0.1", endpoint.credentials["webhook_id"])


def delivered(world: WorldClient, event: str, receiver: Receiver, forgery: str | None = None) -> Webhook:
    world.deliver([Delivery(event=event, forgery=forgery)], provider="paypal")
    return receiver.wait_for(1)[-1]


def postback(api: Api, got: Webhook, webhook_id: str, body: bytes | None = None) -> Any:
    names = ("transmission_id", "transmission_time", "transmission_sig", "cert_url", "auth_algo")
    fields = {name: got.headers.get(f"paypal-{name.replace('_', '-')}", "") for name in names}
    told = json.dumps({**fields, "webhook_id": webhook_id}).encode()
    raw = told[:-1] + b',"webhook_event":' + (got.body if body is None else body) + b"}"
    return api.http.post(POSTBACK, content=raw, headers={"Content-Type": "application/json"})


def test_a_genuine_delivery_verifies_by_postback_and_by_oneself(
    told: tuple[WorldClient, str, Verifier], api: Api, receiver: Receiver
) -> None:
    world, event, verifier = told
    got = delivered(world, event, receiver)
    certificates = [call for call in world.calls() if call.operation == "certificates.get"]
    again = json.dumps(json.loads(got.body)).encode()

    assert verifier.verify(got.headers, got.body) == ""
    assert certificates == []
    assert [call.status for call in world.calls() if call.operation == "certificates.get"] == [200]
    assert postback(api, got, verifier.webhook_id).json() == {"verification_status": "SUCCESS"}
    assert postback(api, got, verifier.webhook_id, again).json() == {"verification_status": "FAILURE"}
    assert got.headers["paypal-auth-version"] == "v2"
    assert len(got.headers["paypal-transmission-sig"]) == 344


@pytest.mark.parametrize("forgery", names_for("paypal"))
def test_a_forged_delivery_verifies_neither_by_postback_nor_by_oneself(
    told: tuple[WorldClient, str, Verifier], api: Api, receiver: Receiver, forgery: str
) -> None:
    world, event, verifier = told
    got = delivered(world, event, receiver, forgery)
    answer = postback(api, got, verifier.webhook_id)

    assert verifier.verify(got.headers, got.body).startswith(WHY[forgery])
    assert answer.status_code == 400 or answer.json() == {"verification_status": "FAILURE"}
    assert json.loads(got.body)["id"] == event


@pytest.mark.parametrize("forgery", ["certificate-elsewhere", "certificate-by-http", "certificate-look-alike"])
def test_whoever_follows_a_forged_address_finds_a_certificate_that_fits_and_is_seen(
    told: tuple[WorldClient, str, Verifier], receiver: Receiver, forgery: str
) -> None:
    """The canary: the address leads somewhere, the signature fits the certificate there, and the journal tells."""
    world, event, verifier = told
    got = delivered(world, event, receiver, forgery)
    url = got.headers["paypal-cert-url"]
    trusted = ssl.create_default_context(cafile=str(verifier.ca_file))
    with httpx.Client(verify=trusted, trust_env=False, follow_redirects=True) as naive:
        found = naive.get(url)
    calls = [call for call in world.calls() if call.operation.startswith("certificates")]

    assert found.text.startswith("-----BEGIN CERTIFICATE-----\r\n")
    assert [(call.operation, call.status) for call in calls] == [("certificates.get", 200)]
    assert calls[0].objects[0] in url
    assert "f0e19200" in calls[0].path


def test_a_redirect_from_the_right_host_leads_elsewhere(
    told: tuple[WorldClient, str, Verifier], receiver: Receiver
) -> None:
    world, event, verifier = told
    url = delivered(world, event, receiver, "certificate-redirect").headers["paypal-cert-url"]
    trusted = ssl.create_default_context(cafile=str(verifier.ca_file))
    with httpx.Client(verify=trusted, trust_env=False, follow_redirects=True) as naive:
        found = naive.get(url)

    assert (found.history[0].status_code, found.status_code) == (302, 200)
    assert found.url.host == "localhost"


def test_an_endpoint_may_name_another_host_for_its_certificates(
    told: tuple[WorldClient, str, Verifier], receiver: Receiver
) -> None:
    world, event, _ = told
    (endpoint, *_) = {record.endpoint for record in world.deliver([Delivery(event=event)], provider="paypal")}
    world.change_endpoint(endpoint, provider="paypal", certificates="https://api.sandbox.paypal.com")
    world.deliver([Delivery(event=event)], provider="paypal")
    url = receiver.wait_for(2)[1].headers["paypal-cert-url"]

    assert url.startswith("https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-")


def test_stripes_forgeries_are_as_they_were() -> None:
    stripes = [
        "no-header", "empty-header", "random-signature", "other-body", "v0-only", "v0-beside-v1", "other-provider",
        "stale", "stale-by-a-day", "byte-changed", "other-endpoint-secret", "empty-key", "placeholder-secret",
    ]  # fmt: skip

    assert list(names_for("stripe")) == stripes
    assert {one.name for one in of("WH-SIG-01")} == {
        "no-header", "empty-header", "random-signature", "other-body", "v0-only", "other-provider",
    }  # fmt: skip
    assert set(names_for("paypal")) == set(WHY)
    assert all(FORGERIES[name].controls for name in WHY)
