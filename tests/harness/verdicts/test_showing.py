"""The law of what is shown of a card, with surfaces written by hand."""

from __future__ import annotations

import pytest

from harness.observation import Surface
from harness.verdicts import proofs

OWN = Surface(where="GET /orders/1", own=True, last4=True)
OTHER = Surface(where="GET /")
BEYOND = Surface(where="POST /checkout (422)", beyond=4)
CODE = Surface(where="POST /checkout (422)", code=True)
LINK = Surface(where="GET /return", own=True, in_addresses=("the payment's client secret in /return?secret=…",))
WHOLE = Surface(where="GET /receipt", own=True, whole_object=True)


@pytest.mark.parametrize(
    ("seen", "word", "severity"),
    [
        ([OWN, OTHER], "pass", None),
        ([OTHER], "not_observable", None),
        ([], "not_observable", None),
        ([OWN, BEYOND], "fail", None),
        ([BEYOND], "fail", None),
        ([OWN, CODE], "fail", "critical"),
        ([CODE, BEYOND], "fail", "critical"),
        ([OWN, LINK], "fail", None),
    ],
)
def test_at_most_the_bin_and_the_last_four_are_shown(seen: list[Surface], word: str, severity: str | None) -> None:
    verdict = proofs.at_most_masked("the order was paid", seen, needs="[order] read")

    assert (verdict.word, verdict.severity) == (word, severity)
    assert verdict.needs == ("[order] read" if word == "not_observable" else None)


def test_a_whole_object_is_told_and_no_finding() -> None:
    verdict = proofs.at_most_masked("the order was paid", [OWN, WHOLE], needs="")

    assert verdict.word == "pass"
    assert "GET /receipt prints" in verdict.advice[0]


@pytest.mark.parametrize(
    ("seen", "looked_for", "word"),
    [
        ([OWN, OTHER], ["the session"], "pass"),
        ([OTHER], ["the session"], "not_observable"),
        ([OWN], [], "not_observable"),
        ([OTHER, LINK], ["the session"], "fail"),
    ],
)
def test_no_address_holds_a_value(seen: list[Surface], looked_for: list[str], word: str) -> None:
    assert proofs.addresses_hold_no_value(seen, looked_for=looked_for).word == word
