"""The journal: every API call as the simulator saw it, per world, in the order of their ends. Not: judging."""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec

from simulator.provider import Reply

REPLIES = 1_000
"""How many of the newest replies are kept, for people to read; all else of a call is kept for good."""


class Call(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One call. Parameters are masked; times are real unix seconds from one monotonic base."""

    seq: int
    """Numbered over the whole sandbox in the order of ending, from 1: `since` a number misses nothing."""
    at: float
    """When the request had arrived."""
    world: str
    """Empty for a call that no world's key opened."""
    provider: str
    side: str
    by: Literal["secret_key", "publishable_key", "control", "nobody"]
    method: str
    path: str
    operation: str
    """`payment_intents.create`; `?` for a path that is no operation we know."""
    parameters: dict[str, Any] = {}
    headers: dict[str, str] = {}
    """Those that matter: version and user agent."""
    idempotency_key: str | None = None
    replayed: bool = False
    status: int | None = None
    """None if no reply was sent."""
    request_id: str = ""
    objects: tuple[str, ...] = ()
    """Ids that the call named, read or changed."""
    writes: bool = False
    """Whether the operation may create or change something, money included."""
    fault: str | None = None
    """Id of the fault that struck it."""
    unsupported: bool = False
    """The provider may know this call; the simulator does not."""
    error_code: str | None = None
    lacks: str | None = None
    """The right for the lack of which a restricted key was refused."""
    seconds: float = 0.0
    """How long it took, holds included."""


@dataclass(slots=True)
class Journal:
    """All calls. Calls that no key opened stand under the world `""`."""

    last: int = 0
    calls: dict[str, list[Call]] = field(default_factory=dict)
    replies: deque[tuple[int, Reply]] = field(default_factory=lambda: deque(maxlen=REPLIES))

    def number(self) -> int:
        """Return the number of the call that is recorded next."""
        self.last += 1
        return self.last

    def record(self, call: Call, sent: Reply | None = None) -> None:
        """Append a call, which has the number last given, and the reply that was sent to it."""
        calls = self.calls.get(call.world)
        if calls is None:
            calls = self.calls[call.world] = []
        calls.append(call)
        if sent is not None:
            self.replies.append((call.seq, sent))

    def reply_to(self, seq: int) -> Reply | None:
        """Return what was sent as the answer to call number `seq`; None for none, or one that is kept no more."""
        return next((reply for number, reply in self.replies if number == seq), None)

    def of(self, world: str, since: int = 0, concerning: str | None = None) -> list[Call]:
        """Return a world's calls after number `since`; with `concerning`, those that named, read or changed that id."""
        calls = self.calls.get(world, [])
        after = calls[bisect_right(calls, since, key=_number) :]
        return [call for call in after if concerning is None or concerning in call.objects]

    def forget(self, world: str) -> None:
        """Drop a world's calls."""
        self.calls.pop(world, None)


def _number(call: Call) -> int:
    return call.seq
