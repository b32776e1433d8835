"""Faults: which call goes wrong, when, how, and how often it did. Not: making it go wrong, which pipeline does.

A fault is matched by operation, object and amount, and counted; it is never a percentage, so what it led to can be
repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

import msgspec

Moment = Literal["before", "after"]
Action = Literal["latency", "status", "lost_reply", "hang", "kill", "hold", "garble", "without", "null"]


class Fault(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One fault. `moment` is before the call executes, or after what it did was stored.

    latency: the call takes `seconds` longer. status: it is answered with `status` in the provider's manner; after the
    commit that answer is what its idempotency key replays. lost_reply: the connection is closed without an answer.
    Either comes `seconds` late, so that calls which were made at one moment overlap, and those of a loop do not.
    hang: the connection stays open and says nothing. kill: `process_group` gets SIGKILL at that point, and the
    connection is closed. hold: the call waits until it is let go, or for `seconds`; held after the commit its reply
    is written already, so that whatever happens meanwhile makes it a stale one. garble: the reply breaks off in the
    middle of its JSON. without, null: the reply lacks the fields at `pointers`, or has them as null.
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
    message: str | None = None
    """What the provider's error says, in place of its own sentence: a canary for whoever hands it on."""
    retry_after: int | None = None
    """Seconds for which the error asks the caller to wait, in `Retry-After`."""
    should_retry: bool | None = None
    """What the error says about trying again, where the provider has words for that."""
    after: int = 0
    """How many matching calls pass untouched first."""
    times: int | None = None
    """How many calls it strikes; None: every one."""
    until: float | None = None
    """Unix seconds on the world's clock after which it strikes no more."""
    by: Literal["secret_key", "publishable_key", "any"] = "secret_key"
    """Whose calls: the target's own by default, a buyer's browser otherwise."""
    process_group: int | None = None
    pointers: tuple[str, ...] = ()
    """JSON pointers into the reply's body; those that lead nowhere are passed over."""
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


class Struck(msgspec.Struct, frozen=True):
    """A fault that is set, and what it has done."""

    fault: Fault
    hits: int
    """How many calls it has struck."""
    holding: int = 0
    """How many calls it keeps waiting now."""
    objects: tuple[str, ...] = ()
    """Ids that the struck calls named, read or made: a call that is held is in no journal yet."""


class SavedFault(msgspec.Struct, frozen=True, array_like=True):
    """A fault that is set, and how far it has come."""

    fault: Fault
    seen: int
    hits: int
    let_go: bool
    objects: tuple[str, ...]


@dataclass(slots=True)
class _Set:
    fault: Fault
    seen: int = 0
    hits: int = 0
    let_go: bool = False
    waiting: list[Callable[[], None]] = field(default_factory=list)
    objects: dict[str, None] = field(default_factory=dict)


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
        self.let_go(world, fault_id)
        return self.by_world.get(world, {}).pop(fault_id, None) is not None

    def of(self, world: str) -> list[Struck]:
        """Return a world's faults with what each has struck: the reach record."""
        return [
            Struck(entry.fault, entry.hits, len(entry.waiting), tuple(entry.objects))
            for entry in self.by_world.get(world, {}).values()
        ]

    def forget(self, world: str) -> None:
        """Drop a world's faults; the calls that they keep waiting go on."""
        for entry in self.by_world.pop(world, {}).values():
            _wake(entry)

    def touch(self, world: str, fault_id: str, objects: Iterable[str]) -> None:
        """Remember what a struck call was about."""
        entry = self.by_world.get(world, {}).get(fault_id)
        if entry is not None:
            entry.objects.update(dict.fromkeys(objects))

    def wait(self, world: str, fault_id: str, wake: Callable[[], None]) -> None:
        """Enter a call that a hold keeps; `wake` is called once when it is let go."""
        entry = self.by_world.get(world, {}).get(fault_id)
        if entry is not None and not entry.let_go:
            entry.waiting.append(wake)
        else:
            wake()

    def waited(self, world: str, fault_id: str, wake: Callable[[], None]) -> None:
        """Strike out a call that has gone on."""
        entry = self.by_world.get(world, {}).get(fault_id)
        if entry is not None and wake in entry.waiting:
            entry.waiting.remove(wake)

    def let_go(self, world: str, fault_id: str) -> bool:
        """Let the calls go on that a hold keeps, and keep none any more; False if there is none of that id."""
        entry = self.by_world.get(world, {}).get(fault_id)
        if entry is None:
            return False
        _wake(entry)
        return True

    def let_newest_go(self, world: str, fault_id: str) -> bool:
        """Let the call go on that a hold has kept for the shortest time, if any; False if there is none of that id."""
        entry = self.by_world.get(world, {}).get(fault_id)
        if entry is None:
            return False
        if entry.waiting:
            entry.waiting.pop()()
        return True

    def saved(self, world: str) -> list[SavedFault]:
        """Return a world's faults for a snapshot, but for those that kill: the process will be another one."""
        return [
            SavedFault(entry.fault, entry.seen, entry.hits, entry.let_go, tuple(entry.objects))
            for entry in self.by_world.get(world, {}).values()
            if entry.fault.action != "kill"
        ]

    def resume(self, world: str, told: Iterable[SavedFault]) -> None:
        """Set the faults that `saved` returned."""
        for one in told:
            objects = dict.fromkeys(one.objects)
            entry = _Set(one.fault, one.seen, one.hits, one.let_go, objects=objects)
            self.by_world.setdefault(world, {})[one.fault.id] = entry

    def any_set(self, world: str) -> bool:
        """Say whether a call of this world needs to be looked at."""
        return bool(self.by_world.get(world))

    def strike(self, world: str, moment: Moment, subject: Subject) -> Fault | None:
        """Return the first fault that strikes this call at this moment, and count it; None if none does."""
        for entry in self.by_world.get(world, {}).values():
            if entry.let_go or entry.fault.moment != moment or not matches(entry.fault, subject):
                continue
            entry.seen += 1
            if entry.seen <= entry.fault.after:
                continue
            if entry.fault.times is not None and entry.hits >= entry.fault.times:
                continue
            entry.hits += 1
            return entry.fault
        return None


def _wake(entry: _Set) -> None:
    """Let the calls go on that a hold keeps, and keep none any more."""
    entry.let_go = True
    waiting, entry.waiting = entry.waiting, []
    for wake in waiting:
        wake()


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
    if fault.message is not None and (fault.action != "status" or not 0 < len(fault.message) <= 500):
        raise ValueError("fault: message belongs to action = 'status'. Write 1 to 500 characters")
    if (fault.retry_after, fault.should_retry) != (None, None) and fault.action != "status":
        raise ValueError("fault: retry_after and should_retry are said by an error. Write action = 'status'")
    if fault.retry_after is not None and not 0 <= fault.retry_after <= 3600:
        raise ValueError(f"fault: retry_after = {fault.retry_after} is no wait. Write seconds, from 0 to 3600")
    if fault.action in ("status", "lost_reply") and not 0 <= fault.seconds <= 600:
        raise ValueError(f"fault: seconds = {fault.seconds} is no delay. Write from 0 to 600")
    if fault.action in ("garble", "without", "null") and fault.moment != "after":
        raise ValueError(f"fault: {fault.action} changes a reply. Write moment = 'after'")
    if fault.action in ("without", "null") and not all(pointer.startswith("/") for pointer in fault.pointers or ("",)):
        raise ValueError(f"fault: pointers = {list(fault.pointers)} are no JSON pointers. Write such as '/status'")
    if fault.action in ("latency", "hold") and not 0 < fault.seconds <= 600:
        raise ValueError(f"fault: seconds = {fault.seconds} is no duration. Write more than 0 and at most 600")
    if fault.after < 0 or (fault.times is not None and fault.times < 1):
        raise ValueError(
            f"fault: after = {fault.after}, times = {fault.times}. Write after >= 0 and times >= 1 (or none)"
        )
