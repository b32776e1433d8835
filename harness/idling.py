"""Seconds that a worker waited and nothing explains, counted where the harness itself sleeps. Not: waiting for others.

Who waits for a target to start, for a reply, for a delivery, for its turn to be alone, or for what a stimulus takes
(a provider that is late or silent, a retry that may still come) waits for somebody. Not so who sleeps between two
looks, after what he waits for has come: when it came nobody saw, so the whole last pause is counted. What was waited
for and never came, and a pause whose length is ours, count whole; so does a worker that has nothing left to do while
others work. The sum is an upper bound, over all threads of the process; seconds of real time.
"""

from __future__ import annotations

import time
from threading import Lock

_lock = Lock()
_counted: dict[str, float] = {}


def counted() -> dict[str, float]:
    """Return the seconds so far in this process, by what was waited for."""
    with _lock:
        return {what: round(seconds, 3) for what, seconds in _counted.items()}


def count(what: str, seconds: float) -> None:
    """Add seconds of waiting that nothing explains."""
    with _lock:
        _counted[what] = _counted.get(what, 0.0) + seconds


def rest(what: str, seconds: float) -> None:
    """Sleep for no reason but our own, and count it."""
    began = time.monotonic()
    time.sleep(seconds)
    count(what, time.monotonic() - began)


class Looking:
    """One wait for a condition, in looks with pauses between."""

    def __init__(self, what: str) -> None:
        """Begin now; `what` is waited for, in a word or two."""
        self._what = what
        self._began = time.monotonic()
        self._last = 0.0

    def pause(self, seconds: float) -> None:
        """Sleep until the next look."""
        began = time.monotonic()
        time.sleep(seconds)
        self._last = time.monotonic() - began

    def ended(self, *, held: bool) -> bool:
        """Count what this wait took too long, and return whether the condition `held`; if not, all was in vain."""
        if held:
            count(self._what, self._last)
        else:
            count(f"{self._what} in vain", time.monotonic() - self._began)
        return held
