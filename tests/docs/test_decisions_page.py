"""docs/decisions.md against pyproject.toml: every library that we depend on has its line."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

HOME = Path(__file__).parents[2]
PAGE = (HOME / "docs" / "decisions.md").read_text().lower()
PROJECT = tomllib.loads((HOME / "pyproject.toml").read_text())

REQUIREMENTS = [
    *PROJECT["project"]["dependencies"],
    *[one for extra in PROJECT["project"].get("optional-dependencies", {}).values() for one in extra],
    *PROJECT["dependency-groups"]["dev"],
]


@pytest.mark.parametrize("name", sorted({re.split(r"[\\[><=;~ ]", one)[0] for one in REQUIREMENTS}))
def test_every_library_has_its_line(name: str) -> None:
    assert re.search(rf"^\|.*(?<![\w-]){re.escape(name.lower())}(?![\w-]).*\|$", PAGE, re.MULTILINE)
