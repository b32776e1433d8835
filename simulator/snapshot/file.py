"""The form of a snapshot: plain data, with a version, in MessagePack. Not: what of a world is in it.

A file may come from a colleague, so nothing in it is ever executed: kinds of objects and steps that follow by
themselves stand in it by name, and only those that a provider lists are made.

Values stand in tables, a column for each field: most fields have one value in a hundred thousand objects, and a column
that is the same throughout is written once and set in one sweep.
"""

from __future__ import annotations

import zlib
from typing import Any, Literal

import msgspec

from simulator.delivery.retries import SavedRetry
from simulator.faults import SavedFault
from simulator.provider import Reply, Side
from simulator.snapshot.garbage import no_search

MAGIC = b"assay world\n"
FORMAT = 1


class BrokenSnapshot(ValueError):  # noqa: N818 - said to people as it stands
    """The bytes are no snapshot that can be loaded; the message says what is wrong with them."""


class Column(msgspec.Struct, frozen=True, array_like=True):
    """One field of many values. What `content` holds depends on `form`: see `writer.py`.

    It is coded by itself, so that a thread that writes or reads a snapshot leaves the processor to others in between.
    """

    name: str
    form: str
    content: msgspec.Raw


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """Some values of one kind; they are numbered on from the chunk of that kind before."""

    kind: str
    count: int
    columns: list[Column]


class Refs(msgspec.Struct, frozen=True, array_like=True):
    """Values in a row: the kinds among them, and of each value which kind (None: all are of the first) and number."""

    kinds: list[str]
    which: list[int] | None
    numbers: list[int]


class Draw(msgspec.Struct, frozen=True, array_like=True):
    """Where a `random.Random` stands."""

    version: int
    state: tuple[int, ...]
    gauss: float | None


class SavedRecord(msgspec.Struct, frozen=True, array_like=True):
    """An idempotency key and what it was answered."""

    key: str
    fingerprint: bytes
    at: float
    reply: Reply


class SavedDue(msgspec.Struct, frozen=True, array_like=True):
    """A step that follows by itself: the provider's name for it, and what it is called with."""

    at: float
    step: str
    arguments: Any
    after: tuple[str, ...]
    untold: bool


class SavedIndex(msgspec.Struct, frozen=True):
    """What can be searched for, and what soon can be."""

    draw: Draw
    order: dict[str, list[str]]
    coming_at: list[float]
    coming_nth: list[int]
    coming: Refs
    shown_nth: list[int]
    shown: Refs
    noted: int


class SavedBooks(msgspec.Struct, frozen=True, kw_only=True):
    """One side of one provider."""

    provider: str
    side: Side
    account: str
    secret_key: str
    publishable_key: str
    api_version: str
    base_url: str
    draw: Draw
    keys: dict[str, list[str] | None]
    expired: list[str]
    objects: Refs
    events: Refs
    endpoints: Refs
    acknowledged: dict[str, list[str]]
    idempotency: list[SavedRecord]
    index: SavedIndex
    due: list[SavedDue]
    connected: list[SavedBooks]


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """A world. `now` is its clock's unix time when it was taken: it goes on from there."""

    format: int
    assay: str
    id: str
    seed: int
    now: float
    news: Literal["deliver", "hold"]
    held: list[tuple[str, Side, str]]
    limited: bool
    variations: list[str] = []
    chunks: list[Chunk]
    books: list[SavedBooks]
    retries: list[SavedRetry]
    faults: list[SavedFault]


class _Head(msgspec.Struct, frozen=True):
    format: int
    assay: str


def encode(saved: Saved) -> bytes:
    """Write a snapshot."""
    body = msgspec.msgpack.encode(saved)
    return MAGIC + zlib.crc32(body).to_bytes(4, "big") + body


def decode(content: bytes) -> Saved:
    """Read what `encode` wrote. Raises BrokenSnapshot for anything else, and for another format."""
    if not content.startswith(MAGIC):
        raise BrokenSnapshot("it is no saved world: `assay sandbox --save FILE` writes one")
    check, body = content[len(MAGIC) : len(MAGIC) + 4], memoryview(content)[len(MAGIC) + 4 :]
    if zlib.crc32(body).to_bytes(4, "big") != check:
        raise BrokenSnapshot("it is damaged, or was cut short: what it says of itself does not fit its content")
    try:
        with no_search():
            return _decoded(body)
    except msgspec.MsgspecError as broken:
        raise BrokenSnapshot(f"it is no saved world: {broken}") from None


def _decoded(body: memoryview) -> Saved:
    head = msgspec.msgpack.decode(body, type=_Head)
    if head.format != FORMAT:
        raise BrokenSnapshot(
            f"it has format {head.format} (written by Assay {head.assay}); this Assay reads {FORMAT}. Save it anew"
        )
    return msgspec.msgpack.decode(body, type=Saved)
