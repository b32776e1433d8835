"""Idempotency records: what a key was first used for, and what it was answered. Not: which calls carry a key.

A key is *in flight* from the moment its call begins to execute until its reply has left, even if the reply is already
known: that is when a second call with the key is a conflict.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import msgspec

if TYPE_CHECKING:
    from simulator.provider import Reply

Standing = Literal["new", "replay", "mismatch", "in flight"]


class Record(msgspec.Struct, gc=False):
    """One key: the call it belongs to, since when, and the reply once there is one."""

    fingerprint: bytes
    at: float
    reply: Reply | None = None
    in_flight: bool = True


@dataclass(slots=True)
class IdempotencyRecords:
    """The keys of one side of a world. Times are the world's; `keep` is in seconds."""

    keep: float = 86_400.0
    records: dict[str, Record] = field(default_factory=dict)

    def finished(self) -> dict[str, Record]:
        """Return the keys whose calls are over: their records are not changed any more.

        What is no record here is the number of one that lies in a file still, and was finished when it was written.
        """
        finished = self.records.copy()
        for key, record in dict.items(self.records):
            if isinstance(record, Record) and (record.in_flight or record.reply is None):
                del finished[key]
        return finished

    def begin(
        self, key: str, fingerprint: bytes, now: float, keep: float | None = None
    ) -> tuple[Standing, Reply | None]:
        """Say what stands against a call with this key; a new key is in flight from now on.

        Another call's key is a mismatch even while that call is in flight. A record older than `keep` is forgotten.
        """
        record = self.records.get(key)
        if record is None or now - record.at > (self.keep if keep is None else keep):
            self.records[key] = Record(fingerprint, now)
            return "new", None
        if record.fingerprint != fingerprint:
            return "mismatch", None
        if record.in_flight or record.reply is None:
            return "in flight", None
        return "replay", record.reply

    def answered(self, key: str, reply: Reply) -> None:
        """Remember what the key's call was answered, whether or not that answer ever arrives."""
        self.records[key].reply = reply

    def end(self, key: str) -> None:
        """The key's call is over; if it never began to execute the key is as good as new."""
        record = self.records.get(key)
        if record is None:
            return
        record.in_flight = False
        if record.reply is None:
            del self.records[key]
