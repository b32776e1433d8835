"""The lane: requests that wait for the provider do so in threads of their own. Not: the waiting.

While the provider hangs, checkouts queue here; order pages have other threads, and webhooks need none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request

THREADS = 32

P = ParamSpec("P")
T = TypeVar("T")


def new_lane() -> CapacityLimiter:
    return CapacityLimiter(THREADS)


async def in_lane(request: Request, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run `work` in a thread of the lane, waiting for one if all are taken."""
    return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=request.app.state.lane)
