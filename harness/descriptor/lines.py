"""The lines of a TOML text: where each key and element stands. Not: its values, nor whether it is TOML (`tomllib`).

A small scanner over a text that tomllib has already accepted, so it may trust the syntax. A path is what leads to a
value in tomllib's answer: `("checkout", "requests", 0, "path")`. Lines are counted from 1.
"""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SPACE = re.compile(r"[ \t]*")
_FILLER = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SCALAR = re.compile(r"[^,\]}\s#]+(?: \d\d:[\d:.]+[^,\]}\s#]*)?")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"{3,5}(?!")', re.DOTALL),
    re.compile(r"'''.*?'{3,5}(?!')", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\\n])*"'),
    re.compile(r"'[^'\n]*'"),
)


class Lines:
    """Where the values of one text stand."""

    def __init__(self, text: str) -> None:
        self._known = _Scan(text).run()

    def of(self, path: Path) -> int | None:
        """Return the line of `path`, or of the nearest table around it; None where nothing of it is written."""
        for length in range(len(path), 0, -1):
            line = self._known.get(path[:length])
            if line is not None:
                return line
        return None


class _Scan:
    """One walk over the text; `at` is where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.lengths: dict[Path, int] = {}
        """Elements seen so far of each array of tables."""

    def run(self) -> dict[Path, int]:
        table: Path = ()
        self.skip(_FILLER)
        while self.at < len(self.text):
            if self.text.startswith("[", self.at):
                table = self.header()
            else:
                self.pair(table)
            self.skip(_FILLER)
        return self.lines

    def header(self) -> Path:
        """Read `[a.b]` or `[[a.b]]` and return the path of the table that it opens."""
        many = self.text.startswith("[[", self.at)
        self.at += 2 if many else 1
        written = self.dotted()
        self.at += 2 if many else 1
        path = self.resolve(written[:-1]) + written[-1:] if many else self.resolve(written)
        if many:
            self.mark(path)
            number = self.lengths.get(path, 0)
            self.lengths[path] = number + 1
            path = (*path, number)
        self.mark_all(path)
        return path

    def pair(self, table: Path) -> None:
        """Read `key = value`; the key may be dotted."""
        path = table + self.dotted()
        self.mark_all(path)
        self.skip(_SPACE)
        self.at += 1  # the equals sign
        self.skip(_SPACE)
        self.value(path)

    def value(self, path: Path) -> None:
        if self.text.startswith("[", self.at):
            self.array(path)
        elif self.text.startswith("{", self.at):
            self.inline_table(path)
        elif self.text[self.at] in "\"'":
            self.string()
        else:
            self.skip(_SCALAR)

    def array(self, path: Path) -> None:
        self.at += 1
        number = 0
        self.skip(_FILLER)
        while not self.text.startswith("]", self.at):
            self.mark((*path, number))
            self.value((*path, number))
            number += 1
            self.separator()
        self.at += 1

    def inline_table(self, path: Path) -> None:
        self.at += 1
        self.skip(_FILLER)
        while not self.text.startswith("}", self.at):
            self.pair(path)
            self.separator()
        self.at += 1

    def separator(self) -> None:
        self.skip(_FILLER)
        if self.text.startswith(",", self.at):
            self.at += 1
            self.skip(_FILLER)

    def dotted(self) -> Path:
        """Read a key such as `a."b c".d`."""
        parts: list[str] = []
        while True:
            self.skip(_SPACE)
            parts.append(self.string()[1:-1] if self.text[self.at] in "\"'" else self.skip(_BARE))
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(parts)
            self.at += 1

    def string(self) -> str:
        for kind in _STRINGS:
            found = kind.match(self.text, self.at)
            if found:
                self.at = found.end()
                return found.group()
        raise ValueError(f"no string at offset {self.at}")  # tomllib has accepted the text: this is a fault of ours

    def skip(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self.text, self.at)
        if found is None:
            raise ValueError(f"offset {self.at}: not as expected")
        self.at = found.end()
        return found.group()

    def resolve(self, written: Path) -> Path:
        """Put in the number of the last element wherever a part of `written` is an array of tables."""
        path: Path = ()
        for part in written:
            path = (*path, part)
            if path in self.lengths:
                path = (*path, self.lengths[path] - 1)
        return path

    def mark(self, path: Path) -> None:
        self.lines.setdefault(path, self.text.count("\n", 0, self.at) + 1)

    def mark_all(self, path: Path) -> None:
        for length in range(1, len(path) + 1):
            self.mark(path[:length])
