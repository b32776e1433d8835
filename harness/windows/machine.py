"""How much of the machine others took while something was measured. Not: what is concluded from it.

Ours are this process and all that descend from it: simulator and target. Linux alone tells this; elsewhere it is None.
Source: proc(5), `/proc/stat` and `/proc/[pid]/stat`; times are in clock ticks.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

PROC = Path("/proc")


class Load:
    """The load of the machine from now on."""

    def __init__(self) -> None:
        """Begin to count."""
        self._began = time.monotonic()
        self._before = _ticks()

    def of_others(self) -> float | None:
        """Return the share of all processors that neither idled nor worked for us since; None if it cannot be told."""
        after = _ticks()
        if self._before is None or after is None:
            return None
        seconds = max(time.monotonic() - self._began, 0.001)
        capacity = seconds * (os.cpu_count() or 1) * os.sysconf("SC_CLK_TCK")
        return max(0.0, (after[0] - self._before[0] - (after[1] - self._before[1])) / capacity)


def _ticks() -> tuple[int, int] | None:
    """Return the ticks that all processors worked since boot, or were taken from us, and those of our processes."""
    try:
        user, nice, system, _idle, _wait, irq, soft, stolen = map(int, (PROC / "stat").read_text().split()[1:9])
    except (OSError, ValueError):
        return None
    return user + nice + system + irq + soft + stolen, _ours()


def _ours() -> int:
    parents: dict[int, int] = {}
    worked: dict[int, int] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has ended meanwhile
        parents[int(folder.name)] = int(fields[1])
        worked[int(folder.name)] = sum(map(int, fields[11:15]))  # its own time, and that of children it waited for
    return sum(ticks for process, ticks in worked.items() if _descends(process, parents))


def _descends(process: int, parents: dict[int, int]) -> bool:
    while process > 1:
        if process == os.getpid():
            return True
        process = parents.get(process, 0)
    return False
