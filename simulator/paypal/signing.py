"""PayPal's webhook signature: making it, checking it as PayPal does, and making each forgery. Not: certificates.

Signed is `transmission id|time|webhook id|CRC-32 of the raw body, unsigned, in decimal`, by RSA PKCS#1 v1.5 with
SHA-256 (PayPal, "Webhooks"; verified against a real delivery). The webhook id stands in no header: only the receiver
knows it. An endpoint's first secret is its webhook id.
"""

from __future__ import annotations

import base64
import binascii
import secrets
import zlib
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit

import msgspec

from simulator.paypal import naming
from simulator.paypal.certificates import BY_PLACE, CERTIFICATES, PATH
from simulator.paypal.moments import utc
from simulator.provider import Endpoint, Signed
from simulator.world import Books

ALGORITHM = "SHA256withRSA"
PREFIX = "PAYPAL-"

COMMON_HEADERS: tuple[tuple[str, str], ...] = (
    ("Accept", "*/*"),
    ("Content-Type", "application/json"),
    ("User-Agent", "PayPal/AUHD-214.0-58391792"),
)
"""Recorded (2021 to 2025)."""


class Transmission(msgspec.Struct, frozen=True):
    """What the headers of a delivery say."""

    id: str
    time: str
    webhook_id: str
    body: bytes

    def signed(self) -> bytes:
        """Return the text that is signed."""
        return f"{self.id}|{self.time}|{self.webhook_id}|{zlib.crc32(self.body)}".encode()


def webhook_id(endpoint: Endpoint) -> str:
    return endpoint.secrets[0] if endpoint.secrets else endpoint.id


def new_endpoint(books: Books, url: str, enabled_events: tuple[str, ...], given: str | None, handle: str) -> Endpoint:
    """Return an endpoint: its id is its secret, unless another one is given. It is not stored yet."""
    made = naming.webhook(books.random, handle)
    return Endpoint(
        id=given if given and given not in books.endpoints else made,
        url=url,
        secrets=(given or made,),
        enabled_events=enabled_events,
        created=books.clock.now(),
    )


def sign(body: bytes, endpoint: Endpoint, at: int) -> Signed:
    """Sign `body` for `endpoint` at unix second `at`. Each attempt is a transmission of its own (unconfirmed)."""
    return _sent(body, _new(body, endpoint, at), _address(endpoint))


def verifies(books: Books, told: dict[str, str], body: bytes) -> bool:
    """Say what PayPal's own check says: no matter how old it is (recorded)."""
    if told["auth_algo"] != ALGORITHM or _kind_at(told["cert_url"]) != "genuine":
        return False
    if not any(told["webhook_id"] in (one.id, *one.secrets) for one in books.endpoints.values()):
        return False
    try:
        signature = base64.b64decode(told["transmission_sig"], validate=True)
    except (binascii.Error, ValueError):
        return False
    sent = Transmission(told["transmission_id"], told["transmission_time"], told["webhook_id"], body)
    return CERTIFICATES.verifies(sent.signed(), signature)


def _kind_at(url: str) -> str | None:
    """Return which certificate stands at an address; None for one that is none of ours."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.scheme != "https" or not parts.path.startswith(f"{PATH}CERT-"):
        return None
    groups = parts.path.removeprefix(f"{PATH}CERT-").split("-")
    return BY_PLACE.get(groups[1]) if len(groups) == 3 else None


def forge(forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
    """Return the delivery changed by the forgery of that name. Raises KeyError for an unknown name."""
    return _FORGERIES[forgery](genuine, endpoint, at, Random(seed))


def _new(body: bytes, endpoint: Endpoint, at: int, draw: Random | None = None) -> Transmission:
    chance = draw or Random(secrets.randbits(64))
    return Transmission(naming.transmission(chance), utc(at), webhook_id(endpoint), body)


def _address(endpoint: Endpoint, kind: str = "genuine", base: str | None = None) -> str:
    """Return where the certificate stands that a delivery names."""
    where = base if base is not None else endpoint.certificates or CERTIFICATES.base
    return CERTIFICATES.url(webhook_id(endpoint)[9:], where, kind)


def _sent(body: bytes, sent: Transmission, cert_url: str, kind: str = "genuine", algorithm: str = ALGORITHM) -> Signed:
    signature = CERTIFICATES.sign(sent.signed(), kind, sha1=algorithm != ALGORITHM)
    return _headed(body, sent, base64.b64encode(signature).decode(), cert_url, algorithm)


def _headed(body: bytes, sent: Transmission, signature: str, cert_url: str, algorithm: str = ALGORITHM) -> Signed:
    told = (
        ("PAYPAL-TRANSMISSION-ID", sent.id),
        ("PAYPAL-TRANSMISSION-TIME", sent.time),
        ("PAYPAL-TRANSMISSION-SIG", signature),
        ("PAYPAL-AUTH-VERSION", "v2"),
        ("PAYPAL-CERT-URL", cert_url),
        ("PAYPAL-AUTH-ALGO", algorithm),
        ("CORRELATION-ID", f"{zlib.crc32(sent.id.encode()):x}{zlib.crc32(body) & 0xFFFFF:05x}"),
    )
    return Signed(body, (*COMMON_HEADERS, *told))


# The forgeries. Where a certificate that must be refused stands on PayPal's own host, it is one that PayPal did have.


def _no_header(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    return Signed(genuine.body, COMMON_HEADERS)


def _empty_header(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Leave the signature empty, and all else as it was."""
    return Signed(
        genuine.body,
        tuple((name, "" if name == "PAYPAL-TRANSMISSION-SIG" else value) for name, value in genuine.headers),
    )


def _random_signature(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    invented = base64.b64encode(draw.randbytes(256)).decode()
    return _headed(genuine.body, _new(genuine.body, endpoint, at, draw), invented, _address(endpoint))


def _other_body(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    other = b'{"id":"WH-%s"}' % draw.randbytes(12).hex().encode()
    signed = sign(other, endpoint, at)
    return Signed(genuine.body, signed.headers)


def _old_crc(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Say more than was signed: the same event with one more field, so that only the checksum tells."""
    return Signed(genuine.body.replace(b"{", b'{"assay_added":true,', 1), genuine.headers)


def _byte_changed(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Change one digit of the event's time: still JSON, the same event of the same object, and not what was signed."""
    place = genuine.body.find(b'"create_time":"')
    place = genuine.body.find(b".", place) + 1 if place >= 0 else 0
    changed = bytearray(genuine.body)
    changed[place] ^= 1  # turns an even digit into the next odd one and back, so a digit stays a digit
    return Signed(bytes(changed), genuine.headers)


def _other_webhook_id(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Sign rightly, for a webhook of somebody else's app."""
    sent = _new(genuine.body, endpoint, at, draw)
    theirs = naming.webhook(draw, naming.handle(draw))
    return _sent(genuine.body, msgspec.structs.replace(sent, webhook_id=theirs), _address(endpoint))


def _other_certificate(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Sign with a key of one's own, and name the certificate of PayPal's."""
    return _sent(genuine.body, _new(genuine.body, endpoint, at, draw), _address(endpoint), "self-signed")


def _self_signed(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Sign with a key of one's own, and name a certificate that one gave oneself, in PayPal's name."""
    return _by(genuine, endpoint, at, draw, "self-signed", CERTIFICATES.elsewhere)


def _expired(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Sign with a key that PayPal had once: its certificate stands where it stood, and has ended."""
    return _by(genuine, endpoint, at, draw, "expired", None)


def _cert_elsewhere(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Name a certificate on another host, which its own name was rightly given for by the same authority."""
    return _by(genuine, endpoint, at, draw, "elsewhere", CERTIFICATES.elsewhere)


def _cert_by_http(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Name a certificate without TLS: whoever stands in between chooses what is read."""
    return _by(genuine, endpoint, at, draw, "elsewhere", CERTIFICATES.plain)


def _look_alike(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Name a host in whose address the right one stands, before the @, in the query and in the path."""
    parts, right = urlsplit(CERTIFICATES.elsewhere), urlsplit(endpoint.certificates or CERTIFICATES.base).netloc
    host = right.partition(":")[0]
    made = _by(genuine, endpoint, at, draw, "elsewhere", f"https://{host}@{parts.netloc}")
    query = f"?host={right}"
    return Signed(
        made.body,
        tuple((name, value + query if name == "PAYPAL-CERT-URL" else value) for name, value in made.headers),
    )


def _redirect(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Name an address on the right host that sends whoever asks to another one."""
    sent = _new(genuine.body, endpoint, at, draw)
    return _sent(genuine.body, sent, _address(endpoint, "redirect"), "elsewhere")


def _weak_algorithm(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Sign with SHA-1, and say so: only a verifier that takes the algorithm from the request believes it."""
    sent = _new(genuine.body, endpoint, at, draw)
    return _sent(genuine.body, sent, _address(endpoint), algorithm="SHA1withRSA")


def _other_transmission(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Carry the headers of another delivery, all of them genuine."""
    other = b'{"id":"WH-%s","event_version":"1.0"}' % draw.randbytes(12).hex().upper().encode()
    return Signed(genuine.body, sign(other, endpoint, at - 60).headers)


def _other_provider(genuine: Signed, _endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Carry Stripe's header, and none of PayPal's: a receiver of several providers must not mix them up."""
    told = f"t={at},v1={draw.randbytes(32).hex()}"
    return Signed(genuine.body, (*COMMON_HEADERS, ("Stripe-Signature", told)))


def _by(genuine: Signed, endpoint: Endpoint, at: int, draw: Random, kind: str, base: str | None) -> Signed:
    sent = _new(genuine.body, endpoint, at, draw)
    return _sent(genuine.body, sent, _address(endpoint, kind, base), kind)


_FORGERIES: dict[str, Callable[[Signed, Endpoint, int, Random], Signed]] = {
    "no-header": _no_header,
    "empty-header": _empty_header,
    "random-signature": _random_signature,
    "other-body": _other_body,
    "other-provider": _other_provider,
    "byte-changed": _byte_changed,
    "old-crc": _old_crc,
    "other-webhook-id": _other_webhook_id,
    "other-certificate": _other_certificate,
    "self-signed-certificate": _self_signed,
    "expired-certificate": _expired,
    "certificate-elsewhere": _cert_elsewhere,
    "certificate-by-http": _cert_by_http,
    "certificate-look-alike": _look_alike,
    "certificate-redirect": _redirect,
    "weak-algorithm": _weak_algorithm,
    "other-transmission": _other_transmission,
}
