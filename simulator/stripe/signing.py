"""Stripe's webhook signature: making it, and making each forgery of it. Not: verifying, which is the target's work.

Source: Stripe, "Verify webhook signatures"; stripe-python 16.1, `WebhookSignature`. The key is the whole secret with
its prefix, taken as text. Only `v1` counts; `v0` is a fake that Stripe adds on the test side.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from random import Random
from typing import Any

import msgspec

from simulator import ids
from simulator.provider import Endpoint, Signed
from simulator.world import Books

HEADER = "Stripe-Signature"

COMMON_HEADERS: tuple[tuple[str, str], ...] = (
    ("Content-Type", "application/json; charset=utf-8"),
    ("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
    ("Accept", "*/*; q=0.5, application/xml"),
    ("Cache-Control", "no-cache"),
)
"""Unconfirmed: seen in public captures, not documented."""

PLACEHOLDERS = (
    *("whsec_...", "whsec_test", "whsec_test_secret", "whsec_your_webhook_secret", "whsec_xxx", "whsec_"),
    *("None", "undefined", "null", "changeme", "secret"),
)
"""What tutorials print, and what an unset variable turns into when it is made text."""

TOLERANCE = 300
"""Seconds that a signature stays fresh in the official helpers; only the past side is checked."""

MARGIN = 30
"""Seconds beyond the tolerance, so that two clocks and a slow machine cannot blur the question."""

OTHER_HEADER = "X-Square-Hmacsha256-Signature"

_CREATED = re.compile(rb'"created"\s*:\s*(?:\d+|"[^"]*?\d(?=\D?"))')
"""Up to its last digit: unix seconds, or the time of a thin event."""


def sign(body: bytes, endpoint: Endpoint, at: int) -> Signed:
    """Sign `body` at unix second `at` with every active secret of the endpoint, newest first.

    An event of the test side gets the fake `v0` too, as in the sandbox.
    """
    values = [f"v1={mac(body, secret, at)}" for secret in endpoint.secrets]
    if not _live(body):
        values.append(f"v0={mac(body, 'v0 is fake on purpose', at)}")
    return _signed(body, ",".join([f"t={at}", *values]))


def forge(forgery: str, genuine: Signed, endpoint: Endpoint, at: int, seed: int) -> Signed:
    """Return the delivery changed by the forgery of that name. Raises KeyError for an unknown name."""
    return _FORGERIES[forgery](genuine, endpoint, at, Random(seed))


def new_endpoint(
    books: Books, url: str, enabled_events: tuple[str, ...], secret: str | None, api_version: str | None
) -> Endpoint:
    """Return an endpoint with an id and a secret of Stripe's shape. It is not stored yet."""
    return Endpoint(
        id=f"we_1{ids.text(books.random, 23)}",
        url=url,
        secrets=(secret or f"whsec_{ids.text(books.random, 32)}",),
        enabled_events=enabled_events,
        api_version=api_version,
        created=books.clock.now(),
    )


def mac(body: bytes, key: str, at: int) -> str:
    """Return the lower-case hex HMAC-SHA256 of `at`, a dot and the raw body."""
    return hmac.digest(key.encode(), b"%d." % at + body, "sha256").hex()


def _no_header(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    return _signed(genuine.body, None)


def _empty_header(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    return _signed(genuine.body, "")


def _random_signature(genuine: Signed, _endpoint: Endpoint, at: int, draw: Random) -> Signed:
    return _signed(genuine.body, f"t={at},v1={draw.randbytes(32).hex()}")


def _other_body(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    other = b'{"id": "evt_%s", "object": "event"}' % draw.randbytes(12).hex().encode()
    return _signed(genuine.body, f"t={at},v1={mac(other, _secret(endpoint), at)}")


def _other_endpoint_secret(genuine: Signed, _endpoint: Endpoint, at: int, draw: Random) -> Signed:
    return _signed(genuine.body, f"t={at},v1={mac(genuine.body, 'whsec_' + draw.randbytes(16).hex(), at)}")


def _empty_key(genuine: Signed, _endpoint: Endpoint, at: int, _draw: Random) -> Signed:
    return _signed(genuine.body, f"t={at},v1={mac(genuine.body, '', at)}")


def _v0_only(genuine: Signed, endpoint: Endpoint, at: int, _draw: Random) -> Signed:
    """Carry the right digest under the wrong scheme: only a verifier that reads the scheme refuses it."""
    return _signed(genuine.body, f"t={at},v0={mac(genuine.body, _secret(endpoint), at)}")


def _v0_beside_v1(genuine: Signed, endpoint: Endpoint, at: int, draw: Random) -> Signed:
    """Put the right digest under the ignored scheme, first, and an invented one under the scheme that counts."""
    right = mac(genuine.body, _secret(endpoint), at)
    return _signed(genuine.body, f"t={at},v0={right},v1={draw.randbytes(32).hex()}")


def _other_provider(genuine: Signed, endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Sign in Square's manner, over the URL and the body: a receiver of several providers must not mix them up."""
    digest = hmac.new(_secret(endpoint).encode(), endpoint.url.encode() + genuine.body, hashlib.sha256).digest()
    return Signed(genuine.body, (*COMMON_HEADERS, (OTHER_HEADER, base64.b64encode(digest).decode())))


def _stale(genuine: Signed, endpoint: Endpoint, at: int, _draw: Random) -> Signed:
    return _dated(genuine, endpoint, at - TOLERANCE - 1 - MARGIN)


def _stale_by_a_day(genuine: Signed, endpoint: Endpoint, at: int, _draw: Random) -> Signed:
    return _dated(genuine, endpoint, at - 86_400)


def _byte_changed(genuine: Signed, _endpoint: Endpoint, _at: int, _draw: Random) -> Signed:
    """Change one digit of a time: still JSON, the same event of the same object, and not what was signed."""
    found = _CREATED.search(genuine.body)
    place = found.end() - 1 if found else 0
    changed = bytearray(genuine.body)
    changed[place] ^= 1  # turns an even digit into the next odd one and back, so a digit stays a digit
    return Signed(bytes(changed), genuine.headers)


def _placeholder_secret(genuine: Signed, _endpoint: Endpoint, at: int, _draw: Random) -> Signed:
    """Sign with each placeholder: one `v1` each, as a rotation would, so that any of them is enough."""
    values = [f"v1={mac(genuine.body, secret, at)}" for secret in PLACEHOLDERS]
    return _signed(genuine.body, ",".join([f"t={at}", *values]))


_FORGERIES: dict[str, Callable[[Signed, Endpoint, int, Random], Signed]] = {
    "no-header": _no_header,
    "empty-header": _empty_header,
    "random-signature": _random_signature,
    "other-body": _other_body,
    "other-endpoint-secret": _other_endpoint_secret,
    "empty-key": _empty_key,
    "v0-only": _v0_only,
    "v0-beside-v1": _v0_beside_v1,
    "other-provider": _other_provider,
    "stale": _stale,
    "stale-by-a-day": _stale_by_a_day,
    "byte-changed": _byte_changed,
    "placeholder-secret": _placeholder_secret,
}


def _signed(body: bytes, header: str | None) -> Signed:
    return Signed(body, COMMON_HEADERS if header is None else (*COMMON_HEADERS, (HEADER, header)))


def _dated(genuine: Signed, endpoint: Endpoint, at: int) -> Signed:
    """Sign rightly, at another second."""
    return _signed(genuine.body, f"t={at},v1={mac(genuine.body, _secret(endpoint), at)}")


def _secret(endpoint: Endpoint) -> str:
    return endpoint.secrets[0] if endpoint.secrets else ""


def _live(body: bytes) -> bool:
    """Read the side from the event itself: what is signed is all that the signer sees."""
    try:
        return msgspec.json.decode(body, type=_Event).livemode is True
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return False  # no event at all, as a hostile body is none


class _Event(msgspec.Struct):
    livemode: Any = None
