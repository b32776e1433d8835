"""Stripe: HMAC-SHA256 over `t`, a dot and the raw body, in lower-case hex under `v1`. Not: PayPal, nor Square.

Source: Stripe, "Verify webhook signatures"; stripe-python 16.1, `WebhookSignature`: the key is the whole secret as
text, the header is split at `,` and `=` without trimming, `v0` never counts, only a past `t` can be outside the
tolerance.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Iterator
from contextlib import suppress

import msgspec

from harness.diagnosis.bodies import forms
from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Departure, Diagnosis, Given, Guess, moment, simplest, span
from harness.diagnosis.keys import STRIPES, keys, remarks

HEADER = "Stripe-Signature"
HOUR = 3_600
ROUND = 90
"""Seconds within which a difference counts as whole hours."""


class Signature(msgspec.Struct, frozen=True):
    """What the header says."""

    at: int | None
    v1: tuple[str, ...]
    v0: tuple[str, ...]
    departures: tuple[Departure, ...] = ()


def diagnose(received: Received, given: Given) -> Diagnosis:
    """Return why the official helper refuses it, and what would have made it accept."""
    header = received.header(HEADER)
    noticed = tuple(remarks(given.secrets, "stripe"))
    if not header:
        why = f"it has no {HEADER} header" if header is None else f"its {HEADER} header is empty"
        dropped = f"{why}: nobody signed it, or something before your code dropped the header. Refusing it is right"
        return Diagnosis(provider="stripe", departures=None, reasons=(dropped,), remarks=noticed)
    signature = read(header)
    reasons = tuple(_reasons(signature))
    if signature.at is None or not (signature.v1 or signature.v0):
        return Diagnosis(provider="stripe", departures=None, reasons=reasons, remarks=noticed)
    at = signature.at
    times = [Guess(at), *([Guess(at // 1000, (_in_milliseconds(),))] if at > 10**11 else [])]

    def fits(key: bytes, time: int, body: bytes) -> Departure | bool:
        return _compared(hmac.digest(key, b"%d." % time + body, "sha256"), signature)

    bodies = forms(received.body)
    found = simplest(fits, keys(given.secrets, prefix=STRIPES), times, bodies, size=len(received.body))
    departures = found.departures
    late = tuple(_clock(at // 1000 if at > 10**11 else at, given))
    if departures is not None:
        departures = (*signature.departures, *departures, *late)
    told = (f"signed {moment(at)}, your clock {moment(given.now)}",)
    return Diagnosis(
        provider="stripe",
        departures=departures,
        reasons=reasons if departures is None else (),
        remarks=(*noticed, *told, *([] if departures is not None else [one.told for one in late])),
        tried=found.tried,
    )


def read(header: str) -> Signature:
    """Return what the header says, also where the official helper would not read it."""
    strict = [part.partition("=") for part in header.split(",")]
    lenient = [part.strip().strip('"').partition("=") for part in header.split(",")]
    chosen = strict
    departures: tuple[Departure, ...] = ()
    if _named(strict, "t") != _named(lenient, "t") or _named(strict, "v1") != _named(lenient, "v1"):
        remedy = (
            "Hand the header on as it came: something before your code split it and joined it with blanks or quotes."
        )
        chosen, departures = (
            lenient,
            (Departure("header", "the header without blanks and quotes around its parts", remedy),),
        )
    times = [int(value) for value in _named(chosen, "t") if re.fullmatch(r"\d{1,15}", value)]
    return Signature(times[0] if times else None, (*_named(chosen, "v1"),), (*_named(chosen, "v0"),), departures)


def _named(parts: list[tuple[str, str, str]], name: str) -> list[str]:
    return [value for key, _, value in parts if key == name]


def _reasons(signature: Signature) -> Iterator[str]:
    if signature.at is None:
        yield f"its {HEADER} header has no time (t=…)"
    if not signature.v1:
        only = "it has v0 only, a fake that Stripe adds on the test side" if signature.v0 else "nor any other"
        yield f"its {HEADER} header has no v1 signature: {only}. Refusing it is right"


def _compared(digest: bytes, signature: Signature) -> Departure | bool:
    """Say whether a digest is the signature; otherwise written, or under v0, that is a departure."""
    written = digest.hex()
    if written in signature.v1:
        return True
    if written in [one.lower() for one in signature.v1]:
        return Departure("encoding", "the signature in lower-case hex", SIGNER)
    with suppress(ValueError):
        if any(digest == base64.b64decode(one) for one in signature.v1):
            return Departure("encoding", "the signature in hex in place of base64", SIGNER)
    if written in signature.v0:
        return Departure(
            "scheme",
            "v0 taken for a signature",
            "Only v1 counts, and refusing this is right: Stripe's v0 is a fake. Whoever signed it must write v1.",
        )
    return False


SIGNER = "It was not Stripe that signed it: mend the tool that did."


def _in_milliseconds() -> Departure:
    return Departure("clock", "t in seconds in place of milliseconds", SIGNER)


def _clock(at: int, given: Given) -> Iterator[Departure]:
    """Yield what the clock has to do with it: only a signature that is too old is refused."""
    age = given.now - at
    if given.tolerance <= 0 or age <= given.tolerance:
        return
    hours = round(age / HOUR)
    zone = hours > 0 and hours <= 14 and abs(age - hours * HOUR) <= ROUND
    hint = f" The difference is {hours} h: a clock that reads local time as UTC?" if zone else ""
    yield Departure(
        "clock",
        f"a clock that read at most {moment(at + given.tolerance)}: yours is {span(age)} after the signature, "
        f"{given.tolerance} s are allowed",
        f"Set the clock (NTP), and verify before queueing, not after.{hint} If the delivery was captured earlier "
        "than it is "
        "diagnosed, say what the clock read then: --now",
    )
