"""Sleeping until an instant, to a tenth of a millisecond. Not: what is done then.

The timers of an event loop count in whole milliseconds, and half of what a delivery may be late is gone with one. The
kernel's own timer (timerfd_create(2)) wakes the loop as any other descriptor does; Python has it from 3.13 on, so libc
is asked here. Where there is none, the loop's timers have to do.
"""

from __future__ import annotations

import asyncio
import ctypes
import heapq
import os
import sys
import time
import weakref
from functools import cache

from simulator.clock import instant

_ABSOLUTE, _NONBLOCK_CLOEXEC = 1, 0o2004000
"""Flags, of `<sys/timerfd.h>` and as Linux has them on all but two old processors."""


class _Timer(ctypes.Structure):
    """`struct itimerspec`: seconds and nanoseconds of the interval, then of the expiry."""

    _fields_ = (
        ("every_s", ctypes.c_long),
        ("every_ns", ctypes.c_long),
        ("at_s", ctypes.c_long),
        ("at_ns", ctypes.c_long),
    )


class Alarm:
    """Wakes whoever sleeps, on one event loop. There is one kernel timer, set to the earliest of their instants."""

    def __init__(self) -> None:
        self._sleeping: list[tuple[float, int, asyncio.Future[None]]] = []
        """By the monotonic clock, the earliest first (a heap)."""
        self._numbered = 0
        self._set_to = 0.0
        self._descriptor: int | None = None

    async def until(self, moment: float) -> None:
        """Sleep until `moment`, an `instant()`; one that has passed costs nothing."""
        left = moment - instant()
        if left <= 0:
            return
        if _libc() is None:
            await asyncio.sleep(left)
            return
        loop = asyncio.get_running_loop()
        woken: asyncio.Future[None] = loop.create_future()
        self._numbered += 1
        heapq.heappush(self._sleeping, (time.monotonic() + left, self._numbered, woken))
        if self._descriptor is None:
            self._descriptor = _opened()
            self._shut = weakref.finalize(self, os.close, self._descriptor)  # also for a loop that is gone with us
            loop.add_reader(self._descriptor, self._ring)
        self._set()
        await woken

    def close(self) -> None:
        """Wake nobody any more."""
        if self._descriptor is not None:
            asyncio.get_running_loop().remove_reader(self._descriptor)
            self._shut()
            self._descriptor = None
        self._sleeping.clear()

    def _set(self) -> None:
        earliest = self._sleeping[0][0] if self._sleeping else 0.0
        libc = _libc()
        if not earliest or earliest == self._set_to or self._descriptor is None or libc is None:
            return
        self._set_to = earliest
        due = _Timer(0, 0, *divmod(int(earliest * 1e9), 1_000_000_000))
        libc.timerfd_settime(self._descriptor, _ABSOLUTE, ctypes.byref(due), None)

    def _ring(self) -> None:
        if self._descriptor is None:
            return
        try:
            os.read(self._descriptor, 8)
        except BlockingIOError:
            return  # it was set anew between the ring and its hearing
        now = time.monotonic()
        while self._sleeping and self._sleeping[0][0] <= now:
            woken = heapq.heappop(self._sleeping)[2]
            if not woken.done():
                woken.set_result(None)
        self._set_to = 0.0
        self._set()


async def nearly(moment: float) -> None:
    """Sleep until about `moment`, an `instant()`: a millisecond more or less does no harm."""
    left = moment - instant()
    if left > 0:
        await asyncio.sleep(left)


@cache
def _libc() -> ctypes.CDLL | None:
    """Return libc if it has such timers."""
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)
    return libc if hasattr(libc, "timerfd_settime") else None


def _opened() -> int:
    libc = _libc()
    descriptor: int = -1 if libc is None else libc.timerfd_create(time.CLOCK_MONOTONIC, _NONBLOCK_CLOEXEC)
    if descriptor < 0:
        raise OSError(ctypes.get_errno(), "the kernel gives no timer")
    return descriptor
