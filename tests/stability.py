"""Whole runs of correct targets, one after the other: python -m tests.stability, `make stability`.

A verdict that changes from run to run is worth nothing, whichever of them is right. Exit code: 0 if every check had
one verdict in all runs of its target; 1 otherwise.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from examples import packages
from tests.detection import EXAMPLES, REFERENCE_APP, run

TARGETS = (REFERENCE_APP, EXAMPLES / "flask_sync" / "assay.toml")
"""The model integration, and one of another shape."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="make stability", description="Judge targets again and again.")
    parser.add_argument("--runs", type=int, default=10, help="whole runs of each target (default: 10)")
    parser.add_argument("--only", default="", metavar="WORD", help="controls and checks, as for assay run -k")
    parser.add_argument("targets", nargs="*", type=Path, default=TARGETS, help="descriptors; default: two of ours")
    chosen = parser.parse_args()
    changed = [_changed(target, chosen.runs, chosen.only) for target in chosen.targets]
    return 1 if any(changed) else 0


def _changed(target: Path, runs: int, only: str) -> list[str]:
    """Run, and return the checks whose verdict changed; say of each how often it was what."""
    packages.install(target.parent)
    said: dict[str, list[str]] = defaultdict(list)
    for number in range(1, runs + 1):
        began = time.monotonic()
        for check, verdict in _verdicts(target, only).items():
            said[check].append(verdict)
        _say(f"{target}: run {number} of {runs}, {time.monotonic() - began:.0f} s")
    changed = {check: verdicts for check, verdicts in said.items() if len(set(verdicts)) > 1 or len(verdicts) < runs}
    for check, verdicts in sorted(changed.items()):
        _say(f"  {check}: {_told(verdicts, runs)}")
    _say(f"{target}: {len(said)} checks in {runs} runs, {len(changed)} with a verdict that changed\n")
    return sorted(changed)


def _verdicts(target: Path, only: str) -> dict[str, str]:
    with tempfile.TemporaryDirectory() as folder:
        found = run(target, Path(folder), [only] if only else (), workers=2)
    return {check.id: check.verdict for check in found.results.checks}


def _told(verdicts: Sequence[str], runs: int) -> str:
    count = Counter([*verdicts, *["not there"] * (runs - len(verdicts))])
    return ", ".join(f"{times} × {word}" for word, times in count.most_common())


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
