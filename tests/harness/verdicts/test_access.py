"""The law of other people's orders, with replies written by hand."""

from __future__ import annotations

import uuid

import pytest

from harness.observation import Reached, Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import sight

STILL = sight(state="unpaid")
MOVED = sight(state="paid", mails=1)
SEEN = Reached(route="GET /orders/{order}", status=200, about_the_order=True)
PRIVATE = Reached(route="GET /orders/{order}", status=200, shown=("ada@example.com",))
REFUSED = Reached(route="GET /orders/{order}", status=404)
EMPTY = Reached(route="GET /orders/{order}", status=200)
DARK = Sight(order="sample-1", shut="[order] read")


@pytest.mark.parametrize(
    ("tried", "owner", "seen", "needs_key", "word"),
    [
        ([REFUSED], [SEEN], STILL, True, "pass"),
        ([EMPTY], [SEEN], STILL, True, "pass"),
        ([SEEN], [SEEN], STILL, True, "fail"),
        ([REFUSED, PRIVATE], [SEEN, SEEN], STILL, True, "fail"),
        ([REFUSED], [SEEN], MOVED, True, "fail"),
        ([SEEN], [SEEN], STILL, False, "pass"),
        ([SEEN], [SEEN], MOVED, False, "fail"),
        ([REFUSED], [REFUSED], STILL, True, "not_observable"),
        ([REFUSED], [SEEN], DARK, True, "not_observable"),
        ([PRIVATE], [SEEN], DARK, True, "fail"),
    ],
)
def test_an_order_is_shown_to_its_owner_alone(
    tried: list[Reached], owner: list[Reached], seen: Sight, needs_key: bool, word: str
) -> None:
    verdict = proofs.kept_private("another customer", tried, owner=owner, sample=seen, needs_key=needs_key)

    assert verdict.word == word


def test_an_answer_without_data_that_is_no_refusal_is_told() -> None:
    verdict = proofs.kept_private("nobody", [EMPTY], owner=[SEEN], sample=STILL, needs_key=True)

    assert "answered 200" in verdict.advice[0]


def test_a_list_of_ones_own_and_a_route_that_the_owner_has_not_either_are_not_told() -> None:
    mine = Reached(route="GET /account", status=200, names_order=False, about_the_order=True)
    listed = Reached(route="GET /account", status=200, names_order=False)
    no_route = Reached(route="POST /orders/{order}", status=405)

    verdict = proofs.kept_private(
        "nobody", [listed, no_route, REFUSED], owner=[mine, no_route, SEEN], sample=STILL, needs_key=True
    )

    assert (verdict.word, verdict.advice) == ("pass", ())
    assert "2 of 3 show it to its owner" in verdict.summary


@pytest.mark.parametrize(
    ("keys", "word"),
    [
        (["1", "2", "3", "4"], "fail"),
        (["1700000000.123456", "1700000001.654321"], "fail"),
        ([str(uuid.UUID(int=1 << 120)), str(uuid.UUID(int=2 << 120))], "fail"),
        (["0f8e2b7c9a614d35b0c7e9f2", "c4a1d93e57b82f60aa19043d"], "pass"),
        (["same", "same"], "not_observable"),
    ],
)
def test_a_key_cannot_be_guessed(keys: list[str], word: str) -> None:
    assert proofs.unguessable("a token", keys).word == word
