"""The forms of a body: what was signed is among them, however it was changed on its way."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.diagnosis.bodies import forms
from tests.harness.diagnosis.mutations import COMPACT, MANGLED, PRETTY

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("sent", [COMPACT, PRETTY, COMPACT + b"\n"], ids=["compact", "pretty", "newline"])
@pytest.mark.parametrize("how", MANGLED)
def test_what_was_sent_is_found_among_the_forms(how: str, sent: bytes) -> None:
    found = {guess.value: guess for guess in forms(MANGLED[how](sent))}

    assert sent in found
    assert (found[sent].departures == ()) is (MANGLED[how](sent) == sent)
    assert all(one.what == "body" for one in found[sent].departures)


def test_one_character_set_is_told_from_another() -> None:
    sent = '{"name": "Zoë"}'.encode()

    (only,) = [guess for guess in forms(sent.decode().encode("latin-1")) if guess.value == sent]

    assert "one-byte character set" in only.departures[0].told


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(TEXTS, JSON, max_size=3), st.sampled_from([None, 2, 4]), st.booleans())
def test_json_that_was_parsed_and_written_again_is_found(
    event: dict[str, object], indent: int | None, ascii_: bool
) -> None:
    """Whatever the texts hold: every usual way of writing an event leads back to every other."""
    sent = json.dumps(event, separators=None if indent else (",", ":"), indent=indent, ensure_ascii=ascii_).encode()
    came = json.dumps(event).encode()

    assert sent in {guess.value for guess in forms(came)}


def test_the_body_itself_comes_first_and_nothing_comes_twice() -> None:
    found = forms(PRETTY)

    assert found[0].value == PRETTY
    assert found[0].departures == ()
    assert len({guess.value for guess in found}) == len(found)
    numbers = [len(guess.departures) for guess in found]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize(
    "hostile",
    [b"", b"\x00" * 50, b"[" * 50_000, b"\xff\xfe", b"b'" + b"(" * 300, b"\x1f\x8b broken", b'{"body": 3}', b'"'],
)
def test_no_body_is_too_strange(hostile: bytes) -> None:
    assert forms(hostile)[0].value == hostile


def test_a_large_body_is_not_tried_in_every_way() -> None:
    started = time.perf_counter()

    found = forms(json.dumps({"a": ["x" * 100] * 30_000}).encode())

    assert len(found) < 30
    assert time.perf_counter() - started < 20
