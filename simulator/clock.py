"""The world's clock: it runs with real time unless a scenario moves it. Not: the target's clock, which signs."""

from __future__ import annotations

import time
from dataclasses import dataclass

_BASE = time.time() - time.monotonic()


def instant() -> float:
    """Return real unix seconds from one monotonic base: they can be subtracted even if the clock is set between."""
    return _BASE + time.monotonic()


@dataclass(slots=True)
class WorldClock:
    """Unix time as the simulated provider sees it: real time plus what scenarios have advanced it by."""

    offset: float = 0.0
    """Seconds ahead of real time; below 0 in a world that began in the past."""

    def now(self) -> int:
        """Return the world's time in whole unix seconds."""
        return int(time.time() + self.offset)

    def precise(self) -> float:
        """Return the world's time in unix seconds with fractions."""
        return time.time() + self.offset

    def set(self, now: float) -> None:
        """Let it be `now`, in unix seconds: for a world that is restored, whose clock stood still meanwhile."""
        self.offset = now - time.time()

    def advance(self, seconds: float) -> None:
        """Move the world's time forward. Raises ValueError for a negative number: time never goes back."""
        if seconds < 0:
            raise ValueError(f"cannot advance by {seconds} seconds: a world's time never goes back")
        self.offset += seconds

    def set_back(self, seconds: float) -> None:
        """Move the world's time back, for what shall have begun in the past: what is in the books keeps its dates."""
        self.offset -= seconds


@dataclass(slots=True)
class StoppedClock(WorldClock):
    """A clock that stands at one moment: that for which something was due, whenever it is caught up with."""

    at: float = 0
    """Unix seconds."""

    def now(self) -> int:
        return int(self.at)

    def precise(self) -> float:
        return float(self.at)
