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
    pieces: tuple[bytes, ...]
    """The bytes, with an empty piece in each open place: every second one."""
    shown: Callable[[Row], Row]
    """Takes from all fields of an object those that go there, in the order of the bytes."""
    hashes: tuple[int, ...]
    """Where in `rest` a hash stands that is not empty."""
    written: bytes
    """These hashes: equal ones may have their keys in another order, and are written otherwise then."""

    def fits(self, rest: Row) -> bool:
        """Say whether an object with these other fields is written with this stencil."""
        if self.rest != rest:
            return False
        for nth in self.hashes:
            if rest[nth] is not self.rest[nth]:
                return _encode([rest[nth] for nth in self.hashes]) == self.written
        return True


class Stencils:
    """The stencils of one kind of object in one mode."""

    def __init__(self, kind: Any) -> None:
        self._places = {field: nth for nth, field in enumerate(kind.__struct_fields__)}
        self._names = OPEN[kind]
        self._rest: Callable[[Row], Row] = itemgetter(
            *(nth for field, nth in self._places.items() if field not in self._names)
        )
        self._kept: deque[_Stencil] = deque(maxlen=KEPT)

    def write(self, books: Books, value: Any, version: str) -> bytes | None:
        """Return the bytes of an object; None if one of its open fields is not shown in one place, as it is."""
        row = astuple(value)
        rest = self._rest(row)
        for kept in self._kept:
            if kept.fits(rest):
                stencil = kept
                break
        else:
            cut = self._cut(books, value, version, rest)
            if cut is None:
                return None
            stencil = cut
            self._kept.appendleft(stencil)
        parts = list(stencil.pieces)
        parts[1::2] = map(_encode, stencil.shown(row))
        return b"".join(parts)

    def _cut(self, books: Books, value: Any, version: str, rest: Row) -> _Stencil | None:
        marks = [f"@@{nth}@@" for nth in range(len(self._names))]
        marked = replace(value, **dict(zip(self._names, marks, strict=True)))
        left = _encode(render(books, marked, version))
        written = [_encode(mark) for mark in marks]
        if any(left.count(mark) != 1 for mark in written):
            return None
        order = sorted(range(len(marks)), key=lambda nth: left.index(written[nth]))
        pieces: list[bytes] = []
        for nth in order:
            piece, _, left = left.partition(written[nth])
            pieces += (piece, b"")
        pieces.append(left)
        shown = itemgetter(*(self._places[self._names[nth]] for nth in order))
        hashes = tuple(nth for nth, value in enumerate(rest) if value and isinstance(value, Mapping))
        try:
            return _Stencil(rest, tuple(pieces), shown, hashes, _encode([rest[nth] for nth in hashes]))
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
