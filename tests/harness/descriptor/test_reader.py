"""The reader: what is right is read, and every mistake is told with its place, its value and its remedy."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import inspect

from harness.descriptor import BrokenFile, read, rules, shape, strings
from harness.descriptor.model import Descriptor

HERE = Path(__file__).parent
GOOD = (HERE / "good.toml").read_text()


def blocks() -> Iterator[tuple[str, str, str]]:
    """Yield what is taken out, what is put in, and what is then said."""
    for block in (HERE / "broken.txt").read_text().split("\n\n")[1:]:
        lines = block.strip("\n").split("\n")
        old, new, said = ("\n".join(line[2:] for line in lines if line.startswith(sign)) for sign in "-+!")
        yield old, new, said


BROKEN = list(blocks())


@pytest.fixture(autouse=True)
def _beside_the_descriptor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def told(text: str | bytes) -> str:
    """Return what the reader says of a descriptor; nothing if it is right."""
    path = Path("assay.toml")
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        read(path)
    except BrokenFile as broken:
        return str(broken)
    return ""


def test_there_are_at_least_thirty_broken_descriptors() -> None:
    assert len(BROKEN) >= 30
    assert len(set(BROKEN)) == len(BROKEN)


@pytest.mark.parametrize(("old", "new", "said"), BROKEN, ids=[said[:70] for _, _, said in BROKEN])
def test_a_mistake_is_told_with_its_place_value_and_remedy(old: str, new: str, said: str) -> None:
    assert GOOD.count(old) >= 1
    assert told(GOOD.replace(old, new, 1)) == said


def test_a_right_descriptor_is_read() -> None:
    assert told(GOOD) == ""

    descriptor = read(Path("assay.toml"))

    assert descriptor.checkout.products["tea"].amount == 1999
    assert descriptor.provider["stripe"].webhook_path == "/webhooks/stripe"


@pytest.mark.parametrize("shape_of", sorted((HERE.parents[2] / "examples").glob("*/assay.toml")), ids=str)
def test_the_examples_are_right(shape_of: Path) -> None:
    assert isinstance(read(shape_of), Descriptor)


def test_all_mistakes_are_told_together_in_the_order_of_their_lines() -> None:
    wrong = GOOD.replace("amount = 1999", 'amount = "19.99"').replace("status =", "statuss =").replace("tea]", "te a]")
    wrong = wrong.replace("te a]", "tea]").replace('"/webhooks/stripe"', '"webhooks"')

    lines = [int(line.split(":")[1]) for line in told(wrong).splitlines()]

    assert lines == [8, 15, 26]


def tables(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    """Yield a table of the model and all tables in it."""
    yield kind
    for field in inspect.type_info(kind).fields:  # type: ignore[attr-defined]
        for part in [field.type, *getattr(field.type, "types", ())]:
            inner = getattr(part, "value_type", getattr(part, "item_type", part))
            if isinstance(inner, inspect.StructType):
                yield from tables(inner.cls)


def test_there_is_a_line_to_copy_for_every_key_that_must_be_written() -> None:
    required = {
        field.encode_name for table in tables(Descriptor) for field in msgspec.structs.fields(table) if field.required
    }

    assert required == set(shape.EXAMPLES)


def test_windows_line_ends_change_no_line_number() -> None:
    wrong = GOOD.replace("amount = 1999", 'amount = "19.99"')

    assert told(wrong.replace("\n", "\r\n")) == told(wrong)


@pytest.mark.parametrize("place", ["# {}", "[target.profiles.live]\nenv = {{ KEY = '{}' }}"])
@pytest.mark.parametrize("kind", ["sk", "rk", "pk"])
def test_a_real_live_key_is_refused_wherever_it_stands_and_masked(kind: str, place: str) -> None:
    key = f"{kind}_live_" + "51HabcDEF" + "4242"

    said = told(f"{GOOD}\n{place.format(key)}\n")

    assert re.match(rf"assay\.toml:\d+: {kind}_live_…4242 is a real live key\. Take it out", said)
    assert key not in said


def test_a_live_key_of_the_simulator_is_welcome() -> None:
    assert told(f"{GOOD}\n# sk_live_" + "ASSAY1234567890\n") == ""


def test_text_in_another_encoding_is_told_with_its_place() -> None:
    latin = GOOD.replace('sku = "tea"', 'sku = "thé"').encode("latin-1")

    assert told(latin) == "assay.toml:14:10: byte 0xe9 is not UTF-8. Save the file as UTF-8"


def test_a_missing_descriptor_is_told_with_the_way_to_name_one() -> None:
    with pytest.raises(BrokenFile) as broken:
        read(Path("nowhere.toml"))

    assert str(broken.value) == (
        "nowhere.toml: cannot be read (No such file or directory). "
        "Write one, or name it: assay run --target PATH/assay.toml"
    )


def test_a_folder_that_is_not_there_is_told_with_its_whole_path() -> None:
    said = told(GOOD.replace("[target]", '[target]\ncwd = "app"', 1))

    assert said == (
        f'assay.toml:2: [target] cwd = "app" is no folder ({Path.cwd()}/app). '
        "Write the folder in which the commands run, relative to this file"
    )


def test_a_secret_in_a_value_is_masked() -> None:
    secret = "whsec_" + "a1b2c3d4e5f6"

    said = told(GOOD.replace('"STRIPE_SECRET_KEY"', f'"{secret}"'))

    assert secret not in said
    assert "whsec_…e5f6" in said


def json_like() -> st.SearchStrategy[Any]:
    """Return anything that TOML can hold."""
    scalars = st.booleans() | st.integers(-5, 5000) | st.floats(allow_nan=False) | st.text(max_size=8) | st.dates()
    keys = st.sampled_from(sorted(set(re.findall(r"\w+", GOOD)) | {"other", "sql", "return", "lines"}))
    return st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=5))


@given(st.dictionaries(st.sampled_from(["target", "provider", "checkout", "order", "effects", "odd"]), json_like()))
@settings(max_examples=300, deadline=None)
def test_whatever_toml_holds_has_mistakes_or_converts(data: dict[str, Any]) -> None:
    """Nothing crashes the reader, and what its shape lets through is what msgspec converts."""
    found = list(shape.mistakes(data, Descriptor))
    list(rules.mistakes(data))
    list(strings.mistakes(data))

    if not found:
        assert msgspec.convert(data, Descriptor)


@given(json_like(), st.sampled_from(["target", "provider", "checkout", "order", "effects", "limits", "return"]))
@settings(max_examples=300, deadline=None)
def test_a_good_descriptor_with_one_table_replaced_has_mistakes_or_converts(value: Any, table: str) -> None:
    data = tomllib.loads(GOOD) | {table: value}
    found = [*shape.mistakes(data, Descriptor), *rules.mistakes(data), *strings.mistakes(data)]

    if not found:
        assert msgspec.convert(data, Descriptor)
