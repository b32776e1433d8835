"""How the official SDK uploads files and makes links, in both of its styles. Not: the tests that run these tables."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

PDF = b"%PDF-1.4 receipt\r\n--x\x00\xff"


def upload() -> dict[str, Any]:
    return {"purpose": "dispute_evidence", "file": BytesIO(PDF)}


def linked(sdk: Any) -> Any:
    return sdk.file_links.create({"file": sdk.files.create(upload()).id})


CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "files.create": ("files.create", lambda s: s.files.create(upload()), "file"),
    "files.list": ("files.list", lambda s: s.files.list({"purpose": "dispute_evidence"}), "list"),
    "files.retrieve": ("files.retrieve", lambda s: s.files.retrieve(s.files.create(upload()).id), "file"),
    "file_links.create": ("file_links.create", linked, "file_link"),
    "file_links.list": ("file_links.list", lambda s: s.file_links.list(), "list"),
    "file_links.retrieve": (
        "file_links.retrieve", lambda s: s.file_links.retrieve(linked(s).id, {"expand": ["file"]}), "file_link"),
    "file_links.update": (
        "file_links.update", lambda s: s.file_links.update(linked(s).id, {"expires_at": "now"}), "file_link"),
}  # fmt: skip

GLOBAL: dict[str, Callable[[Any], Any]] = {
    "File.create": lambda s: s.File.create(**upload()),
    "File.list": lambda s: s.File.list(),
    "File.retrieve": lambda s: s.File.retrieve(s.File.create(**upload()).id),
    "FileLink.create": lambda s: s.FileLink.create(file=s.File.create(**upload()).id),
    "FileLink.list": lambda s: s.FileLink.list(expired=False),
}
