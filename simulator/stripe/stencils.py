"""Objects straight to bytes, where only plain fields differ from one that was shown before. Not: how objects look.

Of most objects that are made nothing is new but an id, a time, an amount, a secret. The bytes around these are kept
from the last object that had all else in common: a *stencil*. It is cut from what `render` shows of such an object, so
there is one truth about shapes, and what no stencil is for is rendered as ever.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any

import msgspec
from msgspec.structs import astuple, replace

from simulator.stripe.resources.customer import Customer
from simulator.stripe.resources.payment_intent import PaymentIntent
from simulator.stripe.versions import newest, render
from simulator.world import Books

OPEN: Mapping[type, tuple[str, ...]] = {
    PaymentIntent: ("id", "created", "amount", "client_secret", "metadata"),
    Customer: ("id", "created", "invoice_prefix", "email", "metadata", "name"),
}
"""Fields that a kind of object shows in one place, and as they are: a stencil is open there."""

KEPT = 8
"""Stencils of each kind and mode, the newest first."""

_encode = msgspec.json.Encoder().encode

Row = tuple[Any, ...]
"""All fields of an object, or some."""


class _Stencil(msgspec.Struct, frozen=True):
    """The bytes before each open place and those at the end, for objects whose other fields are `rest`."""

    rest: Row
    before: tuple[tuple[bytes, int], ...]
    """In the order of the bytes; each with the place of its field in `OPEN`."""
    end: bytes
    hashes: tuple[int, ...]
    """Where in `rest` a hash stands that is not empty."""
    written: bytes
    """These hashes: equal ones may have their keys in another order, and are written otherwise then."""

    def fits(self, rest: Row) -> bool:
        """Say whether an object with these other fields is written with this stencil."""
        return self.rest == rest and _encode([rest[nth] for nth in self.hashes]) == self.written


class Stencils:
    """The stencils of one kind of object in one mode."""

    def __init__(self, kind: Any) -> None:
        places = {field: nth for nth, field in enumerate(kind.__struct_fields__)}
        self._names = OPEN[kind]
        self._open: Callable[[Row], Row] = itemgetter(*(places[name] for name in self._names))
        self._rest: Callable[[Row], Row] = itemgetter(
            *(nth for field, nth in places.items() if field not in self._names)
        )
        self._kept: deque[_Stencil] = deque(maxlen=KEPT)

    def write(self, books: Books, value: Any, version: str) -> bytes | None:
        """Return the bytes of an object; None if one of its open fields is not shown in one place, as it is."""
        row = astuple(value)
        rest = self._rest(row)
        stencil = next((one for one in self._kept if one.fits(rest)), None)
        if stencil is None:
            stencil = self._cut(books, value, version, rest)
            if stencil is None:
                return None
            self._kept.appendleft(stencil)
        shown = self._open(row)
        parts: list[bytes] = []
        for piece, nth in stencil.before:
            parts += (piece, _encode(shown[nth]))
        parts.append(stencil.end)
        return b"".join(parts)

    def _cut(self, books: Books, value: Any, version: str, rest: Row) -> _Stencil | None:
        marks = [f"@@{nth}@@" for nth in range(len(self._names))]
        marked = replace(value, **dict(zip(self._names, marks, strict=True)))
        left = _encode(render(books, marked, version))
        written = [_encode(mark) for mark in marks]
        if any(left.count(mark) != 1 for mark in written):
            return None
        before = []
        for nth in sorted(range(len(marks)), key=lambda nth: left.index(written[nth])):
            piece, _, left = left.partition(written[nth])
            before.append((piece, nth))
        hashes = tuple(nth for nth, value in enumerate(rest) if value and isinstance(value, Mapping))
        try:
            return _Stencil(rest, tuple(before), left, hashes, _encode([rest[nth] for nth in hashes]))
        except TypeError:  # something in it is shown otherwise than it is kept
            return None


def body(books: Books, value: Any, version: str) -> bytes | None:
    """Return the JSON of an object, byte for byte as `render` shows it; None for what there are no stencils of.

    These are kinds that are not listed, older versions, and connected accounts, whose platform is shown.
    """
    if value.__class__ not in OPEN or books.platform is not None or not newest(version):
        return None
    stencils = _stencils(value.__class__, books.livemode)
    return stencils.write(books, value, version)


@cache
def _stencils(kind: type, livemode: bool) -> Stencils:  # noqa: ARG001 - the mode is shown, and tells two apart
    return Stencils(kind)
