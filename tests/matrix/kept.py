"""What judging a target came to, kept under a hash of all that it depends on. Not: what is asked of it (`row.py`)."""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

import msgspec

from examples import packages
from tests.detection import FLAWS, ROOT, Found

KEPT = ROOT / ".assay" / "detect"
NOT_OWN = {".assay", *packages.PLACES}
SUFFIXES = {".py", ".toml", ".json", ".html", ".js", ".patch", ".sql"}


class Check(msgspec.Struct, frozen=True):
    id: str
    verdict: str
    severity: str
    summary: str
    seconds: float

    @property
    def control(self) -> str:
        return self.id.partition("/")[0]

    @property
    def provider(self) -> str:
        return self.id.split("/")[1]

    @property
    def grave(self) -> bool:
        return self.severity in ("critical", "high")


class Judged(msgspec.Struct, frozen=True):
    """What judging one target, flawed or not, came to."""

    checks: tuple[Check, ...]
    calls: int | None
    """How often the planted replacement was called; None where nothing was planted, or by a patch."""
    seconds: float


def keeping(name: str, depends_on: Sequence[str], judge: Callable[[], Found]) -> Judged:
    """Return what is kept for this name and these hashes; judge, and keep it, where nothing is."""
    digest = _digest_of([*depends_on, _judges()])[:24]
    place = KEPT / f"{name.replace('/', '-')}.{digest}.json"
    if place.exists():
        return msgspec.json.decode(place.read_bytes(), type=Judged)
    began = time.monotonic()
    found = judge()
    checks = tuple(Check(c.id, c.verdict, c.severity, c.summary, c.seconds) for c in found.results.checks)
    judged = Judged(checks, found.calls, time.monotonic() - began)
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob(f"{name.replace('/', '-')}.*.json"):
        old.unlink()
    place.write_bytes(msgspec.json.encode(judged))
    return judged


@cache
def tree(folder: Path) -> str:
    """Return the hash of the sources below a folder, or of a file."""
    files = [folder] if folder.is_file() else sorted(path for path in folder.rglob("*") if path.suffix in SUFFIXES)
    sources = [path for path in files if not NOT_OWN & set(path.relative_to(ROOT).parts)]
    return _digest_of(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}" for path in sources)


@cache
def _judges() -> str:
    """Return the hash of what judges: harness, scenarios, simulator, planting, and the libraries that matter."""
    places = [ROOT / name for name in ("harness", "scenarios", "simulator")]
    versions = [f"{name} {metadata.version(name)}" for name in ("stripe", "httpx", "pytest")]
    return _digest_of([*map(tree, [*places, FLAWS / "hook", FLAWS / "loader.py"]), sys.version, *versions])


def _digest_of(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
