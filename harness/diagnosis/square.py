"""Square: HMAC-SHA256 over the notification URL and the raw body, in base64. Not: Stripe, nor PayPal.

Source: squareup 46, `webhooks_helper`: the key is the signature key as text. The older header with a SHA-1 digest of
the
same text is no longer documented and still sent.
"""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator
from contextlib import suppress

from harness.diagnosis.addresses import addresses
from harness.diagnosis.bodies import forms
from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Departure, Diagnosis, Given, simplest
from harness.diagnosis.keys import keys, remarks

HEADER = "x-square-hmacsha256-signature"
LEGACY = "x-square-signature"

SIGNER = "It was not Square that signed it: mend the tool that did."
OLDER = (
    "The older header says nothing that a receiver should rest on: Square sends the newer one beside it. Refusing is "
    "right; "
    "look whether something before your code drops the newer header."
)


def diagnose(received: Received, given: Given) -> Diagnosis:
    """Return why the official helper refuses it, and what would have made it accept."""
    newer, older = received.header(HEADER), received.header(LEGACY)
    reasons = tuple(_reasons(newer, older))
    noticed = (*remarks(given.secrets, "square"), *_about_the_side(received))
    if not newer and not older:
        return Diagnosis(provider="square", departures=None, reasons=reasons, remarks=noticed)
    meanings = _meanings(newer or "")
    legacy = _meanings(older or "")

    def fits(key: bytes, url: bytes, body: bytes) -> Departure | bool:
        signed = url + body
        digest = hmac.digest(key, signed, "sha256")
        if digest in meanings:
            return meanings[digest] or True
        if legacy and hmac.digest(key, signed, "sha1") in legacy:
            return Departure("header", f"{LEGACY}, the older header, in place of {HEADER}", OLDER)
        return False

    found = simplest(
        fits,
        keys(given.secrets),
        addresses(given.urls, received),
        forms(received.body),
        size=len(received.body),
    )
    return Diagnosis(
        provider="square",
        departures=found.departures,
        reasons=reasons if found.departures is None else (),
        remarks=noticed,
        tried=found.tried,
    )


def _reasons(newer: str | None, older: str | None) -> Iterator[str]:
    if newer:
        return
    why = f"it has no {HEADER} header" if newer is None else f"its {HEADER} header is empty"
    beside = f"; {LEGACY}, the older one, is there" if older else ""
    yield f"{why}{beside}. Refusing it is right: nobody signed it, or something before your code dropped the header"


def _about_the_side(received: Received) -> Iterator[str]:
    side = received.header("square-environment")
    if side in ("Sandbox", "Production"):
        yield f"it is from {side}: the subscriptions of sandbox and production have keys of their own"


def _meanings(header: str) -> dict[bytes, Departure | None]:
    """Return the digests that a header may mean; the one that is written as it must be departs in nothing."""
    found: dict[bytes, Departure | None] = {}
    with suppress(ValueError):
        digest = base64.b64decode(header, validate=True)
        if base64.b64encode(digest).decode() == header:
            found[digest] = None
    bare = header.strip().strip('"')
    with suppress(ValueError):
        digest = base64.b64decode(bare, validate=True)
        found.setdefault(digest, Departure("header", "the header without blanks and quotes around it", SIGNER))
    with suppress(ValueError):
        digest = bytes.fromhex(bare)
        found.setdefault(digest, Departure("encoding", "the signature in base64 in place of hex", SIGNER))
    with suppress(ValueError):
        digest = base64.b64decode(
            bare.replace("-", "+").replace("_", "/").rstrip("=") + "=" * (-len(bare.rstrip("=")) % 4)
        )
        told = "the signature in standard base64, with its padding"
        found.setdefault(digest, Departure("encoding", told, SIGNER))
    return found
