"""The target's source, as text by path. Not: what its lines mean (`verdicts/proofs/source.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from harness.descriptor.model import SourceTable

LANGUAGES = {
    ".py", ".js", ".mjs", ".cjs", ".ts", ".jsx", ".tsx", ".php", ".rb", ".go", ".java", ".kt", ".cs", ".ex", ".rs",
}  # fmt: skip
NOT_OWN = {"node_modules", ".venv", "venv", "vendor", "site-packages", "dist", "build", ".git", "__pycache__", ".assay"}
"""Folders that hold others' code, or what was made of one's own."""
TEST_FOLDERS = {"tests", "test", "spec", "__tests__"}
TESTS = ("test_*", "*_test.*", "*.test.*", "*.spec.*", "*Test.*", "conftest.py")
LARGEST = 1 << 20


def read(source: SourceTable, cwd: Path) -> dict[str, str]:
    """Return every source file of the target's own, by its path relative to `cwd`."""
    files: dict[str, str] = {}
    for place in source.tree:
        root = (cwd / place).resolve()
        for path in [root] if root.is_file() else _below(root):
            name = str(path.relative_to(cwd)) if path.is_relative_to(cwd) else str(path)
            if not any(fnmatch(name, pattern) for pattern in source.ignore):
                files[name] = path.read_text(errors="replace")
    return files


def _below(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        inside = set(path.relative_to(root).parts[:-1])
        if path.suffix not in LANGUAGES or inside & (NOT_OWN | TEST_FOLDERS):
            continue
        if path.is_file() and path.stat().st_size <= LARGEST and not any(fnmatch(path.name, name) for name in TESTS):
            yield path
