"""Square's webhook signature: making it, and making each forgery of it. Not: verifying, which is the target's work.

Source: squareup 46, `webhooks_helper`; recorded deliveries that verify. The text that is signed begins with the
notification URL as it stands on the subscription; the key is taken as text. Beside it goes the older header with a
SHA-1 digest of the same text, which is no longer documented and still sent (seen on a live delivery).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from random import Random
from urllib.parse import urlsplit, urlunsplit

from simulator.provider import Endpoint, Signed
from simulator.square import times

HEADER = "x-square-hmacsha256-signature"
LEGACY = "x-square-signature"
ENVIRONMENT = "square-environment"

PLACEHOLDERS = (
    *("YOUR_SIGNATURE_KEY", "your-signature-key", "SIGNATURE_KEY", "asdf1234", "test", "changeme", "secret"),
    *("None", "undefined", "null"),
)
"""What tutorials print, and what an unset variable turns into when it is made text."""

OTHER_HEADER = "Stripe-Signature"

OTHER_HOST = "shop.example"

_CREATED = re.compile(rb'"created_at"\s*:\s*"[^"]*?\d(?=\D?")')
"""Up to the last digit of the first time: that of the event."""


def sign(body: bytes, endpoint: Endpoint) -> Signed:
    """Sign `body` as Square does: no time is in the signature, so a retry of the same bytes carries the same one."""
    return _signed(body, endpoint, endpoint.url, _key(endpoint))


def forge(forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
    """Return the delivery changed by the forgery of that name. Raises KeyError for an unknown name."""
    return _FORGERIES[forgery](genuine, endpoint, at, Random(seed))


def mac(body: bytes, url: str, key: str) -> str:
    """Return the base64 HMAC-SHA256 of the notification URL and the raw body."""
    return base64.b64encode(hmac.digest(key.encode(), url.encode() + body, "sha256")).decode()


def legacy_mac(body: bytes, url: str, key: str) -> str:
    """Return the base64 HMAC-SHA1 of the same text."""
    return base64.b64encode(hmac.digest(key.encode(), url.encode() + body, "sha1")).decode()


def _no_header(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    return _with(genuine, {})


def _empty_header(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    return _with(genuine, {HEADER: ""})


def _random_signature(genuine: Signed, _endpoint: Endpoint, _at: int, draw: Random) -> Signed:
    return _with(genuine, {HEADER: _invented(draw, 32), LEGACY: _invented(draw, 20)})


def _other_body(genuine: Signed, endpoint: Endpoint, _at: int, draw: Random) -> Signed:
    other = b'{"merchant_id":"%s","type":"payment.updated"}' % draw.randbytes(6).hex().upper().encode()
    return _over(genuine, endpoint.url, _key(endpoint), other)


def _byte_changed(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Change one digit of a time: still JSON, the same event of the same object, and not what was signed."""
    found = _CREATED.search(genuine.body)
    place = found.end() - 1 if found else 0
    changed = bytearray(genuine.body)
    changed[place] ^= 1  # turns an even digit into the next odd one and back, so a digit stays a digit
    return Signed(bytes(changed), genuine.headers)


def _other_provider(genuine: Signed, endpoint: Endpoint, at: int, _draw: Random) -> Signed:
    """Sign in Stripe's manner: a receiver of several providers must not mix them up."""
    digest = hmac.new(_key(endpoint).encode(), b"%d." % at + genuine.body, hashlib.sha256).hexdigest()
    return _with(genuine, {OTHER_HEADER: f"t={at},v1={digest}"})


def _other_key(genuine: Signed, endpoint: Endpoint, _at: int, draw: Random) -> Signed:
    """Two subscriptions of one URL have two keys: this is the other one's."""
    return _over(genuine, endpoint.url, _made_up_key(draw))


def _empty_key(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    return _over(genuine, endpoint.url, "")


def _placeholder(genuine: Signed, endpoint: Endpoint, _at: int, draw: Random) -> Signed:
    """Sign with one of the placeholders: there is room for one signature only, so the seed chooses."""
    return _over(genuine, endpoint.url, draw.choice(PLACEHOLDERS))


def _legacy_only(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """The older header is right, and the newer one is not there: only a verifier that falls back accepts it."""
    return _with(genuine, {LEGACY: legacy_mac(genuine.body, endpoint.url, _key(endpoint))})


def _legacy_beside(genuine: Signed, endpoint: Endpoint, _at: int, draw: Random) -> Signed:
    """The older header is right, and the newer one is invented."""
    legacy = legacy_mac(genuine.body, endpoint.url, _key(endpoint))
    return _with(genuine, {LEGACY: legacy, HEADER: _invented(draw, 32)})


def _cut_short(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """The beginning of the right signature: what is compared as far as the shorter one goes is equal."""
    right = mac(genuine.body, endpoint.url, _key(endpoint))
    return _with(genuine, {HEADER: right[: len(right) // 2]})


def _hex(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """The right digest, written in hex in place of base64."""
    digest = hmac.digest(_key(endpoint).encode(), endpoint.url.encode() + genuine.body, "sha256").hex()
    return _with(genuine, {HEADER: digest})


def _other_host(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Signed over the address of another host, which the request names as its own: who asks `Host` is deceived."""
    url = urlunsplit(urlsplit(endpoint.url)._replace(netloc=OTHER_HOST))
    forged = _over(genuine, url, _key(endpoint))
    return Signed(forged.body, (*forged.headers, ("Host", OTHER_HOST), ("X-Forwarded-Host", OTHER_HOST)))


def _other_scheme(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Signed over the same address with the other scheme, which a header claims."""
    scheme, rest = endpoint.url.split("://", 1) if "://" in endpoint.url else ("http", endpoint.url)
    other = "http" if scheme == "https" else "https"
    forged = _over(genuine, f"{other}://{rest}", _key(endpoint))
    return Signed(forged.body, (*forged.headers, ("X-Forwarded-Proto", other)))


def _extra_query(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    joint = "&" if "?" in endpoint.url else "?"
    return _over(genuine, f"{endpoint.url}{joint}source=square", _key(endpoint))


def _trailing_slash(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    url = endpoint.url
    return _over(genuine, url[:-1] if url.endswith("/") else f"{url}/", _key(endpoint))


def _other_environment(genuine: Signed, endpoint: Endpoint, _at: int, draw: Random) -> Signed:
    """A subscription of the other environment: another key, and a header that says so."""
    forged = _over(genuine, endpoint.url, _made_up_key(draw))
    other = {"Sandbox": "Production", "Production": "Sandbox"}
    return Signed(
        forged.body,
        tuple((name, other.get(value, value) if name == ENVIRONMENT else value) for name, value in forged.headers),
    )


_FORGERIES: dict[str, Callable[[Signed, Endpoint, int, Random], Signed]] = {
    "no-header": _no_header,
    "empty-header": _empty_header,
    "random-signature": _random_signature,
    "other-body": _other_body,
    "byte-changed": _byte_changed,
    "other-provider": _other_provider,
    "other-endpoint-secret": _other_key,
    "empty-key": _empty_key,
    "placeholder-secret": _placeholder,
    "legacy-only": _legacy_only,
    "legacy-beside-invented": _legacy_beside,
    "cut-short": _cut_short,
    "hex-digest": _hex,
    "other-host": _other_host,
    "other-scheme": _other_scheme,
    "extra-query": _extra_query,
    "trailing-slash": _trailing_slash,
    "other-environment": _other_environment,
}


def headers_of(endpoint: Endpoint) -> tuple[tuple[str, str], ...]:
    """Return what a delivery says beside its signature (seen on a live delivery)."""
    return (
        ("Content-Type", "application/json"),
        ("User-Agent", "Square Connect v2"),
        (ENVIRONMENT, endpoint.metadata.get("environment", "Sandbox")),
        ("square-subscription-id", endpoint.id),
        ("square-version", endpoint.api_version or ""),
    )


def _signed(body: bytes, endpoint: Endpoint, url: str, key: str) -> Signed:
    signatures = ((HEADER, mac(body, url, key)), (LEGACY, legacy_mac(body, url, key)))
    return Signed(body, (*headers_of(endpoint), *signatures))


def _with(genuine: Signed, signatures: dict[str, str]) -> Signed:
    """Return the delivery with these signature headers in place of its own."""
    kept = tuple((name, value) for name, value in genuine.headers if name not in (HEADER, LEGACY))
    return Signed(genuine.body, (*kept, *signatures.items()))


def _over(genuine: Signed, url: str, key: str, body: bytes | None = None) -> Signed:
    """Return the delivery signed with `key` over another URL or body."""
    signed = genuine.body if body is None else body
    return _with(genuine, {HEADER: mac(signed, url, key), LEGACY: legacy_mac(signed, url, key)})


def _invented(draw: Random, length: int) -> str:
    return base64.b64encode(draw.randbytes(length)).decode()


def _made_up_key(draw: Random) -> str:
    return base64.urlsafe_b64encode(draw.randbytes(16)).decode().rstrip("=")


def _key(endpoint: Endpoint) -> str:
    return endpoint.secrets[0] if endpoint.secrets else ""


def retry_headers(number: int, reason: str, first_at: float) -> tuple[tuple[str, str], ...]:
    """Return what a retry says: which one it is, why, and when the first attempt was (unix seconds)."""
    return (
        ("square-retry-number", str(number)),
        ("square-retry-reason", reason),
        ("square-initial-delivery-timestamp", times.shown(int(first_at * 1000))),
    )
