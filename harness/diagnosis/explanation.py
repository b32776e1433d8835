"""What a diagnosis says, and the search for the simplest one. Not: what is tried (see the providers).

An explanation is a row of *departures*: each names something that was not as it must have been when the provider
signed, and what to do. None at all means that the delivery verifies as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import Any, Generic, Literal, TypeVar

import msgspec

What = Literal[
    "body", "secret", "url", "clock", "scheme", "encoding", "header", "webhook id", "certificate", "checksum"
]

V = TypeVar("V")

LARGE = 256_000
"""Bytes of a body from which only one departure at a time is tried: every try reads the whole of it."""
MOST = 3
"""Departures in one explanation: with more of them at once almost anything would be tried."""


class Secret(msgspec.Struct, frozen=True):
    """One secret, and how it is called when one speaks of it. Its value is never shown."""

    name: str
    value: bytes

    def __repr__(self) -> str:
        """Return its name alone: a traceback or a log must not hold the value."""
        return f"Secret({self.name!r})"


class Given(msgspec.Struct, frozen=True, kw_only=True):
    """What the receiver has, by its own account. The first of several is the one that it uses."""

    secrets: tuple[Secret, ...] = ()
    urls: tuple[str, ...] = ()
    webhook_ids: tuple[str, ...] = ()
    certificates: tuple[Secret, ...] = ()
    """Files of certificates, as they are."""
    now: float
    """What the receiver's clock read, in unix seconds."""
    tolerance: int = 300
    """Seconds that a signature of Stripe's stays fresh."""


class Departure(msgspec.Struct, frozen=True):
    """Something that was otherwise when the provider signed."""

    what: What
    told: str
    """`the body without the newline at its end`."""
    remedy: str


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """Why it was refused. `departures` is None where nothing that was tried would have matched."""

    provider: str
    departures: tuple[Departure, ...] | None
    reasons: tuple[str, ...] = ()
    """What is plainly wrong with it, or missing, whatever was tried."""
    remarks: tuple[str, ...] = ()
    """What else a person should know."""
    tried: int = 0
    """How many combinations were."""

    @property
    def verifies(self) -> bool:
        """Say whether it verifies as it stands."""
        return self.departures == ()


class Guess(msgspec.Struct, Generic[V], frozen=True):
    """One thing that may have been there when the provider signed, and how it departs from what is there."""

    value: V
    departures: tuple[Departure, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """The simplest row of guesses that fits, and how many were tried until then."""

    departures: tuple[Departure, ...] | None
    tried: int


def simplest(fits: Callable[..., Departure | bool], *axes: Sequence[Guess[Any]], size: int) -> Found:
    """Return the guesses, one of each axis, that fit with the fewest departures. `size` is that of the body.

    `fits` takes a value of each axis; what it answers may itself be a departure, of how the signature is written.
    """
    tried = 0
    for row in _rows(axes, 1 if size > LARGE else MOST):
        tried += 1
        answer = fits(*(guess.value for guess in row))
        if answer:
            own = (answer,) if isinstance(answer, Departure) else ()
            return Found(tuple(one for guess in row for one in guess.departures) + own, tried)
    return Found(None, tried)


def _rows(axes: Sequence[Sequence[Guess[Any]]], most: int) -> Iterator[tuple[Guess[Any], ...]]:
    """Yield every row with at most that many departures, those with the fewest first."""
    by_number = [{number: [one for one in axis if len(one.departures) == number] for number in range(most + 1)}
                 for axis in axes]  # fmt: skip
    for total in range(most + 1):
        for split in product(range(total + 1), repeat=len(axes)):
            if sum(split) == total:
                yield from product(*(axis[number] for axis, number in zip(by_number, split, strict=True)))


def moment(seconds: float) -> str:
    """Return a moment as people read it, in UTC."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return f"unix second {seconds:.0f}"


def span(seconds: float) -> str:
    """Return a length of time in words: `2 h 5 min`."""
    whole = abs(round(seconds))
    parts = [(whole // 86_400, "d"), (whole // 3_600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s")]
    return " ".join(f"{number} {unit}" for number, unit in [one for one in parts if one[0]][:2]) or "0 s"
