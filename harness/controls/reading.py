"""One TOML file of the catalogue: its tables as structs, and the line of every mistake. Not: what the tables mean."""

from __future__ import annotations

import difflib
import re
import tomllib
from importlib.resources.abc import Traversable
from typing import Any, TypeVar, get_args, get_type_hints

import msgspec

T = TypeVar("T", bound=msgspec.Struct)
Step = str | int

_AT = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_HEADER = re.compile(r"^\[\[?(?P<name>[^\]]+)\]\]?\s*(?:#.*)?$")


class BrokenCatalogue(ValueError):  # noqa: N818 - said to people as it stands
    """A file of the catalogue is wrong; the message names file, line, key, value and remedy."""


class Source(msgspec.Struct, frozen=True):
    """A file as it was read: its text for the lines, its tables for the data."""

    name: str
    """As messages show it: `webhook_body.toml`, `standards/cwe.toml`."""
    text: str
    tables: dict[str, Any]

    @classmethod
    def read(cls, file: Traversable, name: str) -> Source:
        """Read and parse. Raises BrokenCatalogue if the file cannot be read or is not TOML."""
        try:
            text = file.read_text(encoding="utf-8")
            return cls(name, text, tomllib.loads(text))
        except (OSError, UnicodeDecodeError) as unreadable:
            raise BrokenCatalogue(f"{name}: cannot be read ({unreadable}). Write it as UTF-8 text") from None
        except tomllib.TOMLDecodeError as broken:
            line = re.search(r"line (\d+)", str(broken))
            place = f"{name}:{line[1]}" if line else name
            said = re.sub(r" \(at .*\)$", "", str(broken))
            raise BrokenCatalogue(f"{place}: not TOML: {said}. See https://toml.io for the form") from None

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2].removesuffix(".toml")

    def whole(self, kind: type[T]) -> T:
        """Return the whole file as `kind`. Raises BrokenCatalogue."""
        return self._convert(self.tables, kind, None)

    def table(self, name: str, kind: type[T], **more: Any) -> T:
        """Return a table as `kind`, with `more` fields that the file does not write. Raises BrokenCatalogue."""
        table = self.tables.get(name)
        if not isinstance(table, dict):
            raise self.broken(f"there is no table [{name}]. Write [{name}] above its keys", name)
        for key in sorted(more.keys() & table.keys()):
            raise self.broken(
                f'[{name}] unknown key "{key}". Leave it out: it follows from the table\'s name', name, key
            )
        return self._convert(table, kind, name, **more)

    def broken(self, message: str, table: str | None = None, key: str | None = None, nth: int = 0) -> BrokenCatalogue:
        """Return the error to raise: `file.toml:LINE: message`."""
        line = line_of(self.text, table, key, nth)
        return BrokenCatalogue(f"{self.name}:{line}: {message}" if line else f"{self.name}: {message}")

    def _convert(self, table: dict[str, Any], kind: type[T], name: str | None, **more: Any) -> T:
        try:
            return msgspec.convert({**_even(table), **more}, kind, str_keys=True)
        except msgspec.ValidationError as wrong:
            raise self._explained(str(wrong), name, kind, table) from None

    def _explained(
        self, wrong: str, name: str | None, kind: type[msgspec.Struct], table: dict[str, Any]
    ) -> BrokenCatalogue:
        """Say in our words what msgspec found; its path (`$.maps.cwe[1]`) becomes a table, a key and a value."""
        path = _path(wrong)
        unknown = re.search(r"unknown field `([^`]*)`", wrong)
        missing = re.search(r"missing required field `([^`]*)`", wrong)
        if unknown:
            header, key, nth = self._home(name, [*path, unknown[1]])
            before = (key or "").removesuffix(unknown[1])
            known = [f"{before}{word}" for word in _holder(kind, path)]
            near = difflib.get_close_matches(key or "", known, 1)
            hint = f'Did you mean "{near[0]}"?' if near else f"Known keys: {', '.join(known)}"
            return self.broken(f'{_square(header)}unknown key "{key}". {hint}', header, key, nth)
        if missing:
            header, key, nth = self._home(name, [*path, missing[1]])
            return self.broken(f'{_square(header)}has no "{key}". Write that key', header, None, nth)
        header, key, nth = self._home(name, path)
        words = _words(kind, path)
        remedy = f"Write one of: {', '.join(words)}" if words else _AT.sub("", wrong)
        return self.broken(f"{_square(header)}{key}: {_value(table, path)!r} will not do. {remedy}", header, key, nth)

    def _home(self, name: str | None, path: list[Step]) -> tuple[str | None, str | None, int]:
        """Return the header under which a path stands in the text, the key below it, and which of equal headers."""
        header, keys, nth = name, [step for step in path if isinstance(step, str)], 0
        deeper = f"{name}.{keys[0]}" if name and keys else (keys[0] if keys else None)
        if len(keys) > 1 and deeper and line_of(self.text, deeper, None):
            nth = next((step for step in path if isinstance(step, int)), 0)
            header, keys = deeper, keys[1:]
        return header, ".".join(keys) or None, nth


def line_of(text: str, table: str | None, key: str | None, nth: int = 0) -> int | None:
    """Return the line of `key` under the nth `[table]` (None: the top of the file), else of the header, else None."""
    header: int | None = None
    inside, seen, in_string = table is None, -1, False
    for number, line in enumerate(text.splitlines(), 1):
        if not in_string and (named := _HEADER.match(line)):
            seen += named["name"].strip() == table
            inside = named["name"].strip() == table and seen == nth
            header = number if inside else header
        elif not in_string and inside and key and re.match(rf'\s*"?{re.escape(key)}"?\s*[=.]', line):
            return number
        in_string ^= line.count('"""') % 2 == 1
    return header


def _square(header: str | None) -> str:
    return f"[{header}] " if header else ""


def _path(wrong: str) -> list[Step]:
    at = _AT.search(wrong)
    found = re.findall(r"\.([A-Za-z_][\w-]*)|\[(\d+)\]", at["path"]) if at else []
    return [key or int(index) for key, index in found]


def _even(value: Any) -> Any:
    """Return `value` with every text on one line, however it was wrapped in the file."""
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, list):
        return [_even(one) for one in value]
    if isinstance(value, dict):
        return {key: _even(one) for key, one in value.items()}
    return value


def _hint(kind: Any, path: list[Step]) -> Any:
    """Return the type at the end of a path through structs and tuples, or None where the path leaves them."""
    for step in path:
        if isinstance(step, int):
            kind = next(iter(get_args(kind)), None)
        elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            names = {field.encode_name: field.name for field in msgspec.structs.fields(kind)}
            kind = get_type_hints(kind).get(names.get(step, ""))
        else:
            return None
    return kind


def _holder(kind: type[msgspec.Struct], path: list[Step]) -> list[str]:
    """Return the keys that may be written at `path`."""
    struct = _hint(kind, path)
    if isinstance(struct, type) and issubclass(struct, msgspec.Struct):
        return [field.encode_name for field in msgspec.structs.fields(struct)]
    return []


def _words(kind: type[msgspec.Struct], path: list[Step]) -> list[str]:
    """Return the words that may stand at `path`, if it is a place for one of a few."""
    return [word for word in get_args(_hint(kind, path)) if isinstance(word, str)]


def _value(table: Any, path: list[Step]) -> Any:
    for step in path:
        try:
            table = table[step]
        except (KeyError, IndexError, TypeError):
            return table
    return table
