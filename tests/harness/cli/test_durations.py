"""Where the time of a run went, as it is told to whoever asks with --durations."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from harness.cli.durations import SLOWEST, busy, lines
from harness.record import Note, RunEnded
from tests.harness.cli.command import assay
from tests.harness.test_fold import finished, folded, started

NAIVE = Path(__file__).parents[3] / "examples" / "naive"


def test_the_ten_slowest_checks_are_told_slowest_first() -> None:
    checks = [finished("PR-01", stimulus=f"nth-{nth}") for nth in range(SLOWEST + 2)]
    timed = [replace(event, check=replace(event.check, seconds=float(nth))) for nth, event in enumerate(checks)]
    found = folded(started(), *timed, RunEnded(at=150.0, because=None))

    told = list(lines(found, [10.0, 30.0]))

    assert told[0] == "Slowest   65.0 of 50.0 s"
    assert told[1].split() == ["11.00", "s", "PR-01/stripe/nth-11"]
    assert told[SLOWEST].split() == ["2.00", "s", "PR-01/stripe/nth-2"]
    assert told[-1] == "Waiting   60% of 50.0 s with 2 workers: for the target and the simulator"
    assert len(told) == SLOWEST + 2


def test_each_worker_says_how_long_it_has_worked() -> None:
    notes = [Note(at=1.0, kind="worker ended", fields={"worker": nth, "busy": nth + 0.5}) for nth in range(2)]

    assert busy([started(), *notes, Note(at=2.0, kind="other", fields={})]) == [0.5, 1.5]


def test_durations_stand_behind_the_summary_and_change_no_exit_code(tmp_path: Path) -> None:
    part = ["-k", "PR-01/stripe/amount", "--durations"]

    done = assay("run", "--target", str(NAIVE), "--out", "found", *part, cwd=tmp_path)

    assert done.returncode == 1
    slowest, check, waiting = done.stdout.splitlines()[-3:]
    assert slowest.startswith("Slowest   ")
    assert check.endswith(" s  PR-01/stripe/amount")
    assert waiting.startswith("Waiting   ")
