"""When each volley of a schedule begins: by the clock, or in its turn, and each of them once."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from simulator.clock import instant
from simulator.delivery.pace import Pace, Send
from simulator.delivery.record import DeliveryRecord
from simulator.delivery.shot import Shot
from simulator.schedules.schedule import Delivery


def volley(name: str, **fields: Any) -> list[Shot]:
    return [cast("Shot", SimpleNamespace(delivery=Delivery(event=name, **fields)))]


class Sender:
    """Sends nothing: a volley ends when everything in `ends_after` its name has ended."""

    def __init__(self, ends_after: dict[str, str]) -> None:
        self.ends_after = ends_after
        self.begun: list[str] = []
        self.due: dict[str, float] = {}
        self.ended: dict[str, asyncio.Event] = {}

    def end_of(self, name: str) -> asyncio.Event:
        return self.ended.setdefault(name, asyncio.Event())

    async def send(self, shots: Sequence[Shot], due: float) -> list[DeliveryRecord]:
        name = shots[0].delivery.event
        self.begun.append(name)
        self.due[name] = due
        if name in self.ends_after:
            await self.end_of(self.ends_after[name]).wait()
        self.end_of(name).set()
        return [cast("DeliveryRecord", name)]


def kept(volleys: Sequence[Sequence[Shot]], send: Send) -> list[Any]:
    async def keep() -> list[Any]:
        return await asyncio.wait_for(Pace(volleys, send).keep(), 10)

    return asyncio.run(keep())


def test_a_volley_in_its_turn_begins_once_when_all_before_it_have_ended() -> None:
    """`later` ends while `turn` is under way, and `first` only after `clock`: neither begins `turn` early or again."""
    sender = Sender({"first": "clock", "turn": "later"})
    volleys = [volley("first"), volley("clock", at=20), volley("turn", in_turn=True), volley("later", at=60)]

    records = kept(volleys, sender.send)

    assert records == ["first", "clock", "turn", "later"]
    assert sorted(sender.begun) == sorted(["first", "clock", "turn", "later"])
    assert sender.begun.index("turn") > sender.begun.index("clock")


def test_a_schedule_keeps_its_times_and_a_single_moment_is_now() -> None:
    sender = Sender({})
    now = instant()
    kept([volley("a", at=300), volley("b"), volley("c", at=100)], sender.send)
    alone = Sender({})
    kept([volley("a")], alone.send)

    assert sender.begun == ["b", "c", "a"]
    assert sender.due["a"] - sender.due["b"] == pytest.approx(0.3, abs=1e-4)
    assert sender.due["c"] - sender.due["b"] == pytest.approx(0.1, abs=1e-4)
    assert sender.due["b"] > now
    assert alone.begun == ["a"]


def test_what_goes_wrong_in_a_volley_is_said_to_whoever_waits() -> None:
    async def broken(_shots: Sequence[Shot], _due: float) -> list[DeliveryRecord]:
        raise LookupError("of ours")

    with pytest.raises(LookupError, match="of ours"):
        kept([volley("a"), volley("b", in_turn=True)], broken)
    assert kept([], broken) == []
