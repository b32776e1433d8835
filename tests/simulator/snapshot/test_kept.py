"""What lies in a file still is read when it is first asked for, and cannot be told from what was always there."""

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from simulator import snapshot
from simulator.delivery.engine import Engine
from simulator.idempotency import Record
from simulator.snapshot.file import CHECKED, MAGIC, ROWS
from simulator.snapshot.kept import Kept
from simulator.snapshot.reader import Reader
from simulator.snapshot.writer import Writer
from simulator.stripe import STRIPE
from tests.simulator.snapshot.test_tables import KINDS, Thing
from tests.simulator.stripe.inprocess import Merchant

THINGS = {f"thing {nth}": Thing(f"thing {nth}", held=nth) for nth in range(3 * ROWS)}


def kept(things: dict[str, Thing]) -> Kept:
    writer = Writer(KINDS)
    numbers = writer.refs(things.values())
    chunks = writer.chunks()
    return Kept(Reader(KINDS, writer.fields(), chunks), dict(zip(things, numbers, strict=True)))


def unread(content: Kept) -> int:
    return sum(type(value) is int for value in dict.values(content))


@pytest.mark.parametrize(
    "look",
    [
        lambda things: things["thing 7"],
        lambda things: things.get("thing 7"),
        lambda things: things.get("none", "nothing"),
        lambda things: "thing 7" in things and "none" not in things,
        lambda things: things.setdefault("thing 7", None),
        lambda things: things.setdefault("none", "nothing"),
        lambda things: (things.pop("thing 7"), things.pop("none", "nothing"), len(things)),
        lambda things: (things.popitem(), len(things)),
        list,
        lambda things: list(things.values()),
        lambda things: next(reversed(things.values())),
        lambda things: list(things.items()),
        lambda things: things.copy() == things,
        lambda things: things == {} or things != THINGS,
        lambda things: [things.update({"none": "nothing"}), things["none"], len(things)],
    ],
)
def test_it_cannot_be_told_from_a_dictionary(look: Callable[[Any], Any]) -> None:
    there, was = kept(THINGS), dict(THINGS)

    assert look(there) == look(was)
    assert there == was


def test_only_what_is_asked_for_is_read_and_it_stays_the_same_value() -> None:
    there = kept(THINGS)
    newest = next(reversed(there.values()))
    copied = there.copy()

    assert newest is there[newest.id]
    assert unread(there) == unread(copied) == len(THINGS) - 1
    assert copied["thing 1"] is there["thing 1"]


def test_threads_that_ask_at_once_get_the_same_values() -> None:
    there = kept(THINGS)
    got: list[list[Thing]] = []
    readers = [threading.Thread(target=lambda: got.append(list(there.copy().values()))) for _ in range(4)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join()

    assert len(got) == 4
    assert all(one is other for values in got for one, other in zip(got[0], values, strict=True))


def again(merchant: Merchant) -> snapshot.Checkpoint:
    engine = Engine({"stripe": STRIPE})
    content = snapshot.written({"stripe": STRIPE}, snapshot.hold(merchant.sandbox, engine, merchant.world))
    return snapshot.read(merchant.sandbox, snapshot.decode(content))


def test_a_world_that_was_opened_is_written_and_read_once_more() -> None:
    """Untouched, half read and changed since: the second file tells what the world then was."""
    merchant = Merchant()
    key = {"idempotency-key": "order-1"}
    made = merchant.call("POST", "/v1/payment_intents", headers=key, amount=100, currency="eur").body["id"]
    merchant.call("POST", "/v1/customers", name="Ada")
    first = again(merchant)
    merchant.world = first.world
    merchant.sandbox.close_world(first.world.id)
    merchant.sandbox.admit(first.world)

    replayed = merchant.call("POST", "/v1/payment_intents", headers=key, amount=100, currency="eur").body["id"]
    merchant.call("POST", "/v1/customers", name="Grace")
    second = again(merchant).world.books["stripe", "test"]

    assert replayed == made
    assert second.objects == dict(merchant.books.objects.items())
    assert second.kinds == merchant.books.kinds
    assert list(second.events.values()) == list(merchant.books.events.values())
    assert isinstance(second.idempotency.records["order-1"], Record)
    assert [one.name for one in second.objects.values() if hasattr(one, "name")] == ["Ada", "Grace"]


def test_an_older_format_is_refused_with_what_to_do() -> None:
    body = msgspec.msgpack.encode({"format": 1, "assay": "0.1.0", "id": "w1"})
    check = snapshot.file._checksum(memoryview(body))

    assert len(check) == CHECKED
    with pytest.raises(
        snapshot.BrokenSnapshot, match=r"format 1 \(written by Assay 0\.1\.0\).* reads 2\. Save it anew"
    ):
        snapshot.decode(MAGIC + check + body)
