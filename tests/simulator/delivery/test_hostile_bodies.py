"""Hostile bodies: each is signed over the very bytes that arrive, and is what its name says."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from simulator.delivery.body import DEPTH, SIZE, write
from simulator.schedules.schedule import FORMS, HOSTILE_FORMS, Delivery, from_json, to_json

EVENT = {"id": "evt_1", "data": {"object": {"id": "pi_1", "amount": 1999, "status": "succeeded"}}}


def body(form: str) -> bytes:
    return write(json.dumps(EVENT).encode(), form, {})


def _no_json(raw: bytes) -> bool:
    try:
        json.loads(raw)
    except (ValueError, RecursionError):
        return True
    return False


PROPERTIES: dict[str, Callable[[bytes], bool]] = {
    "truncated": _no_json,
    "invalid-utf8": lambda raw: b"\xff\xfe" in raw,
    "duplicate-keys": lambda raw: raw.count(b'"amount"') == 2 and json.loads(raw) == EVENT,
    "deep": lambda raw: raw.count(b"[") == DEPTH,
    "oversize": lambda raw: len(raw) > SIZE,
    "empty": lambda raw: raw == b"",
    "text-plain": lambda raw: json.loads(raw) == EVENT,
}


@pytest.mark.parametrize("form", HOSTILE_FORMS)
def test_a_hostile_form_is_what_its_name_says(form: str) -> None:
    assert PROPERTIES[form](body(form))


def test_of_two_equal_keys_the_first_says_an_amount_of_one() -> None:
    pairs = json.loads(body("duplicate-keys"), object_pairs_hook=lambda pairs: pairs)
    told = dict(dict(pairs)["data"])["object"]

    assert [value for key, value in told if key == "amount"] == [1, 1999]


def test_every_form_survives_being_written_down() -> None:
    schedule = tuple(Delivery(event="evt_1", form=form) for form in FORMS)

    assert from_json(to_json(schedule)) == schedule
