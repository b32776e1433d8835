"""Judge every planted flaw: python -m tests.matrix. Prints the matrix, and writes docs/detection.md from the run.

Each flaw is planted and judged by all checks of the controls that must notice it, and by one check, the quickest, of
every other critical or high control. Results are kept in `.assay/detect` under a hash of all that they depend on: what
has not changed is not judged again. Exit code: 0 if every flaw was found by the controls that must, but for those
that `tests/undetected.toml` names, and nothing else was accused; 1 otherwise.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from tests.detection import MEASURED, ROOT, Flaw, Found, planted, run
from tests.matrix.kept import Judged, keeping, tree
from tests.matrix.page import page, told
from tests.matrix.row import Row, bystanders, row_of

PAGE = ROOT / "docs" / "detection.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make detect", description="Judge every planted flaw.")
    parser.add_argument("--only", metavar="WORD", help="only flaws whose name contains this; no page is written")
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), help="flaws judged side by side")
    chosen = parser.parse_args()
    flaws = [flaw for flaw in planted() if not chosen.only or chosen.only in flaw.id]
    undetected = tomllib.loads((ROOT / "tests" / "undetected.toml").read_text())
    began = time.monotonic()
    rows: list[Row] = []
    with ThreadPoolExecutor(chosen.jobs) as pool:
        targets = list(dict.fromkeys(flaw.target for flaw in flaws))
        folders = {flaw.target: flaw.planted_in for flaw in flaws}
        genuine = dict(zip(targets, pool.map(lambda target: _genuine(target, folders[target]), targets), strict=True))
        timed = [flaw for flaw in flaws if MEASURED & set(flaw.must)]
        others = [flaw for flaw in flaws if flaw not in timed]
        judging = chain(
            zip(others, pool.map(lambda flaw: _flawed(flaw, genuine[flaw.target]), others), strict=True),
            ((flaw, _flawed(flaw, genuine[flaw.target])) for flaw in timed),  # one by one, when all others are done
        )
        for flaw, found in judging:
            rows.append(row_of(flaw, found, undetected.get(flaw.id)))
            _say(told(rows[-1]))
    rows.sort(key=lambda row: flaws.index(row.flaw))
    unflawed = {_name(target): judged.checks for target, judged in genuine.items()}
    text = page(rows, unflawed, time.monotonic() - began)
    _say(f"\n{text.partition('## Every flaw')[0]}")
    if not chosen.only:
        PAGE.write_text(text)
    return 0 if all((row.caught or row.known) and not row.false for row in rows) else 1


def _genuine(target: Path, folders: Sequence[Path]) -> Judged:
    """Judge the target without a flaw: which checks pass there, and how long each takes. `folders` are its own."""

    def judge() -> Found:
        with tempfile.TemporaryDirectory() as folder:
            return run(target, Path(folder), workers=2)

    return keeping(f"genuine-{_name(target)}", [*map(tree, folders)], judge)


def _name(target: Path) -> str:
    """Return what a target is called: by its folder, and by its descriptor where that is another than usual."""
    return target.parent.name if target.stem == "assay" else f"{target.parent.name}/{target.stem}"


def _flawed(flaw: Flaw, genuine: Judged) -> Judged:
    selected = sorted({*flaw.must, *bystanders(genuine, flaw.must, flaw.provider)})

    def judge() -> Found:
        with tempfile.TemporaryDirectory() as folder:
            return flaw.plant_and_run(Path(folder), selected)

    return keeping(flaw.id, [*map(tree, flaw.planted_in), tree(flaw.path), *selected], judge)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
