"""Judge every planted flaw: python -m tests.matrix. Prints the matrix, and writes docs/detection.md from the run.

Each flaw is planted and judged by all checks of the controls that must notice it, and by one check, the quickest, of
some of the other critical and high controls: one in sixteen is drawn, or all of them with `--beside-all`. Results are
kept in `.assay/detect` under a hash of all that they depend on: what has not changed is not judged again. Exit code: 0
if every flaw was found by the controls that must, but for those that `tests/undetected.toml` names, and nothing else
was accused; 1 otherwise. With `--within`, flaws that were not judged in time are listed as such: the order in which
they are judged is drawn by their names, so that the others are a fair sample. The exit code is then 1.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import tomllib
import zlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from pathlib import Path

from examples import packages
from tests.detection import MEASURED, ROOT, Flaw, Found, planted, run
from tests.matrix.kept import Judged, keeping, tree
from tests.matrix.page import page, told
from tests.matrix.row import ONE_IN, Row, bystanders, row_of

PAGE = ROOT / "docs" / "detection.md"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make detect", description="Judge every planted flaw.")
    parser.add_argument("--only", metavar="WORD", help="only flaws whose name contains this; no page is written")
    parser.add_argument("--jobs", type=int, default=2 * (os.cpu_count() or 1), help="flaws judged side by side")
    parser.add_argument("--within", type=float, metavar="MINUTES", help="begin no flaw later than that")
    parser.add_argument("--beside-all", action="store_true", help="judge each flaw by every other grave control, too")
    chosen = parser.parse_args()
    one_in = 1 if chosen.beside_all else ONE_IN
    flaws = [flaw for flaw in planted() if not chosen.only or chosen.only in flaw.id]
    undetected = tomllib.loads((ROOT / "tests" / "undetected.toml").read_text())
    began = time.monotonic()
    latest = began + 60 * chosen.within if chosen.within else None
    rows: list[Row] = []
    left: list[Flaw] = []
    with ThreadPoolExecutor(chosen.jobs) as pool:
        judging_genuine = {target: pool.submit(_genuine, target, its) for target, its in _by_target(flaws).items()}

        def judge(flaw: Flaw) -> Judged | None:
            if latest is not None and time.monotonic() > latest:
                return None
            return _flawed(flaw, judging_genuine[flaw.target].result(), one_in)

        timed = [flaw for flaw in flaws if MEASURED & set(flaw.must)]
        others = sorted((flaw for flaw in flaws if flaw not in timed), key=lambda flaw: zlib.crc32(flaw.id.encode()))
        judging = chain(
            zip(others, pool.map(judge, others), strict=True),
            ((flaw, judge(flaw)) for flaw in timed),  # one by one, when all others are done
        )
        for flaw, found in judging:
            if found is None:
                left.append(flaw)
                continue
            rows.append(row_of(flaw, found, undetected.get(flaw.id)))
            _say(told(rows[-1]))
    rows.sort(key=lambda row: flaws.index(row.flaw))
    unflawed = {_name(target): judged.result().checks for target, judged in judging_genuine.items()}
    text = page(rows, unflawed, time.monotonic() - began, sorted(flaw.id for flaw in left))
    _say(f"\n{text.partition('## Every flaw')[0]}")
    if not chosen.only:
        PAGE.write_text(text)
    return 0 if not left and all((row.caught or row.known) and not row.false for row in rows) else 1


def _by_target(flaws: Iterable[Flaw]) -> dict[Path, list[Flaw]]:
    """Return the flaws by the descriptor of the integration in which each is planted."""
    by_target: dict[Path, list[Flaw]] = {}
    for flaw in flaws:
        by_target.setdefault(flaw.target, []).append(flaw)
    return by_target


def _genuine(target: Path, flaws: Sequence[Flaw]) -> Judged:
    """Judge the target without a flaw, with the providers of its flaws: which checks pass, how long each takes.

    Others run beside it, so that nothing is measured here: tests and examples do that alone.
    """
    providers = sorted({f"/{flaw.provider}/" for flaw in flaws})

    def judge() -> Found:
        packages.install(*flaws[0].planted_in)
        with tempfile.TemporaryDirectory() as folder:
            return run(target, Path(folder), providers, workers=2, without=MEASURED)

    depends_on = [*map(tree, flaws[0].planted_in), *providers, *sorted(MEASURED)]
    return keeping(f"genuine-{_name(target)}", depends_on, judge)


def _name(target: Path) -> str:
    """Return what a target is called: by its folder, and by its descriptor where that is another than usual."""
    return target.parent.name if target.stem == "assay" else f"{target.parent.name}/{target.stem}"


def _flawed(flaw: Flaw, genuine: Judged, one_in: int) -> Judged:
    selected = sorted({*flaw.must, *bystanders(genuine, flaw, one_in=one_in)})

    def judge() -> Found:
        with tempfile.TemporaryDirectory() as folder:
            return flaw.plant_and_run(Path(folder), selected)

    return keeping(flaw.id, [*map(tree, flaw.planted_in), tree(flaw.path), *selected], judge)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
