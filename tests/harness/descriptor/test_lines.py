"""The scanner of lines against tomllib: every path that tomllib finds has the line on which it is written."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from harness.descriptor.lines import Lines, Path

TEXT = '''\
# a comment with [brackets] and = signs
top = "a # no comment"

[a.b."c d"]  # header
key = 'it''s' # two strings would be a mistake, so this line is replaced below
dotted.key . deep = 1
'quoted' = [ # list
  "x",       # ] not the end
  [1, 2],
  { in = { line = "}" }, other = 3 },
]

[[many]]
text = """
[not.a.header]
line = 3 \\"""
"""
after = 1

[[many]]
  [many.sub]
  when = 1979-05-27 07:32:00
  then = 07:32:00

  [[many.inner]]
  one = 1
  [[many.inner]]
  two = 2e10
raw = \'\'\'
"""\'\'\'
end = true
'''.replace("'it''s'", "'its'")

EXPECTED: dict[Path, int] = {
    ("top",): 2,
    ("a", "b", "c d"): 4,
    ("a", "b", "c d", "key"): 5,
    ("a", "b", "c d", "dotted", "key", "deep"): 6,
    ("a", "b", "c d", "quoted", 0): 8,
    ("a", "b", "c d", "quoted", 1, 1): 9,
    ("a", "b", "c d", "quoted", 2, "in", "line"): 10,
    ("a", "b", "c d", "quoted", 2, "other"): 10,
    ("many", 0): 13,
    ("many", 0, "text"): 14,
    ("many", 0, "after"): 18,
    ("many", 1): 20,
    ("many", 1, "sub"): 21,
    ("many", 1, "sub", "when"): 22,
    ("many", 1, "sub", "then"): 23,
    ("many", 1, "inner", 0, "one"): 26,
    ("many", 1, "inner", 1, "two"): 28,
    ("many", 1, "inner", 1, "raw"): 29,
    ("many", 1, "inner", 1, "end"): 31,
}


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield from paths(item, (*path, key))
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from paths(item, (*path, number))


@pytest.mark.parametrize("path", EXPECTED, ids=str)
def test_a_value_is_found_on_the_line_where_it_is_written(path: Path) -> None:
    assert Lines(TEXT).of(path) == EXPECTED[path]


def test_every_path_that_tomllib_finds_has_a_line_of_its_own() -> None:
    scanned = Lines(TEXT)

    assert [path for path in paths(tomllib.loads(TEXT)) if path not in scanned._known] == []


def test_what_is_not_written_is_told_at_the_nearest_table() -> None:
    assert Lines(TEXT).of(("many", 1, "sub", "missing")) == 21
    assert Lines(TEXT).of(("nowhere", "at all")) is None


def test_an_empty_text_has_no_lines() -> None:
    assert Lines("").of(("target",)) is None
    assert Lines("\n# only a comment").of(("target",)) is None
