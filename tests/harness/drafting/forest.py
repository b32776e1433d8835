"""Source trees of the usual shapes, each a file of texts under `trees/`: `--- PATH` begins the next. Not: a test."""

from __future__ import annotations

import re
from pathlib import Path

TREES = Path(__file__).parent / "trees"
NAMES = sorted(path.stem for path in TREES.glob("*.txt"))


def plant(name: str, folder: Path) -> Path:
    """Write a tree into a folder, and return the folder."""
    _, *parts = re.split(r"^--- (.+)\n", (TREES / f"{name}.txt").read_text(), flags=re.MULTILINE)
    for path, text in zip(parts[::2], parts[1::2], strict=True):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder
