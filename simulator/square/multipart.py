"""A multipart body read into its JSON part and one file. Not: what they mean.

The library refuses what is malformed; the limits here are ours, above every size that Square takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, parse_form
from python_multipart.multipart import File as Part

from simulator.square import errors

LARGEST = 20 * 1024 * 1024
"""Bytes of a whole body."""

MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Upload:
    """The file of a call: name as the client gave it, and its kind."""

    filename: str
    kind: str | None = None


def read(content_type: str, body: bytes) -> tuple[bytes, Upload | None]:
    """Return the part `request`, which is JSON, and the part `image_file`. Raises the refusal for what cannot be read.

    Clients send the JSON part as a field or as a file without a name of its own: both are read.
    """
    if len(body) > LARGEST:
        raise errors.error(413, "REQUEST_ENTITY_TOO_LARGE", "The request is too large.")
    told: dict[str, bytes] = {}
    uploads: list[Upload] = []

    def on_field(part: Field) -> None:
        if len(told) < MOST_PARTS:
            told[_text(part.field_name)] = part.value or b""

    def on_file(part: Part) -> None:
        name = _text(part.field_name)
        if name == "image_file" and not uploads:
            uploads.append(Upload(_text(part.file_name)))
        elif len(told) < MOST_PARTS:
            stream = part.file_object
            stream.seek(0)
            told[name] = stream.read()
        part.close()

    try:
        parse_form({"Content-Type": content_type.encode("latin-1")}, BytesIO(body), on_field, on_file)
    except (FormParserError, ValueError):
        raise errors.bad_request("The multipart body cannot be read.") from None
    return told.get("request", b""), uploads[0] if uploads else None


def _text(value: bytes | None) -> str:
    return (value or b"").decode(errors="replace")
