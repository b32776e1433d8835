"""Faults: which call goes wrong, when, how, and how often it did. Not: making it go wrong, which pipeline does.

A fault is matched by operation, object and amount, and counted; it is never a percentage, so what it led to can be
repeated.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

Moment = Literal["before", "after"]
Action = Literal["latency", "status", "lost_reply", "hang", "kill"]


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault. `moment` is before the call executes, or after what it did was stored.

    latency: the call takes `seconds` longer. status: it is answered with `status` in the provider's manner; after the
    commit that answer is what its idempotency key replays. lost_reply: the connection is closed without an answer.
    hang: the connection stays open and says nothing. kill: `process_group` gets SIGKILL at that point, and the
    connection is closed.
    """

    id: str = ""
    operation: str = "*"
    """A glob over operation names: `payment_intents.create`, `*.retrieve`, `*`."""
    side: Literal["test", "live"] | None = None
    object: str | None = None
    """An id that the call names in its path or parameters, or that belongs to what it names."""
    amount: int | None = None
    """The amount that the call asks for, in minor units; a confirmation asks for its intent's amount."""
    moment: Moment = "before"
    action: Action = "status"
    seconds: float = 0.0
    status: int = 500
    after: int = 0
    """How many matching calls pass untouched first."""
    times: int | None = None
    """How many calls it strikes; None: every one."""
    until: float | None = None
    """Unix seconds on the world's clock after which it strikes no more."""
    by: Literal["secret_key", "publishable_key", "any"] = "secret_key"
    """Whose calls: the target's own by default, a buyer's browser otherwise."""
    process_group: int | None = None
    provider: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fault is matched against: one call at one moment."""

    provider: str
    side: str
    operation: str
    by: str
    objects: frozenset[str]
    amount: int | None
    now: float
    """Unix seconds on the world's clock."""


@dataclass(slots=True)
class _Set:
    fault: Fault
    seen: int = 0
    hits: int = 0


@dataclass(slots=True)
class Faults:
    """The faults that are set, by world. A world without any costs one dictionary look-up per call."""

    by_world: dict[str, dict[str, _Set]] = field(default_factory=dict)
    made: int = 0

    def add(self, world: str, fault: Fault) -> Fault:
        """Set a fault; one without an id gets one. Raises ValueError, with the remedy, for one that cannot work."""
        _check(fault)
        if not fault.id:
            self.made += 1
            fault = msgspec.structs.replace(fault, id=f"fault_{self.made}")
        self.by_world.setdefault(world, {})[fault.id] = _Set(fault)
        return fault

    def remove(self, world: str, fault_id: str) -> bool:
        """Take a fault away; False if there is none of that id."""
        return self.by_world.get(world, {}).pop(fault_id, None) is not None

    def of(self, world: str) -> list[tuple[Fault, int]]:
        """Return a world's faults with the number of calls each has struck: the reach record."""
        return [(entry.fault, entry.hits) for entry in self.by_world.get(world, {}).values()]

    def forget(self, world: str) -> None:
        """Drop a world's faults."""
        self.by_world.pop(world, None)

    def any_set(self, world: str) -> bool:
        """Say whether a call of this world needs to be looked at."""
        return bool(self.by_world.get(world))

    def strike(self, world: str, moment: Moment, subject: Subject) -> Fault | None:
        """Return the first fault that strikes this call at this moment, and count it; None if none does."""
        for entry in self.by_world.get(world, {}).values():
            if entry.fault.moment != moment or not matches(entry.fault, subject):
                continue
            entry.seen += 1
            if entry.seen <= entry.fault.after:
                continue
            if entry.fault.times is not None and entry.hits >= entry.fault.times:
                continue
            entry.hits += 1
            return entry.fault
        return None


def matches(fault: Fault, subject: Subject) -> bool:
    """Say whether the fault is meant for this call; how often it may strike is not asked here."""
    return (
        (fault.by in ("any", subject.by))
        and (fault.provider in (None, subject.provider))
        and (fault.side in (None, subject.side))
        and (fault.object is None or fault.object in subject.objects)
        and (fault.amount in (None, subject.amount))
        and (fault.until is None or subject.now <= fault.until)
        and fnmatchcase(subject.operation, fault.operation)
    )


def _check(fault: Fault) -> None:
    if fault.action == "kill" and (fault.process_group is None or fault.process_group <= 1):
        raise ValueError(
            f"fault: process_group = {fault.process_group} is no process group. Write the target's, above 1"
        )
    if fault.action == "status" and not 400 <= fault.status <= 599:
        raise ValueError(f"fault: status = {fault.status} is no error. Write one from 400 to 599")
    if fault.action == "latency" and not 0 < fault.seconds <= 600:
        raise ValueError(f"fault: seconds = {fault.seconds} is no latency. Write more than 0 and at most 600")
    if fault.after < 0 or (fault.times is not None and fault.times < 1):
        raise ValueError(
            f"fault: after = {fault.after}, times = {fault.times}. Write after >= 0 and times >= 1 (or none)"
        )
