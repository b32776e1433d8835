"""How columns are written, and that all comes back the same in every respect."""

import msgspec
import pytest

from simulator.provider import Storable
from simulator.snapshot.file import Column
from simulator.snapshot.packing import unpacked
from simulator.snapshot.reader import Reader
from simulator.snapshot.writer import Writer
from tests.simulator.snapshot.test_tables import KINDS, Thing


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    id: str
    held: object = None
    named: str | None = None
    more: tuple[str, ...] = ("card", "link")


ROWS: dict[str, Storable] = {"row": Storable(Row, {"named": {"4242424242424242": "a card"}})}


def written(values: list[object], kinds: dict[str, Storable]) -> tuple[dict[str, Column], list[object]]:
    """Return the columns of the one chunk by field, and what is read from it."""
    writer = Writer(kinds)
    refs = writer.refs(values)
    (chunk,) = chunks = writer.chunks()
    columns = unpacked(chunk.content, list[Column])
    told = writer.fields()
    return dict(zip(told[chunk.kind], columns, strict=True)), Reader(kinds, told, chunks).all(refs)


@pytest.mark.parametrize(
    ("held", "form"),
    [
        (lambda nth: 10**12, "same"),
        (lambda nth: 10**12 + nth, "plain"),
        (lambda nth: f"text {nth % 3}", "plain"),
        (lambda nth: True if nth % 2 else 1, "plain"),
        (lambda nth: 1.0 if nth % 2 else 1, "plain"),
        (lambda nth: {"a": 1, "b": 2} if nth % 2 else {"b": 2, "a": 1}, "maps"),
        (lambda nth: {"a": 1} if nth % 2 else {"a": True}, "maps"),
        (lambda nth: {} if nth % 2 else None, "maps"),
        (lambda nth: ("card", "link") if nth % 2 else None, "tuples"),
        (lambda nth: ("card", f"{nth % 2}"), "tuples"),
        (lambda nth: {"a": [nth]}, "any"),
    ],
)
@pytest.mark.parametrize("kind", [Thing, Row])
def test_each_form_comes_back_as_it_was(held: object, form: str, kind: type[Thing] | type[Row]) -> None:
    values: list[object] = [kind(id=f"thing {nth}", held=held(nth)) for nth in range(200)]  # type: ignore[operator]
    columns, back = written(values, KINDS if kind is Thing else ROWS)

    assert columns["held"].form == form
    assert repr(back) == repr(values)


def test_a_card_number_is_written_by_name_also_when_all_have_it() -> None:
    for numbers in (["4242424242424242"] * 3, ["4242424242424242", None, "4242424242424242"]):
        values: list[object] = [Row(id=f"{nth}", named=number) for nth, number in enumerate(numbers)]
        columns, back = written(values, ROWS)

        assert b"4242424242424242" not in msgspec.msgpack.encode(columns)
        assert back == values
