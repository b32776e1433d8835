"""How columns are written: what comes again is written once, and only what is the same in every respect is the same."""

import msgspec
import pytest

from simulator.provider import Storable
from simulator.snapshot.file import Chunk
from simulator.snapshot.reader import Reader
from simulator.snapshot.writer import Writer
from tests.simulator.snapshot.test_tables import KINDS, Thing


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    id: str
    held: object = None
    named: str | None = None
    more: tuple[str, ...] = ("card", "link")


ROWS: dict[str, Storable] = {"row": Storable(Row, {"named": {"4242424242424242": "a card"}})}


def written(values: list[object], kinds: dict[str, Storable]) -> tuple[Chunk, list[object]]:
    writer = Writer(kinds)
    refs = writer.refs(values)
    content = msgspec.msgpack.encode(writer.chunks())
    (chunk,) = chunks = msgspec.msgpack.decode(content, type=list[Chunk])
    return chunk, Reader(kinds, chunks).all(refs)


@pytest.mark.parametrize(
    ("held", "form"),
    [
        (lambda nth: 10**12, "same"),
        (lambda nth: 10**12 + nth % 3, "few"),
        (lambda nth: 10**12 + nth, "plain"),
        (lambda nth: f"text {nth % 3}", "few"),
        (lambda nth: True if nth % 2 else 1, "plain"),
        (lambda nth: 1.0 if nth % 2 else 1, "plain"),
        (lambda nth: {"a": 1, "b": None}, "same"),
        (lambda nth: {"a": 1, "b": 2} if nth % 2 else {"b": 2, "a": 1}, "few"),
        (lambda nth: {"a": 1} if nth % 2 else {"a": True}, "few"),
        (lambda nth: {} if nth % 2 else None, "few"),
        (lambda nth: {"a": nth}, "plain"),
        (lambda nth: ("card", f"{nth % 2}"), "tuples"),
        (lambda nth: {"a": [nth]}, "any"),
    ],
)
@pytest.mark.parametrize("kind", [Thing, Row])
def test_what_comes_again_is_written_once_and_comes_back_as_it_was(
    held: object, form: str, kind: type[Thing] | type[Row]
) -> None:
    values: list[object] = [kind(id=f"thing {nth}", held=held(nth)) for nth in range(200)]  # type: ignore[operator]
    chunk, back = written(values, KINDS if kind is Thing else ROWS)

    assert {column.name: column.form for column in chunk.columns}["held"] == form
    assert repr(back) == repr(values)


def test_a_card_number_is_written_by_name_also_when_all_have_it() -> None:
    for numbers in (["4242424242424242"] * 3, ["4242424242424242", None, "4242424242424242"]):
        values: list[object] = [Row(id=f"{nth}", named=number) for nth, number in enumerate(numbers)]
        chunk, back = written(values, ROWS)

        assert b"4242424242424242" not in msgspec.msgpack.encode(chunk)
        assert back == values
