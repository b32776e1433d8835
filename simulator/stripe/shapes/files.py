"""How files and their links look. Not: their contents."""

from __future__ import annotations

from typing import Any

from simulator.stripe.resources.file import File, FileLink
from simulator.world import Books


def file(books: Books, value: File) -> dict[str, Any]:
    """11 keys, from the published schema (2026-08-26); the ten newest links are shown inside."""
    links = [made for made in books.of_kind(FileLink) if made.file == value.id]
    return {
        "id": value.id,
        "object": "file",
        "created": value.created,
        "expires_at": None,
        "filename": value.filename,
        "links": {
            "object": "list",
            "data": [file_link(books, made) for made in reversed(links[-10:])],
            "has_more": len(links) > 10,
            "url": f"/v1/file_links?file={value.id}",
        },
        "purpose": value.purpose,
        "size": len(value.contents),
        "title": None,
        "type": value.type,
        "url": f"{books.base_url}/v1/files/{value.id}/contents",
    }


def file_link(books: Books, value: FileLink) -> dict[str, Any]:
    """9 keys; a link that has ended has no address any more (unconfirmed)."""
    expired = value.expires_at is not None and value.expires_at <= books.clock.now()
    return {
        "id": value.id,
        "object": "file_link",
        "created": value.created,
        "expired": expired,
        "expires_at": value.expires_at,
        "file": value.file,
        "livemode": books.livemode,
        "metadata": value.metadata,
        "url": None if expired else f"{books.base_url}/links/{value.token}",
    }
