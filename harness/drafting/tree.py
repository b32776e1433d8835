"""The files of a source tree that tell how it is built, as text. Not: what they tell.

Of a file of environment variables only the names are read: its values never get as far as memory that is searched.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from harness.windows.source import LANGUAGES, NOT_OWN, TEST_FOLDERS

MANIFESTS = {
    "pyproject.toml", "requirements.txt", "Pipfile", "setup.cfg", "setup.py", "uv.lock", "poetry.lock", "manage.py",
    "package.json", "pnpm-lock.yaml", "yarn.lock", "package-lock.json",
    "composer.json", "artisan", "Gemfile", "config.ru", "go.mod",
    "pom.xml", "mvnw", "build.gradle", "build.gradle.kts", "gradlew", "Procfile",
}  # fmt: skip
"""Files that are looked at whatever their suffix; of locks and wrappers only that they are there."""
ONLY_THERE = {"uv.lock", "poetry.lock", "pnpm-lock.yaml", "yarn.lock", "package-lock.json", "mvnw", "gradlew"}
FURTHER = {".yml", ".yaml", ".properties", ".sql", ".prisma"}
SKIPPED = NOT_OWN | TEST_FOLDERS | {"docs", "target", "coverage", "storage", ".next", ".nuxt", ".tox", "fixtures"}
LARGEST = 1 << 19
MOST_FILES = 4000

_ENVIRONMENT = re.compile(r"^\.env(\.|$)|\.env$")
_NAME = re.compile(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", re.MULTILINE)
_TESTS = re.compile(r"^test_|^conftest\.py$|_test\.\w+$|\.(test|spec)\.\w+$|Tests?\.(java|php)$|\.min\.js$|\.d\.ts$")


def read(root: Path) -> dict[str, str]:
    """Return the texts by their path relative to `root`, with `/` between folders; those nearest to the root first."""
    texts: dict[str, str] = {}
    for folder, names, files in os.walk(root):
        names[:] = sorted(name for name in names if name not in SKIPPED and not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if not _is_wanted(name) or len(texts) >= MOST_FILES or path.is_symlink():
                continue
            text = _text(path)
            if text is not None:
                texts[path.relative_to(root).as_posix()] = text
    return dict(sorted(texts.items(), key=lambda item: (item[0].count("/"), item[0])))


def is_environment(file: str) -> bool:
    """Say whether a file holds environment variables: `.env`, `.env.example`, `prod.env`."""
    return _ENVIRONMENT.search(file.rsplit("/", 1)[-1]) is not None


def _is_wanted(name: str) -> bool:
    if name in MANIFESTS or re.fullmatch(r"requirements[\w.-]*\.txt", name) or is_environment(name):
        return True
    return Path(name).suffix in LANGUAGES | FURTHER | {".rb"} and not _TESTS.search(name)


def _text(path: Path) -> str | None:
    if path.name in ONLY_THERE:
        return ""
    try:
        if path.stat().st_size > LARGEST:
            return None
        text = path.read_text(errors="replace")
    except OSError:
        return None
    return _names_alone(text) if is_environment(path.name) else text


def _names_alone(text: str) -> str:
    return "\n".join(f"{found[1]}=" if (found := _NAME.match(line)) else "" for line in text.splitlines())
