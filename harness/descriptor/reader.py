"""Reads `assay.toml`: from a file to a Descriptor, or to every mistake in it with its line. Not: the rules themselves.

All mistakes of a file are told together, in the order of their lines, one line of text each.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from harness.descriptor import captured, hooking, looking, reaching, rules, secured, shape, strings, subscription_rules
from harness.descriptor.lines import Lines
from harness.descriptor.mistakes import Mistake, about
from harness.descriptor.model import Descriptor
from simulator.masking import mask

FILE_NAME = "assay.toml"
LIVE_KEY = re.compile(r"\b((?:sk|rk|pk)_live_)(?!ASSAY)[A-Za-z0-9]{4,}([A-Za-z0-9]{4})")
"""A real key of the live side. The simulator's own carry ASSAY after the prefix."""

_AT_LINE = re.compile(r" \(at line (\d+), column (\d+)\)$")
_AT_END = " (at end of document)"
_REMEDIES: tuple[tuple[str, str], ...] = (
    ("Invalid value", 'Text stands in quotation marks: key = "value"'),
    ("Expected '=' after a key", 'Write key = "value", or [table] on a line of its own'),
    ("Cannot overwrite a value", "The key stands twice: delete one of the two"),
    ("Cannot declare", "The table stands twice: put its keys together under one header"),
    ("Expected newline or end of document", "One key = value on each line; text stands in quotation marks"),
    ("Unescaped '\\' in a string", "Write the text in single quotes to keep its backslashes"),
    ("Illegal character", "A text ends on the line on which it begins; longer ones stand in three quotation marks"),
    ("Unterminated string", "Close the text with the quotation marks that began it"),
    ("Expected ']'", "The header of a table stands alone on its line, in brackets: [table]"),
    ("Unclosed array", "Close the list with ]"),
    ("Unclosed inline table", "Close the table with }; an inline table stands on one line"),
    ("Cannot mutate immutable namespace", "A table written as { … } is whole: put all of its keys inside the braces"),
    ("Cannot overwrite", "The key stands twice: delete one of the two"),
)


class BrokenFile(ValueError):  # noqa: N818 - said to people as it stands
    """A file that a person wrote is wrong. `messages` are whole lines with place, value and remedy."""

    def __init__(self, messages: Iterable[str]) -> None:
        """Keep the messages, in the order in which they are said."""
        self.messages = tuple(messages)
        super().__init__("\n".join(self.messages))


class BrokenDescriptor(BrokenFile):
    """The file is no descriptor."""


@dataclass(frozen=True, slots=True)
class Document:
    """A TOML file as text, data and lines. `name` is the path as the user gave it."""

    name: str
    text: str
    data: dict[str, Any]
    lines: Lines

    def said(self, mistakes: Iterable[Mistake]) -> list[str]:
        """Return mistakes as whole lines, in the order of the file."""
        placed = sorted(mistakes, key=lambda mistake: self.lines.of(mistake.path) or 0)
        return list(dict.fromkeys(mistake.said(self.name, self.lines) for mistake in placed))


def read(path: Path) -> Descriptor:
    """Return the descriptor in the file `path`. Raises BrokenDescriptor with every mistake that it has."""
    document = parse(path, "Write one, or name it: assay run --target PATH/assay.toml")
    live_keys = list(_live_keys(document))
    found = [
        *shape.mistakes(document.data, Descriptor),
        *rules.mistakes(document.data),
        *looking.mistakes(document.data),
        *captured.mistakes(document.data),
        *secured.mistakes(document.data),
        *reaching.mistakes(document.data),
        *strings.mistakes(document.data),
        *subscription_rules.mistakes(document.data),
        *hooking.mistakes(document.data, path.parent),
        *_missing_folder(document.data, path.parent),
    ]
    messages = [*live_keys, *document.said(found)]
    if messages:
        raise BrokenDescriptor(messages)
    return msgspec.convert(document.data, Descriptor)


def parse(path: Path, remedy: str) -> Document:
    """Return a TOML file. Raises BrokenFile if it cannot be read or is not TOML; `remedy` is for a missing file."""
    try:
        raw = path.read_bytes()
    except OSError as unread:
        raise BrokenFile([f"{path}: cannot be read ({unread.strerror}). {remedy}"]) from None
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as broken:
        line, column = _position(raw, broken.start)
        shown = f"byte 0x{raw[broken.start]:02x}"
        raise BrokenFile([f"{path}:{line}:{column}: {shown} is not UTF-8. Save the file as UTF-8"]) from None
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as broken:
        raise BrokenFile([_not_toml(path, text, str(broken))]) from None
    return Document(str(path), text, data, Lines(text.replace("\r\n", "\n")))


def _missing_folder(data: dict[str, Any], beside: Path) -> Iterator[Mistake]:
    cwd = rules.table(data, "target").get("cwd")
    if isinstance(cwd, str) and not (beside / cwd).is_dir():
        remedy = "Write the folder in which the commands run, relative to this file"
        yield about(("target", "cwd"), cwd, f"is no folder ({(beside / cwd).resolve()})", remedy)


def _not_toml(path: Path, text: str, said: str) -> str:
    found = _AT_LINE.search(said)
    if found:
        line, column = int(found[1]), int(found[2])
    else:
        line, column = text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1
    what = _AT_LINE.sub("", said).removesuffix(_AT_END)
    remedy = next((remedy for begins, remedy in _REMEDIES if what.startswith(begins)), "See https://toml.io")
    lines = text.splitlines()
    written = mask(lines[line - 1].strip()) if line <= len(lines) else ""
    value = f" in: {written[:80]}" if written else ""
    return f"{path}:{line}:{column}: not TOML ({what}){value}. {remedy}"


def _position(raw: bytes, offset: int) -> tuple[int, int]:
    before = raw[:offset]
    return before.count(b"\n") + 1, offset - (before.rfind(b"\n") + 1) + 1


def _live_keys(document: Document) -> Iterable[str]:
    """Yield a line for each real live key, wherever in the text it stands, comments included."""
    for found in LIVE_KEY.finditer(document.text):
        line = document.text.count("\n", 0, found.start()) + 1
        yield (
            f"{document.name}:{line}: {found[1]}…{found[2]} is a real live key. Take it out and have the provider "
            "roll it: the harness gives the target keys of its own"
        )
