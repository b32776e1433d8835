"""PayPal's door: what PayPal signed gets in, whatever else does not, and nobody sends us anywhere for a certificate."""

from __future__ import annotations

import asyncio
import base64
import json
import threading
import zlib
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from reference_app import settings
from reference_app.inbox.slip import ForgedError, Slip, UndecidedError
from reference_app.providers.paypal.certificates import allowed
from reference_app.providers.paypal.door import PayPalDoor
from simulator.paypal.certificates import Certificates
from tests.reference_app.test_providers import PAYPAL
from tests.reference_app.test_settings import GOOD

RAW = json.dumps(
    {"id": "WH-1", "event_type": "CHECKOUT.ORDER.APPROVED", "resource": {"id": "5O190127TN364715T"}}
).encode()
SENT_ID, SENT_AT = "ef4d7ca7-77c9-11f0-ae6f-8bd1ddec93b4", "2026-11-01T10:00:00Z"


class Site:
    """A host of PayPal's, where certificates are; and how often each was asked for."""

    def __init__(self, authority: Any) -> None:
        self.authority = authority
        self.asked: Counter[str] = Counter()
        self.status = 200
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked[self.path] += 1
                kind = self.path.rsplit("-", 1)[-1]
                known = kind in ("genuine", "expired", "elsewhere", "selfsigned")
                pem = authority.pem(kind.replace("selfsigned", "self-signed")) if known else b"nothing of the kind"
                self.send_response(site.status)
                if site.status == 302:
                    self.send_header("Location", f"{site.base}/v1/notifications/certs/CERT-genuine")
                self.end_headers()
                self.wfile.write(pem)

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.socket = authority.context.wrap_socket(self.server.socket, server_side=True)
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.base = f"https://{self.host}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, kind: str) -> str:
        return f"{self.base}/v1/notifications/certs/CERT-360caa42-{kind}"

    def headers(self, kind: str = "genuine", raw: bytes = RAW, signed_for: str = "", **other: str) -> dict[str, str]:
        text = f"{SENT_ID}|{SENT_AT}|{signed_for or PAYPAL['PAYPAL_WEBHOOK_ID']}|{zlib.crc32(raw)}".encode()
        signature = self.authority.sign(text, kind.replace("selfsigned", "self-signed"))
        return {
            "paypal-transmission-id": SENT_ID,
            "paypal-transmission-time": SENT_AT,
            "paypal-transmission-sig": base64.b64encode(signature).decode(),
            "paypal-cert-url": self.url(kind),
            "paypal-auth-algo": "SHA256withRSA",
        } | {name.replace("_", "-"): value for name, value in other.items()}


@pytest.fixture(scope="module")
def authority() -> Iterator[Any]:
    made = Certificates()
    made.prepare()
    yield made
    made.forget()


@pytest.fixture
def site(authority: Any) -> Iterator[Site]:
    made = Site(authority)
    yield made
    made.server.shutdown()
    made.server.server_close()


def door(site: Site, **other: str) -> PayPalDoor:
    told = {"PAYPAL_CERT_HOSTS": site.host, "PAYPAL_CA_FILE": str(site.authority.ca_file), **other}
    checked = settings.check({**GOOD, **PAYPAL, **told}).paypal
    assert checked is not None
    return PayPalDoor(checked)


def arrives(at: PayPalDoor, headers: dict[str, str], raw: bytes = RAW) -> Slip:
    return asyncio.run(at.verified(raw, headers))


def test_what_paypal_signed_gets_in_and_its_certificate_is_fetched_once(site: Site) -> None:
    async def twenty() -> list[Slip]:
        at = door(site)
        return await asyncio.gather(*(at.verified(RAW, site.headers()) for _ in range(20)))

    slips = asyncio.run(twenty())

    assert {(slip.key, slip.object_id) for slip in slips} == {("paypal//test/WH-1", "5O190127TN364715T")}
    assert site.asked.total() == 1


@pytest.mark.parametrize("kind", ["expired", "selfsigned", "elsewhere", "missing"])
def test_a_certificate_that_is_not_paypals_is_refused_and_asked_for_once(site: Site, kind: str) -> None:
    at = door(site)
    headers = site.headers(kind if kind != "missing" else "genuine") | {"paypal-cert-url": site.url(kind)}
    for _ in range(3):
        with pytest.raises(ForgedError, match="certificate"):
            arrives(at, headers)

    assert site.asked.total() == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"paypal_transmission_sig": ""},
        {"paypal_transmission_sig": "bm8="},
        {"paypal_transmission_sig": "not base64!"},
        {"paypal_transmission_id": ""},
        {"paypal_transmission_id": "another"},
        {"paypal_transmission_time": "2026-11-02T10:00:00Z"},
        {"paypal_auth_algo": "SHA1withRSA"},
        {"paypal_auth_algo": "none"},
        {"signed_for": "3AB05328W88208146"},
    ],
)
def test_a_header_that_was_changed_is_no_signature(site: Site, changed: dict[str, str]) -> None:
    with pytest.raises(ForgedError):
        arrives(door(site), site.headers(**changed))


@pytest.mark.parametrize("name", ["sig", "id", "time"])
def test_a_header_that_is_missing_is_no_signature(site: Site, name: str) -> None:
    headers = site.headers()
    del headers[f"paypal-transmission-{name}"]

    with pytest.raises(ForgedError):
        arrives(door(site), headers)
    assert site.asked.total() == 0


def test_a_body_that_was_changed_is_refused(site: Site) -> None:
    with pytest.raises(ForgedError, match="signature"):
        arrives(door(site), site.headers(), RAW.replace(b"5O19", b"6O19"))


def test_sha1_under_the_good_algorithms_name_is_refused(site: Site) -> None:
    text = f"{SENT_ID}|{SENT_AT}|{PAYPAL['PAYPAL_WEBHOOK_ID']}|{zlib.crc32(RAW)}".encode()
    weak = base64.b64encode(site.authority.sign(text, sha1=True)).decode()

    with pytest.raises(ForgedError, match="signature"):
        arrives(door(site), site.headers(paypal_transmission_sig=weak))


HOSTS = frozenset({"api.paypal.com", "127.0.0.1:4433"})
PLACE = "/v1/notifications/certs/CERT-1"


@pytest.mark.parametrize(
    "url",
    [
        f"https://api.paypal.com{PLACE}",
        f"https://API.paypal.com{PLACE}",
        f"https://api.paypal.com:443{PLACE}",
        f"https://127.0.0.1:4433{PLACE}",
    ],
)
def test_a_certificate_may_be_at_paypals_hosts(url: str) -> None:
    assert allowed(url, HOSTS).startswith("https://")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        f"http://api.paypal.com{PLACE}",
        f"https://api.paypal.com.evil.test{PLACE}",
        f"https://evilapi.paypal.com{PLACE}",
        f"https://evil.test/?x=api.paypal.com{PLACE}",
        f"https://api.paypal.com@evil.test{PLACE}",
        f"https://evil.test#api.paypal.com{PLACE}",
        f"https://api.paypal.com:8443{PLACE}",
        f"https://user@api.paypal.com{PLACE}",
        f"https://api.paypal.com\\@evil.test{PLACE}",
        f"https://127.0.0.1{PLACE}",
        f"//api.paypal.com{PLACE}",
        f"https://api.paypal.com{PLACE}?next=https://evil.test",
        "https://api.paypal.com/redirect/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../../CERT-1",
        f"https://[api.paypal.com{PLACE}",
    ],
)
def test_nowhere_else(url: str | None) -> None:
    with pytest.raises(ForgedError, match="address"):
        allowed(url, HOSTS)


def test_a_host_that_is_not_ours_is_never_asked(site: Site) -> None:
    at = door(site, PAYPAL_CERT_HOSTS="api.paypal.com")

    with pytest.raises(ForgedError, match="address"):
        arrives(at, site.headers())
    assert site.asked.total() == 0


def test_a_redirect_leads_nowhere(site: Site) -> None:
    site.status = 302

    with pytest.raises(ForgedError, match="certificate"):
        arrives(door(site), site.headers())
    assert site.asked.total() == 1


def test_a_host_that_cannot_answer_leaves_it_undecided_and_is_asked_again(site: Site) -> None:
    at = door(site)
    site.status = 503
    with pytest.raises(UndecidedError):
        arrives(at, site.headers())
    site.status = 200

    assert arrives(at, site.headers()).event_id == "WH-1"


def test_a_host_with_a_certificate_of_its_own_is_not_believed(site: Site, tmp_path: Any) -> None:
    other = Certificates()
    other.prepare()
    try:
        with pytest.raises(UndecidedError):
            arrives(door(site, PAYPAL_CA_FILE=str(other.ca_file)), site.headers())
    finally:
        other.forget()
    assert site.asked.total() == 0


def test_whoever_sends_us_to_many_places_is_not_followed(site: Site) -> None:
    at = door(site)

    async def many() -> list[type[Exception]]:
        found = []
        for number in range(60):
            url = f"{site.base}/v1/notifications/certs/CERT-{number}-missing"
            try:
                await at.verified(RAW, site.headers(paypal_cert_url=url))
            except (ForgedError, UndecidedError) as refused:
                found.append(type(refused))
        return found

    assert len(asyncio.run(many())) == 60
    assert site.asked.total() <= 40  # twenty a minute, and the minute may end meanwhile
