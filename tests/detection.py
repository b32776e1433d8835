"""Runs Assay on a target, with a flaw planted or without, and reads what it found. Not: what must be found.

Each run is a process of its own, as a user's is. The flawed target is the same target with two more variables in its
environment: its descriptor is copied with those added, and nothing else is touched.
"""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from examples import packages
from harness import results
from harness.results import CheckResult, Results
from tests import forkserver

ROOT = Path(__file__).parents[1]
EXAMPLES = ROOT / "examples"
SHAPES = ROOT / "tests" / "shapes"
CALLS = "flaw.log"
"""Where each call of a planted replacement leaves a line."""
SHARED = ("base", "paypal_base", "square_base")
"""Folders beside a shape that hold what it runs."""
FLAWS = Path(__file__).parent / "flaws"
REFERENCE_APP = ROOT / "reference_app" / "assay.toml"
THREE_PROVIDERS = ROOT / "reference_app" / "three_providers.toml"
"""The same shop, taking all of them: flaws of PayPal and of Square are planted there."""
NOT_COPIED = (".assay", "__pycache__", *packages.PLACES)
HEADINGS = ("must:", "may:", "subtle:", "provider:")
"""Lines in the head of a patch that say what a flaw of the reference app says in variables."""
MEASURED = {"WH-ACK-01"}
"""Controls that time the target's answers, and give no verdict where other tests take the machine."""
RUN_WITHIN = 1800.0
"""Seconds of real time after which a run is taken for stuck."""


@dataclass(frozen=True)
class Flaw:
    """A defect on purpose: the controls that `must` notice it, those that `may`, and the protection it replaces."""

    path: Path
    replaces: str
    must: tuple[str, ...]
    may: tuple[str, ...]
    story: str
    subtle: bool = False
    """Right in the common case, and wrong in a race, after a restart, in another currency, in the error path …"""
    provider: str = "stripe"
    """By whose checks it is to be noticed."""

    @property
    def id(self) -> str:
        return f"{self.path.parent.name}/{self.path.stem}"

    @property
    def target(self) -> Path:
        """The descriptor of the integration in which it is planted."""
        if self.path.suffix == ".patch":
            return self.planted_in[0] / "assay.toml"
        return REFERENCE_APP if self.provider == "stripe" else THREE_PROVIDERS

    @property
    def planted_in(self) -> tuple[Path, ...]:
        """The folders of that integration, its descriptor's first: an example has one, a shape its shop beside it."""
        if self.path.suffix != ".patch":
            return (REFERENCE_APP.parent,)
        name = self.path.parent.name
        if self.path.is_relative_to(FLAWS / "shapes"):
            return (SHAPES / name, *(SHAPES / shared for shared in SHARED))
        return (EXAMPLES / name,)

    def plant(self, folder: Path) -> Path:
        """Plant it in a copy below the folder, and return the descriptor of that."""
        if self.path.suffix == ".patch":
            packages.install(*self.planted_in)
            return patched(self, folder) / "assay.toml"
        hook = {
            "PYTHONPATH": str(FLAWS / "hook"),
            "ASSAY_FLAW": str(self.path),
            "ASSAY_FLAW_LOG": str(folder / CALLS),
        }
        return _with_env(self.target, hook, folder)

    def plant_and_run(self, folder: Path, controls: Iterable[str]) -> Found:
        """Run Assay on the flawed target, on the named controls and checks."""
        descriptor = self.plant(folder)
        if self.path.suffix == ".patch":
            return run(descriptor, folder / "run", controls)
        provider = None if self.provider == "stripe" else self.provider
        found = run(descriptor, folder / "run", controls, provider=provider)
        log = folder / CALLS
        return Found(
            found.exit_code, found.results, found.said, len(log.read_text().splitlines()) if log.exists() else 0
        )


@dataclass(frozen=True)
class Found:
    """What a run came to."""

    exit_code: int
    results: Results
    said: str
    calls: int | None = None
    """How often the planted replacement was called; None where nothing was planted, or by a patch."""

    def failed(self) -> dict[str, list[CheckResult]]:
        """Return the failed checks by control."""
        return by_control(check for check in self.results.checks if check.verdict == "fail")


def by_control(checks: Iterable[CheckResult]) -> dict[str, list[CheckResult]]:
    grouped: dict[str, list[CheckResult]] = {}
    for check in checks:
        grouped.setdefault(check.control, []).append(check)
    return grouped


def flaws() -> list[Flaw]:
    """Return every flaw of the reference app, in the order of their names."""
    paths = sorted(path for path in FLAWS.glob("*/*.py") if path.parent.name != "hook")
    return [_flaw(path) for path in paths]


def _flaw(path: Path) -> Flaw:
    spec = importlib.util.spec_from_file_location(f"flaw_{path.parent.name}_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    subtle = getattr(module, "subtle", False)
    provider = getattr(module, "provider", "stripe")
    return Flaw(path, module.replaces, module.must, module.may, module.__doc__ or "", subtle, provider)


def patches() -> list[Flaw]:
    """Return the flaws of examples and shapes: patches of a few lines, whose head tells the story, `must` and `may`."""
    return [_patch(path) for kind in ("examples", "shapes") for path in sorted(FLAWS.glob(f"{kind}/*/*.patch"))]


def _patch(path: Path) -> Flaw:
    head = path.read_text().partition("\n--- ")[0]
    named = {
        word: tuple(control.strip() for control in listed.split(",") if control.strip())
        for word, listed in (line.split(":", 1) for line in head.splitlines() if line.startswith(HEADINGS))
    }
    subtle = named.get("subtle") == ("yes",)
    (provider,) = named.get("provider", ("stripe",))
    return Flaw(path, str(path.parent.relative_to(FLAWS)), named["must"], named["may"], head, subtle, provider)


def planted() -> list[Flaw]:
    """Return every flaw of the reference app, of the examples and of the shapes."""
    return [*flaws(), *patches()]


def cover(of: Sequence[Flaw], controls: Iterable[str]) -> list[Flaw]:
    """Return a few of the flaws that are enough to try each of these controls, where any flaw tries it at all.

    The one that adds most comes next, the first by name among equals: the same flaws give the same few.
    """
    open_controls = {control for flaw in of for control in flaw.must} & set(controls)
    chosen: list[Flaw] = []
    while open_controls:
        best = max(of, key=lambda flaw: len(open_controls & set(flaw.must)))
        chosen.append(best)
        open_controls -= set(best.must)
    return chosen


def run(
    descriptor: Path,
    out: Path,
    controls: Iterable[str] = (),
    *,
    workers: int = 1,
    provider: str | None = None,
    without: Iterable[str] = (),
) -> Found:
    """Run Assay on a target, on the named controls and checks or on all but those `without`, and return what it found.

    `provider` is whose checks are wanted; None: everybody's.
    """
    command = [
        forkserver.python(),
        "-m",
        "harness.cli",
        "run",
        "--target",
        str(descriptor),
        "--out",
        str(out),
        "-n",
        str(workers),
    ]
    selected = " or ".join(sorted(set(controls)))
    if provider is not None:
        selected = f"/{provider}/ and ({selected})" if selected else f"/{provider}/"
    if left_out := " or ".join(sorted(without)):
        selected = f"({selected}) and not ({left_out})" if selected else f"not ({left_out})"
    if selected:
        command += ["-k", selected]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=RUN_WITHIN, check=False)
    said = done.stdout + done.stderr
    file = out / "results.json"
    assert file.exists(), f"no results.json, exit code {done.returncode}:\n{said[-4000:]}"
    return Found(done.returncode, results.read(file), said)


def patched(flaw: Flaw, folder: Path) -> Path:
    """Copy what the patch is for into the folder, apply it, and return where the descriptor stands.

    A patch of an example names files in its folder; one of a shape those in the folder of all shapes. Packages that
    were installed for it are not copied: the copy uses those of the original. Raises CalledProcessError where the
    patch does not fit, with what git said.
    """
    for original in flaw.planted_in:
        shutil.copytree(original, folder / original.name, ignore=shutil.ignore_patterns(*NOT_COPIED))
        for place in packages.PLACES:
            if (original / place).exists():
                (folder / original.name / place).symlink_to(original / place)
    home = folder / flaw.planted_in[0].name
    where = folder if flaw.path.is_relative_to(FLAWS / "shapes") else home
    subprocess.run(["git", "apply", "-p1", str(flaw.path)], cwd=where, check=True, capture_output=True, text=True)
    return home


def _with_env(descriptor: Path, env: dict[str, str], folder: Path) -> Path:
    """Copy a descriptor elsewhere, with more in the target's environment; it still starts in its own folder."""
    copied = tomllib.loads(descriptor.read_text())
    target = copied["target"]
    target["cwd"] = str((descriptor.parent / target.get("cwd", ".")).resolve())
    target["env"] = {**target.get("env", {}), **env}
    copy = folder / "assay.toml"
    copy.write_text("".join(f"{key} = {_toml(value)}\n" for key, value in copied.items()))
    return copy


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_toml(inner) for inner in value) + "]"
    return json.dumps(value, ensure_ascii=False)
