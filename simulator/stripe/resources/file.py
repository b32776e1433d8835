"""File and FileLink: what a merchant has uploaded, and an address at which anybody may read it. Not: what it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """An uploaded file. Its contents are shown by its own address only, never in a journal or an event."""

    id: str
    created: int
    filename: str
    purpose: str
    type: str | None
    contents: bytes = field(repr=False)


class FileLink(msgspec.Struct, frozen=True, kw_only=True):
    """A public link to a file. `expires_at` is a unix second, None for a link without an end."""

    id: str
    created: int
    file: str
    token: str
    expires_at: int | None = None
    metadata: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Contents:
    """The bytes of a file as they are answered, outside of any JSON."""

    file: File
