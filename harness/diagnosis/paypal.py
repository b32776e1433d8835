"""PayPal: RSA with SHA-256 over `transmission id|time|webhook id|CRC-32 of the raw body`. Not: Stripe, nor Square.

Source: PayPal, "Webhooks"; verified against a real delivery. The checksum is unsigned and in decimal; the webhook id
stands
in no header. The certificate is a file here: an address that a delivery names is never asked.
"""

from __future__ import annotations

import base64
import hashlib
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import unquote, urlsplit

from harness.diagnosis import certificates
from harness.diagnosis.bodies import forms
from harness.diagnosis.delivery import Received
from harness.diagnosis.explanation import Departure, Diagnosis, Given, Guess, Secret, simplest

ALGORITHM = "SHA256withRSA"
ID, TIME, SIGNATURE = "PAYPAL-TRANSMISSION-ID", "PAYPAL-TRANSMISSION-TIME", "PAYPAL-TRANSMISSION-SIG"
CERTIFICATE, HOW = "PAYPAL-CERT-URL", "PAYPAL-AUTH-ALGO"
SIMULATORS = "WEBHOOK_ID"
"""The webhook id with which PayPal's own simulator of events signs (confirmed by a real delivery)."""

AS_SENT = "Take the header as it came: something before your code, or your code, wrote it otherwise."
SIGNER = "It was not PayPal that signed it: mend the tool that did."


def diagnose(received: Received, given: Given) -> Diagnosis:
    """Return why a receiver that does as PayPal says refuses it, and what would have made it accept."""
    values = {name: received.header(name) or "" for name in (ID, TIME, SIGNATURE)}
    missing = [name for name, value in values.items() if not value]
    remarks = tuple(_remarks(received))
    reasons = [f"it has no {name} header, or an empty one. Refusing it is right" for name in missing]
    if missing:
        return Diagnosis(provider="paypal", departures=None, reasons=tuple(reasons), remarks=remarks)
    signed = _signed(values[SIGNATURE], given.certificates)
    if signed is None:
        names = ", ".join(file.name for file in given.certificates)
        reasons.append(
            f"the signature was not made by the key of {names}: it is another certificate than the one at "
            f"{CERTIFICATE}, the signature was changed on its way, or somebody else made it up"
        )
        return Diagnosis(provider="paypal", departures=None, reasons=tuple(reasons), remarks=remarks)
    what = signed.value

    def fits(transmission: str, time: str, webhook: str, checksum: str) -> bool:
        text = f"{transmission}|{time}|{webhook}|{checksum}"
        return hashlib.new(what.algorithm, text.encode(), usedforsecurity=False).digest() == what.digest

    axes = (_ids(values[ID]), _times(values[TIME]), _webhooks(given.webhook_ids), _checksums(received.body))
    found = simplest(fits, *axes, size=len(received.body))
    if found.departures is None:
        number = zlib.crc32(received.body)
        reasons.append(f"the certificate is the right one, and its key signed another text: the body comes to {number}")
        return Diagnosis(provider="paypal", departures=None, reasons=tuple(reasons), remarks=remarks, tried=found.tried)
    later = (*_about_certificate(what, received, given.now), *_about_algorithm(what.algorithm, received))
    departures = (*signed.departures, *found.departures, *later)
    noticed = remarks if departures else (*remarks, *_usual(received.body))
    return Diagnosis(provider="paypal", departures=departures, remarks=noticed, tried=found.tried)


def _signed(header: str, files: Sequence[Secret]) -> Guess[certificates.Signed] | None:
    """Return what was signed, by which certificate; None where none of the keys made the signature."""
    found = [
        Guess(signed, (*written.departures, *([_other_file(file.name, files[0].name)] if file != files[0] else [])))
        for file in files
        for certificate in certificates.read(file)
        for written in _signatures(header)
        if (signed := certificates.signed(certificate, written.value))
    ]
    return min(found, key=lambda guess: len(guess.departures), default=None)


def _signatures(header: str) -> list[Guess[bytes]]:
    """Return what the signature may be in bytes."""
    seen: dict[bytes, Guess[bytes]] = {}
    with suppress(ValueError):
        plain = base64.b64decode(header, validate=True)
        seen[plain] = Guess(plain)
    bare = unquote(re.sub(r"\s", "", header).strip('"'))
    for text, told in (
        (bare, "the signature without blanks, quotes and percent signs"),
        (re.sub(r"\s", "+", header), "the signature with + where it has blanks"),
        (bare.replace("-", "+").replace("_", "/"), "the signature in standard base64"),
    ):
        with suppress(ValueError):
            value = base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
            seen.setdefault(value, Guess(value, (Departure("encoding", told, AS_SENT),)))
    return [*seen.values()]


def _each_once(guesses: Iterator[tuple[str, tuple[Departure, ...]]]) -> list[Guess[str]]:
    seen: dict[str, Guess[str]] = {}
    for value, departures in guesses:
        seen.setdefault(value, Guess(value, departures))
    return [*seen.values()]


def _ids(header: str) -> list[Guess[str]]:
    def guesses() -> Iterator[tuple[str, tuple[Departure, ...]]]:
        yield header, ()
        for value, told in (
            (header.strip().strip('"'), "without blanks and quotes"),
            (header.lower(), "in small letters"),
            (header.upper(), "in capitals"),
        ):
            yield value, (Departure("header", f"{ID} {told}", AS_SENT),)

    return _each_once(guesses())


def _times(header: str) -> list[Guess[str]]:
    """Return the time as it came, and the same moment as PayPal writes it."""

    def guesses() -> Iterator[tuple[str, tuple[Departure, ...]]]:
        yield header, ()
        bare = unquote(header.strip().strip('"'))
        yield bare, (Departure("header", f"{TIME} without blanks, quotes and percent signs", AS_SENT),)
        for moment in _moments(bare):
            at = moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
            written = at.strftime("%Y-%m-%dT%H:%M:%S")
            for form in (f"{written}Z", f"{written}.{at.microsecond // 1000:03d}Z", f"{written}+00:00"):
                yield form, (Departure("header", f"{TIME} as it was sent ({form})", AS_SENT),)

    return _each_once(guesses())


def _moments(text: str) -> Iterator[datetime]:
    with suppress(ValueError):
        yield datetime.fromisoformat(text)
    with suppress(ValueError, TypeError):
        yield parsedate_to_datetime(text)
    with suppress(ValueError, OverflowError, OSError):
        number = float(text)
        yield datetime.fromtimestamp(number / 1000 if number > 1e11 else number, UTC)


def _webhooks(given: Sequence[str]) -> list[Guess[str]]:
    def guesses() -> Iterator[tuple[str, tuple[Departure, ...]]]:
        for nth, one in enumerate(given):
            remedy = (
                "Each webhook has an id of its own, sandbox and live too: configure that of the webhook which sends "
                "here."
            )
            other = () if nth == 0 else (Departure("webhook id", f"the webhook id {one}", remedy),)
            yield one, other
            for value, told in (
                (one.strip().strip("\"'"), "without blanks and quotes around it"),
                (one.strip().upper(), "in capitals"),
                (one.strip().removeprefix("WH-"), "without WH- before it: that is how ids of events begin"),
            ):
                yield value, (*other, Departure("webhook id", f"the webhook id {told}", remedy))
        yield SIMULATORS, (Departure(
            "webhook id", f"the webhook id {SIMULATORS}",
            "It is from PayPal's simulator of events, which signs so: only with that word can it be verified, never "
            "by the "
            "postback. Never accept that word in live. Test with an event of a sandbox account.",
        ),)  # fmt: skip

    return _each_once(guesses())


def _checksums(body: bytes) -> list[Guess[str]]:
    """Return the checksum of every form of the body, each as it must be written and as it should not."""
    seen: dict[str, Guess[str]] = {}
    for form in forms(body):
        number = zlib.crc32(form.value)
        seen.setdefault(str(number), Guess(str(number), form.departures))
    right = zlib.crc32(body)
    for value, told in (
        (str(right - 2**32 if right >= 2**31 else right), "as a signed number"),
        (f"{right:x}", "in hex"),
        (f"{right:08x}", "in hex of eight digits"),
        (f"{right:08X}", "in hex in capitals"),
    ):
        seen.setdefault(value, Guess(value, (Departure("checksum", f"the CRC-32 {told}", SIGNER),)))
    return sorted(seen.values(), key=lambda guess: len(guess.departures))


def _usual(body: bytes) -> Iterator[str]:
    """Yield what the receiver should have come to, for its mistake lies in itself."""
    number = zlib.crc32(body)
    yield f"the CRC-32 of the body is {number}, unsigned and in decimal, over {len(body)} bytes"
    if number >= 2**31:
        yield f"a CRC-32 in signed 32 bits comes to {number - 2**32}, which is wrong: take it & 0xffffffff"


def _other_file(name: str, own: str) -> Departure:
    return Departure(
        "certificate",
        f"the certificate {name} in place of {own}",
        f"PayPal changes certificates: fetch what {CERTIFICATE} names (its host first held against PayPal's own), "
        "and keep it "
        "by that address.",
    )


def _about_certificate(what: certificates.Signed, received: Received, now: float) -> Iterator[Departure]:
    for complaint in certificates.complaints(what.certificate, now):
        yield Departure(
            "certificate",
            f"a certificate that may be believed: {complaint}",
            "Refusing it is right. If you saved the certificate long ago, fetch the one of today; if your clock is "
            "wrong, set it.",
        )
    host = _host(received.header(CERTIFICATE) or "")
    if host is not None and not _is_paypals(received.header(CERTIFICATE) or "") and not _is_here(host):
        yield Departure(
            "certificate",
            f"a certificate from PayPal's own host, by https: {CERTIFICATE} names {host or 'no host'}",
            "Refusing it is right: whoever chooses the address chooses the certificate. Do not fetch it.",
        )


def _about_algorithm(algorithm: str, received: Received) -> Iterator[Departure]:
    said = received.header(HOW)
    if algorithm != "sha256":
        yield Departure(
            "scheme",
            f"a signature by RSA with {algorithm.upper()}",
            f"Refusing it is right: take {ALGORITHM} for granted, and do not let the request choose.",
        )
    elif said is not None and said.strip() != ALGORITHM:
        yield Departure(
            "scheme",
            f"{HOW} {ALGORITHM}: it was signed so, and the header says otherwise",
            f"{AS_SENT} Take {ALGORITHM} for granted.",
        )


def _remarks(received: Received) -> Iterator[str]:
    where = received.header(CERTIFICATE)
    if where is None:
        yield f"it has no {CERTIFICATE} header: a receiver does not know which certificate to use"
    elif (host := _host(where)) and _is_here(host):
        yield "its certificate is at an address of this machine, as a simulator's: in live that must be refused"


def _host(url: str) -> str | None:
    """Return the host of an address; an empty one where it has none, None where there is no address."""
    if not url:
        return None
    try:
        return urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""


def _is_paypals(url: str) -> bool:
    parts = urlsplit(url.strip())
    host = parts.hostname or ""
    return (
        parts.scheme == "https" and not parts.username and (host == "paypal.com" or host.endswith(certificates.PAYPALS))
    )


def _is_here(host: str) -> bool:
    return host == "localhost" or host.startswith("127.")
