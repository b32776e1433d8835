"""What a secret may have been: as it is, without what a file or a shell added, the other one. Not: any value shown."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import suppress

from harness.diagnosis.explanation import Departure, Guess, Secret

STRIPES = b"whsec_"

UNSET = (b"", b"None", b"undefined", b"null")
"""What a variable that is not set turns into."""


def keys(secrets: Sequence[Secret], *, prefix: bytes = b"") -> list[Guess[bytes]]:
    """Return every key that may have signed; with the first secret as it is, nothing departs."""
    seen: dict[bytes, Guess[bytes]] = {}
    for nth, secret in enumerate(secrets):
        other = () if nth == 0 else (_other(secret, secrets[0]),)
        for guess in _of(secret, prefix):
            value = Guess(guess.value, (*other, *guess.departures))
            seen.setdefault(guess.value, value)
    for unset in UNSET:
        seen.setdefault(unset, Guess(unset, (_unset(unset),)))
    return sorted(seen.values(), key=lambda guess: len(guess.departures))


def remarks(secrets: Sequence[Secret], provider: str) -> Iterator[str]:
    """Yield what a secret shows by its form alone."""
    for secret in secrets:
        value = secret.value.strip()
        if not value:
            yield f"{secret.name} is empty"
        elif value.startswith((b"sk_", b"rk_", b"pk_")):
            yield f"{secret.name} is an API key of Stripe's, not the secret of an endpoint, which begins with whsec_"
        elif provider == "stripe" and not value.startswith(STRIPES):
            yield f"{secret.name} does not begin with whsec_, as Stripe's secrets of endpoints do"
        elif provider == "square" and value.startswith(b"EAAA"):
            yield f"{secret.name} is an access token; the signature key stands on the page of the subscription"
        elif provider != "stripe" and value.startswith(STRIPES):
            yield f"{secret.name} is a secret of Stripe's"


def _of(secret: Secret, prefix: bytes) -> Iterator[Guess[bytes]]:
    plain = Guess(secret.value)
    yield plain
    for guess in [plain, *_trimmed(secret)]:
        value, before = guess.value, guess.departures
        if guess is not plain:
            yield guess
        if prefix and value.startswith(prefix):
            yield _with(
                value.removeprefix(prefix), before, f"{secret.name} without its prefix {prefix.decode()}", FORGED
            )
        elif prefix:
            yield _with(prefix + value, before, f"{secret.name} with {prefix.decode()} before it", PREFIX)
        for decode in (base64.b64decode, base64.urlsafe_b64decode):
            bare = value.removeprefix(prefix)
            with suppress(ValueError):
                yield _with(decode(bare + b"=" * (-len(bare) % 4)), before, f"{secret.name} decoded from base64", TEXT)


FORGED = (
    "Whoever signed it left the prefix out: the provider does not, so the delivery is of a tool or a test. Sign with "
    "the whole secret."
)
PREFIX = "The whole secret is the key, prefix included: store it as the dashboard shows it."
TEXT = "The provider takes the secret as text and decodes nothing: sign with it as it stands."


def _trimmed(secret: Secret) -> Iterator[Guess[bytes]]:
    bare = secret.value.strip()
    if bare != secret.value:
        end = "the line end after it" if secret.value.rstrip(b"\r\n") == bare else "white space around it"
        remedy = "Strip it where it is read, or store it without: printf %s in place of echo, no line end in the file."
        yield _with(bare, (), f"{secret.name} without {end}", remedy)
    for mark in (b'"', b"'"):
        if len(bare) > 2 and bare.startswith(mark) and bare.endswith(mark):
            remedy = "The quotation marks became a part of it: docker --env-file and some .env readers keep them."
            yield _with(bare[1:-1], (), f"{secret.name} without the quotation marks around it", remedy)


def _with(value: bytes, before: tuple[Departure, ...], told: str, remedy: str) -> Guess[bytes]:
    return Guess(value, (*before, Departure("secret", told, remedy)))


def _other(secret: Secret, first: Secret) -> Departure:
    return Departure(
        "secret",
        f"{secret.name} in place of {first.name}",
        "Each endpoint has a secret of its own, test and live side too, and so has a tool that forwards events: "
        "configure the one of the endpoint that sends here.",
    )


def _unset(value: bytes) -> Departure:
    shown = f"the text {value.decode()!r}" if value else "an empty text"
    return Departure(
        "secret",
        f"{shown} as the secret",
        "Whoever knows no secret can sign so: refusing it is right. If it is your own tool that signs, its secret is "
        "not set.",
    )
