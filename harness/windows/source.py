"""The target's source and its history, as text by path. Not: what stands in it (`leaks.py`), or what that means."""

from __future__ import annotations

import re
import subprocess
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
LARGEST_RECORDING = 1 << 23
HISTORY_WITHIN = 60.0
"""Seconds of real time for searching a history."""


def read(source: SourceTable, cwd: Path) -> dict[str, str]:
    """Return every source file of the target's own, by its path relative to `cwd`."""
    files: dict[str, str] = {}
    for place in source.tree:
        root = (cwd / place).resolve()
        for path in [root] if root.is_file() else _below(root):
            name = _named(path, cwd)
            if not any(fnmatch(name, pattern) for pattern in source.ignore):
                files[name] = path.read_text(errors="replace")
    return files


def everything(source: SourceTable, cwd: Path) -> dict[str, str]:
    """Return every text below the trees that goes, or could go, to others: tests, fixtures, configuration, recordings.

    Where git keeps the tree, what it ignores is left out: a developer's own `.env` is where keys belong.
    """
    files: dict[str, str] = {}
    for place in source.tree:
        root = (cwd / place).resolve()
        for path in [root] if root.is_file() else _kept(root):
            if path.is_file() and path.stat().st_size <= LARGEST_RECORDING and b"\0" not in (raw := path.read_bytes()):
                files[_named(path, cwd)] = raw.decode(errors="replace")
    return files


def history(source: SourceTable, cwd: Path, pattern: str) -> dict[str, str] | None:
    """Return what commits have added in lines that match `pattern`, by commit and path; None if git keeps no tree.

    Raises subprocess.TimeoutExpired if that takes longer than a minute.
    """
    added: dict[str, list[str]] = {}
    roots = [(cwd / place).resolve() for place in source.tree]
    logs = [
        _git(root, "log", "--all", "--no-color", "--format=%x00%h", "-p", f"-G{pattern}", "--", ".") for root in roots
    ]
    if not any(log is not None for log in logs):
        return None
    for log in filter(None, logs):
        commit, path = "", ""
        for line in log.splitlines():
            if line.startswith("\0"):
                commit = line[1:]
            elif line.startswith("+++ "):
                path = line[4:].removeprefix("b/")
            elif line.startswith("+") and re.search(pattern, line) and not set(Path(path).parts) & NOT_OWN:
                added.setdefault(f"{commit} {path}", []).append(line[1:])
    return {place: "\n".join(lines) for place, lines in added.items()}


def _kept(root: Path) -> Iterator[Path]:
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    paths = sorted(root.rglob("*")) if listed is None else [root / name for name in sorted(listed.split("\0")) if name]
    return (path for path in paths if not set(path.relative_to(root).parts[:-1]) & NOT_OWN)


def _git(root: Path, *words: str) -> str | None:
    """Return what git says about a folder; None where there is no git, or none that keeps this folder."""
    where = root if root.is_dir() else root.parent
    try:
        done = subprocess.run(  # noqa: S603 - our own words
            ["git", "-C", str(where), *words],  # noqa: S607 - whichever git the user has
            capture_output=True,
            timeout=HISTORY_WITHIN,
            check=False,
        )
    except FileNotFoundError:
        return None
    return done.stdout.decode(errors="replace") if done.returncode == 0 else None


def _named(path: Path, cwd: Path) -> str:
    return str(path.relative_to(cwd)) if path.is_relative_to(cwd) else str(path)


def _below(root: Path) -> Iterator[Path]:
    for path in sorted(root.rglob("*")):
        inside = set(path.relative_to(root).parts[:-1])
        if path.suffix not in LANGUAGES or inside & (NOT_OWN | TEST_FOLDERS):
            continue
        if path.is_file() and path.stat().st_size <= LARGEST and not any(fnmatch(path.name, name) for name in TESTS):
            yield path
