"""The target's declared stores, read whole as text: databases and folders of files. Not: what is looked for in them.

What is encoded once or twice (base64, zlib, gzip) is decoded and read as well: a blob is no hiding place.
"""

from __future__ import annotations

import base64
import binascii
import gzip
import re
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, select
from sqlalchemy.exc import SQLAlchemyError

from harness.descriptor.model import StoresTable
from harness.descriptor.template import fill
from harness.failures import WindowShut
from harness.windows import databases

DEPTH = 2
"""How many layers of encoding are taken off."""
LARGEST_FILE = 32 << 20

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")


def dump(stores: StoresTable, values: Mapping[str, str]) -> dict[str, str]:
    """Return every declared store by name, as text. Raises WindowShut if none is declared or one cannot be read."""
    texts: dict[str, str] = {}
    for url in stores.databases:
        texts |= _database(fill(url, values))
    for folder in stores.folders:
        texts |= {str(path): _text(path.read_bytes()) for path in _files(Path(fill(folder, values)))}
    if not texts:
        raise WindowShut("no store is declared", needs="[stores] databases and folders")
    return texts


def _database(url: str) -> dict[str, str]:
    try:
        with databases.opened(url) as engine, engine.connect() as connection:
            tables = MetaData()
            tables.reflect(engine)
            store = Path(engine.url.database or url).name
            return {
                f"{store}:{name}": "\n".join(map(_row, connection.execute(select(table)).mappings()))
                for name, table in tables.tables.items()
            }
    except SQLAlchemyError as broken:
        raise WindowShut(f"a store cannot be read: {str(broken).splitlines()[0]}", needs="[stores] databases") from None


def _row(row: Mapping[Any, Any]) -> str:
    return " ".join(_text(value) if isinstance(value, bytes) else _decoded(str(value)) for value in row.values())


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= LARGEST_FILE:
            yield path


def _decoded(text: str) -> str:
    return _text(text.encode(errors="replace"))


def _text(raw: bytes, depth: int = DEPTH) -> str:
    """Return bytes as text, with what is encoded in them behind it."""
    said = [raw.decode("utf-8", errors="replace")]
    if depth:
        said += [_text(layer, depth - 1) for layer in _layers(raw)]
    return "\n".join(said)


def _layers(raw: bytes) -> Iterator[bytes]:
    for unpack in (zlib.decompress, gzip.decompress):
        try:
            yield unpack(raw)
        except (zlib.error, OSError, EOFError):
            continue
    for found in _BASE64.finditer(raw):
        padded = found.group().rstrip(b"=")
        try:
            yield base64.urlsafe_b64decode(padded.replace(b"+", b"-").replace(b"/", b"_") + b"=" * (-len(padded) % 4))
        except (binascii.Error, ValueError):
            continue
