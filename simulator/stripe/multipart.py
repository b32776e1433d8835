"""A multipart body read into parameters and one file. Not: which purposes there are.

The library refuses what is malformed; the limits here are ours, above every size that Stripe takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, parse_form
from python_multipart.multipart import File as Part

from simulator.stripe.errors import files as file_errors

LARGEST = 20 * 1024 * 1024
"""Bytes of a whole body."""

MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of a call: name as the client gave it, and bytes."""

    filename: str
    contents: bytes


def read(content_type: str, body: bytes) -> tuple[list[tuple[str, str]], Upload | None]:
    """Return the plain fields in order, and the file, if there is one. Raises the refusal for what cannot be read."""
    if len(body) > LARGEST:
        raise file_errors.too_large(LARGEST)
    pairs: list[tuple[str, str]] = []
    uploads: list[Upload] = []

    def on_field(part: Field) -> None:
        if len(pairs) >= MOST_PARTS:
            raise file_errors.malformed()
        pairs.append((_text(part.field_name), _text(part.value)))

    def on_file(part: Part) -> None:
        stream = part.file_object
        stream.seek(0)
        if _text(part.field_name) == "file" and not uploads:
            uploads.append(Upload(_text(part.file_name), stream.read()))
        part.close()

    try:
        parse_form({"Content-Type": content_type.encode("latin-1")}, BytesIO(body), on_field, on_file)
    except (FormParserError, ValueError) as wrong:
        raise file_errors.malformed() from wrong
    return pairs, uploads[0] if uploads else None


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")
