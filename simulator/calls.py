"""An API call from the socket into the pipeline and back: what it waits for is awaited here. Not: HTTP, or any step.

The pipeline is a generator without time. A call that is not held is answered in one go, without a task of its own;
most are. Events leave when the reply is on the wire: the caller must never see a webhook before the answer that
caused it.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import traceback
from collections.abc import Awaitable, Callable, Generator

import msgspec

from simulator import pipeline
from simulator.exchange import Dropped, Hang, Held, Hold, Wait
from simulator.http_server import Answer, Gone
from simulator.provider import Provider, Reply, Request
from simulator.sandbox import Sandbox, Told

Steps = Generator[Hold, None, Reply | Dropped]


def answerer(sandbox: Sandbox, provider: Provider) -> Callable[[Request, Gone], Answer | Awaitable[Answer]]:
    """Return what answers the provider's calls; whoever writes the reply calls `flush_announcements` afterwards."""

    def answer(request: Request, gone: Gone) -> Answer | Awaitable[Answer]:
        steps = pipeline.handle(sandbox, provider, request)
        try:
            hold = next(steps)
        except StopIteration as end:
            met: Reply | Dropped = end.value
            return met
        except Exception:
            return _failed(sandbox, provider)
        return _drive(sandbox, provider, steps, hold, gone)

    return answer


async def _drive(sandbox: Sandbox, provider: Provider, steps: Steps, hold: Hold, gone: Gone) -> Answer:
    """Go on with a call that is held. Dropped if the client left while nothing was said."""
    kept: list[Told] = []
    try:
        while True:
            if isinstance(hold, Hang):
                sandbox.flush_announcements()
                await gone()
                steps.close()
                return Dropped()
            # What this call has told so far must not leave with the reply to another one.
            kept.extend(sandbox.outbox)
            sandbox.outbox.clear()
            await _held(hold)
            hold = next(steps)
    except StopIteration as end:
        sandbox.outbox.extendleft(reversed(kept))
        met: Reply | Dropped = end.value
        return met
    except Exception:
        return _failed(sandbox, provider)


async def _held(hold: Wait | Held) -> None:
    """Wait as long as the call is held: at most as many seconds as it says."""
    if isinstance(hold, Wait):
        await asyncio.sleep(hold.seconds)
        return
    let_go = asyncio.Event()
    wake = let_go.set
    hold.wait(wake)
    try:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(let_go.wait(), hold.seconds)
    finally:
        hold.waited(wake)


def _failed(sandbox: Sandbox, provider: Provider) -> Reply:
    """Answer for a fault of ours, and mark the call just written down as such: no verdict may lean on it."""
    traceback.print_exc(file=sys.stderr)
    for calls in sandbox.journal.calls.values():
        if calls and calls[-1].seq == sandbox.journal.last:
            calls[-1] = msgspec.structs.replace(calls[-1], status=500, unsupported=True, error_code="simulator_failed")
    return provider.refuse(None, None, provider.failure(500), provider.request_id(sandbox.random))
