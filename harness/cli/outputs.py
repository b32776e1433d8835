"""Where a run writes: its folder, the reports in it, the link to the latest. Not: what a report says (`reports/`)."""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path

import reports
from harness import deliveries, results
from harness.cli.errors import UserError
from harness.record import FILE_NAME

HOME = ".assay"
RESULTS = "results.json"


def new_id() -> str:
    """Return the id of a run that begins now: its UTC time, and something that tells two of one second apart."""
    return f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}-{secrets.token_hex(2)}"


def folder(descriptor: Path, run: str, out: Path | None) -> Path:
    """Make and return the folder of a run: `out`, or `.assay/runs/ID` beside the descriptor.

    The record of an earlier run in `out` is removed, for a record is appended to, and the deliveries that it kept.
    Raises UserError if that fails.
    """
    chosen = made(descriptor, "runs", run, out)
    try:
        (chosen / FILE_NAME).unlink(missing_ok=True)
        deliveries.forget(chosen)
    except OSError as refused:
        raise _unwritable(chosen, refused) from None
    return chosen


def made(descriptor: Path, kind: str, name: str, out: Path | None) -> Path:
    """Make and return a folder: `out`, or `.assay/KIND/NAME` beside the descriptor, which git is told to ignore.

    Raises UserError if that fails.
    """
    home = descriptor.parent / HOME
    chosen = out or home / kind / name
    try:
        chosen.mkdir(parents=True, exist_ok=True)
        if out is None:
            (home / ".gitignore").write_text("*\n")
    except OSError as refused:
        raise _unwritable(chosen, refused) from None
    return chosen


def _unwritable(place: Path, refused: OSError) -> UserError:
    return UserError(f"{place}: cannot be written to ({refused.strerror}). Give another place: --out DIR")


def write(found: results.Results, place: Path) -> list[str]:
    """Write `results.json` and every report. Returns a sentence for each report that could not be made."""
    (place / RESULTS).write_bytes(results.write(found))
    faults = []
    for name, render in reports.FORMATS.items():
        try:
            (place / name).write_bytes(render(found))
        except Exception as fault:  # one report that fails must not take the others with it
            faults.append(f"a fault of Assay: {name} could not be written: {type(fault).__name__}: {fault}")
    return faults


def link_latest(descriptor: Path, run: str) -> None:
    """Point `.assay/latest` at the run, in one step. Where links cannot be made there is none."""
    home = descriptor.parent / HOME
    fresh = home / f"latest.{run}"
    try:
        fresh.symlink_to(Path("runs") / run, target_is_directory=True)
        fresh.replace(home / "latest")
    except OSError:
        fresh.unlink(missing_ok=True)


def nearby(path: Path) -> str:
    """Return `path` as a person in this working directory would write it."""
    return os.path.relpath(path) if path.is_relative_to(Path.cwd()) else str(path)
