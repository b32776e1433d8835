"""What others take of the machine is told apart from what our own processes take."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from harness.windows import machine
from harness.windows.machine import Load

HERTZ = os.sysconf("SC_CLK_TCK")
CORES = os.cpu_count() or 1


class Proc:
    """A /proc of our making: seconds of work by process, and of all processors."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def shows(self, all_worked: float, *processes: tuple[int, int, float]) -> None:
        """Show how long all processors have worked, and of each process its id, its parent's and its own work."""
        (self._folder / "stat").write_text(f"cpu  {int(all_worked * HERTZ)} 0 0 99999 5 0 0 0 0 0\n")
        for process, parent, worked in processes:
            place = self._folder / str(process)
            place.mkdir(exist_ok=True)
            zeros = " ".join("0" * 9)
            (place / "stat").write_text(f"{process} (a (b) c) S {parent} {zeros} {int(worked * HERTZ)} 0 0 0 20 0\n")


@pytest.fixture
def proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Proc:
    monkeypatch.setattr(machine, "PROC", tmp_path)
    return Proc(tmp_path)


def test_work_of_ours_and_of_our_children_is_not_that_of_others(proc: Proc, monkeypatch: pytest.MonkeyPatch) -> None:
    us = os.getpid()
    now = iter([10.0, 12.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    proc.shows(100.0, (us, 1, 5.0), (us + 1, us, 7.0), (us + 2, us + 1, 0.0), (us + 3, 1, 50.0))
    load = Load()
    proc.shows(103.0, (us, 1, 5.5), (us + 1, us, 7.5), (us + 2, us + 1, 1.0), (us + 3, 1, 51.0))

    assert load.of_others() == pytest.approx(1.0 / (2.0 * CORES), abs=0.02)


def test_where_nobody_tells_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "PROC", tmp_path / "none")

    assert Load().of_others() is None


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="only Linux tells how busy a machine is")
def test_this_machine_tells_a_share() -> None:
    share = Load().of_others()

    assert share is not None
    assert share >= 0.0
