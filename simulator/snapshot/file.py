"""The form of a snapshot: plain data, with a version, in MessagePack. Not: what of a world is in it.

A file may come from a colleague, so nothing in it is ever executed: kinds of objects and steps that follow by
themselves stand in it by name, and only those that a provider lists are made.

Values stand in tables, a column for each field: most fields have one value in a hundred thousand objects, and a column
that is the same throughout is written once and set in one sweep. A table is cut into chunks, each packed by itself: of
a file that is opened only those are read that somebody asks for.
"""

from __future__ import annotations

import zlib
from typing import Any, Literal, TypeAlias

import msgspec

from simulator.delivery.retries import SavedRetry
from simulator.faults import SavedFault
from simulator.provider import Reply, Side

MAGIC = b"assay world\n"
FORMAT = 2
ROWS = 512
"""In a chunk: so few that they are still in the processor's cache when their next column is written or set."""

Packed: TypeAlias = bytes
"""Plain data, see `packing.py`."""

CHECKED = 4
"""Bytes of the checksum that follows the magic."""


class BrokenSnapshot(ValueError):  # noqa: N818 - said to people as it stands
    """The bytes are no snapshot that can be loaded; the message says what is wrong with them."""


class Column(msgspec.Struct, frozen=True, array_like=True):
    """One field of many values. What `content` holds depends on `form`: see `writer.py`."""

    form: str
    content: msgspec.Raw


class Chunk(msgspec.Struct, frozen=True, array_like=True):
    """At most `ROWS` values of one kind: packed columns, one for each field that `Saved.fields` names.

    A value's number is that of its chunk times `ROWS`, and its row.
    """

    kind: str
    count: int
    content: memoryview


class Draw(msgspec.Struct, frozen=True, array_like=True):
    """Where a `random.Random` stands."""

    version: int
    state: tuple[int, ...]
    gauss: float | None


class SavedRecord(msgspec.Struct, frozen=True, gc=False):
    """What an idempotency key was used for, and answered. They stand in chunks of their own, as they are."""

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
    order: dict[str, list[str] | None]
    """By kind, ids as they were noted; None: all objects of that kind, in their order."""
    coming: Packed
    """Columns: when, the how manieth change, id, number."""
    shown: Packed
    """Columns: id, the how manieth change, number."""
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
    objects: Packed
    """Columns, as in the next two: id (or key), number."""
    events: Packed
    idempotency: Packed
    endpoints: list[int]
    acknowledged: Packed
    """By event id, ids of endpoints."""
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
    fields: dict[str, list[str]]
    """By kind, which fields the columns of its chunks are."""
    chunks: list[Chunk]
    books: list[SavedBooks]
    retries: list[SavedRetry]
    faults: list[SavedFault]


class _Head(msgspec.Struct, frozen=True):
    format: int
    assay: str


def encode(saved: Saved) -> bytearray:
    """Write a snapshot."""
    start = len(MAGIC) + CHECKED
    content = bytearray(MAGIC + bytes(CHECKED))
    msgspec.msgpack.Encoder().encode_into(saved, content, start)
    content[len(MAGIC) : start] = _checksum(memoryview(content)[start:])
    return content


def decode(content: bytes | bytearray | memoryview) -> Saved:
    """Read what `encode` wrote. Raises BrokenSnapshot for anything else, and for another format.

    Chunks are parts of `content`, which must not be changed afterwards.
    """
    view = memoryview(content)
    if view[: len(MAGIC)] != MAGIC:
        raise BrokenSnapshot("it is no saved world: `assay sandbox --save FILE` writes one")
    check, body = view[len(MAGIC) : len(MAGIC) + CHECKED], view[len(MAGIC) + CHECKED :]
    if _checksum(body) != check:
        raise BrokenSnapshot("it is damaged, or was cut short: what it says of itself does not fit its content")
    try:
        return _decoded(body)
    except msgspec.MsgspecError as broken:
        raise BrokenSnapshot(f"it is no saved world: {broken}") from None


def _checksum(body: memoryview) -> bytes:
    return zlib.crc32(body).to_bytes(CHECKED, "big")


def _decoded(body: memoryview) -> Saved:
    head = msgspec.msgpack.decode(body, type=_Head)
    if head.format != FORMAT:
        raise BrokenSnapshot(
            f"it has format {head.format} (written by Assay {head.assay}); this Assay reads {FORMAT}. Save it anew"
        )
    return msgspec.msgpack.decode(body, type=Saved)
