"""Where the time of a run went, as it is told to whoever asks with --durations."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from harness.cli.durations import SLOWEST, Worked, lines, workers
from harness.record import Note, RunEnded
from tests.harness.cli.command import assay
from tests.harness.test_fold import finished, folded, started

NAIVE = Path(__file__).parents[3] / "examples" / "naive"


def test_the_ten_slowest_checks_are_told_slowest_first() -> None:
    checks = [finished("PR-01", stimulus=f"nth-{nth}") for nth in range(SLOWEST + 2)]
    timed = [replace(event, check=replace(event.check, seconds=float(nth))) for nth, event in enumerate(checks)]
    found = folded(started(), *timed, RunEnded(at=150.0, because=None))

    told = list(lines(found, [Worked(10.0, 150.0, {}), Worked(30.0, 150.0, {})]))

    assert told[0] == "Slowest   65.0 of 50.0 s"
    assert told[1].split() == ["11.00", "s", "PR-01/stripe/nth-11"]
    assert told[SLOWEST].split() == ["2.00", "s", "PR-01/stripe/nth-2"]
    assert told[-2] == "Waiting   60% of 50.0 s with 2 workers: for the target and the simulator"
    assert told[-1] == "Idle      0.0%: waiting that no stimulus explains"
    assert len(told) == SLOWEST + 3


def test_what_nothing_explains_is_summed_over_workers_with_what_each_had_nothing_to_do_at_the_end() -> None:
    found = folded(started(), RunEnded(at=150.0, because=None))
    crew = [Worked(1.0, 150.0, {"settling": 2.0, "quiet": 0.01}), Worked(1.0, 146.0, {"settling": 1.5})]

    told = list(lines(found, crew))

    assert told[-1] == "Idle      7.5%: waiting that no stimulus explains (nothing left to do 4.0 s, settling 3.5 s)"


def test_each_worker_says_what_it_has_done_with_its_time() -> None:
    idle = {"settling": 0.25}
    notes = [
        Note(at=1.0, kind="worker ended", fields={"worker": nth, "busy": nth + 0.5, "idle": idle}) for nth in range(2)
    ]

    told = workers([started(), *notes, Note(at=2.0, kind="other", fields={})])

    assert told == [Worked(0.5, 1.0, idle), Worked(1.5, 1.0, idle)]


def test_durations_stand_behind_the_summary_and_change_no_exit_code(tmp_path: Path) -> None:
    part = ["-k", "PR-01/stripe/amount", "--durations"]

    done = assay("run", "--target", str(NAIVE), "--out", "found", *part, cwd=tmp_path)

    assert done.returncode == 1
    slowest, check, waiting, idle = done.stdout.splitlines()[-4:]
    assert slowest.startswith("Slowest   ")
    assert check.endswith(" s  PR-01/stripe/amount")
    assert waiting.startswith("Waiting   ")
    assert idle.startswith("Idle      ")
    assert "waiting that no stimulus explains" in idle
