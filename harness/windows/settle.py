"""Waiting for the target without guessing times: a limit, and patience that is learned. Not: the conditions.

Absence is never shown by sleeping. A genuine twin is sent last; once it has moved, the target has had its chance. The
limit (`[limits] drain_s`) is spent only on a target that does not answer a twin: after it has stayed deaf a few times
in a row, waiting is cut short, for the verdict can only be *not observable* by then. One twin that does move restores
the whole patience. What a target usually takes is learned too: one that works seconds after it has said 200 is given
longer where a moment is enough for others, and also where patience is short.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import TypeVar

from harness import idling

T = TypeVar("T")

FIRST_PAUSE = 0.005
LONGEST_PAUSE = 0.03
INSISTING_PAUSE = 0.05
BRIEFLY = 0.05
LEAST_FOR_THE_UNWANTED = 0.3
LONGEST_STEADINESS = 1.0
"""Seconds for which a condition must go on holding, at most."""
DEAF_AFTER, DEAF_AGAIN_AFTER = 2, 4
"""Twins in a row that did not move: of a target that was never seen to hear, and of one that was."""
PATIENCE_WITH_THE_DEAF = 0.5


class Patience:
    """How long one target is waited for."""

    def __init__(self, drain_s: float) -> None:
        """Begin with the whole `drain_s`."""
        self._whole = drain_s
        self._heard = False
        self._deaf = 0
        self._waits: list[float] = []

    @property
    def seconds(self) -> float:
        if self._deaf < (DEAF_AGAIN_AFTER if self._heard else DEAF_AFTER):
            return self._whole
        return min(self._whole, max(PATIENCE_WITH_THE_DEAF, 2 * self._usual))

    @property
    def _usual(self) -> float:
        """How long it usually takes until a twin has moved."""
        return median(self._waits) if self._waits else 0.0

    def settle(self, until: Callable[[], bool | None]) -> bool:
        """Wait until the condition holds; False when the time was over. None from the condition counts as not yet."""
        if until():
            self._heard, self._deaf = True, 0
            return True
        began = time.monotonic()
        if not _wait(until, self.seconds):
            self._deaf += 1
            return False
        self._heard, self._deaf = True, 0
        self._waits.append(time.monotonic() - began)
        return True

    def settle_soon(self, until: Callable[[], bool | None]) -> bool:
        """Wait for what a sentinel may have overtaken: two seconds (a fifth of the whole) at most, and learn nothing.

        A target that has usually been waited for longer is given twice that, and never more than the whole. What holds
        at once may have held all along: it must still hold after as long as this target usually takes.
        """
        usual = self._usual
        deadline = time.monotonic() + self._soon
        while _wait(until, deadline - time.monotonic()):
            idling.rest("steadiness", min(usual, LONGEST_STEADINESS))
            if until():
                return True
        return False

    def settle_unwanted(self, until: Callable[[], bool | None]) -> bool:
        """Give what must not come the time in which it would have: three times what this target usually takes.

        For what a sentinel that has moved may have overtaken; True if it came. Never longer than `settle_soon` waits.
        """
        return _wait(until, min(self._soon, max(LEAST_FOR_THE_UNWANTED, 3 * self._usual)))

    def settle_during(self, until: Callable[[], bool | None], seconds: float) -> bool:
        """Wait while a stimulus lasts (a provider that is silent, a lease that ends), which explains the waiting.

        A target that usually takes longer is given as long as by `settle_soon`.
        """
        return _look(until, max(seconds, self._soon), time.sleep)

    @property
    def _soon(self) -> float:
        return max(min(self._whole / 5, 2.0), min(self._whole, 2 * self._usual))

    def settle_quiet(self, count: Callable[[], int]) -> None:
        """Wait until what is counted, such as calls that meet trouble, has stopped growing; learn nothing.

        That is a third of a second without one more, or as long as this target usually takes. Whoever goes on trying is
        not waited for longer than `settle_soon` waits.
        """
        deadline = time.monotonic() + self._soon
        quiet = min(max(LEAST_FOR_THE_UNWANTED, self._usual), LONGEST_STEADINESS)
        seen = count()
        while time.monotonic() < deadline and _wait(partial(_more, count, seen), quiet):
            seen = count()

    def settle_within(self, until: Callable[[], bool | None], seconds: float) -> bool:
        """Wait as long as the target has declared for itself; learn nothing."""
        return _wait(until, seconds)

    def settle_briefly(self, until: Callable[[], bool | None]) -> bool:
        """Wait a twentieth of a second; learn nothing."""
        return _wait(until, BRIEFLY)


def insist(attempt: Callable[[], T | None], seconds: float) -> T | None:
    """Return what comes of `attempt`, made again until something does, for so many seconds; None if nothing came.

    Each attempt leaves its traces with the target: the pauses double, so that there are few.
    """
    deadline = time.monotonic() + seconds
    pause = INSISTING_PAUSE
    looking = idling.Looking("insisting")
    while not (made := attempt()):
        left = deadline - time.monotonic()
        if left <= 0:
            looking.ended(held=False)
            return None
        looking.pause(min(pause, left))
        pause *= 2
    looking.ended(held=True)
    return made


def _more(count: Callable[[], int], seen: int) -> bool:
    return count() > seen


def _wait(until: Callable[[], bool | None], seconds: float) -> bool:
    looking = idling.Looking("settling")
    return looking.ended(held=_look(until, seconds, looking.pause))


def _look(until: Callable[[], bool | None], seconds: float, pause: Callable[[float], object]) -> bool:
    """Look until the condition holds, ever less often; False when the time was over."""
    deadline = time.monotonic() + seconds
    length = FIRST_PAUSE
    while not until():
        if time.monotonic() > deadline:
            return False
        pause(length)
        length = min(length * 1.5, LONGEST_PAUSE)
    return True
