"""The law of the changed cart, with lines written by hand."""

from __future__ import annotations

import pytest

from harness.observation import Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import sight

UNPAID, PAID = sight(state="unpaid"), sight(state="paid", mails=1)
DARK = Sight(order="sample-1", shut="[order] read")
ONE, THREE = "1 tea", "3 tea"


def lines(before: str | None = ONE, after: str | None = ONE, owed: int = 1999) -> proofs.Lines:
    return proofs.Lines(before=before, after=after, owed_before=1999, owed_after=owed)


@pytest.mark.parametrize(
    ("sample_lines", "sample", "twin", "twin_lines", "word"),
    [
        (lines(), PAID, PAID, lines(), "pass"),
        (lines(after=THREE), PAID, PAID, lines(), "fail"),
        (lines(after=THREE, owed=5997), PAID, PAID, lines(), "pass"),
        (lines(after=THREE), UNPAID, PAID, lines(), "pass"),
        (lines(after=THREE), PAID, UNPAID, lines(), "not_observable"),
        (lines(after=THREE), PAID, PAID, lines(after=THREE), "not_observable"),
        (lines(after=None), PAID, PAID, lines(), "not_observable"),
        (lines(before=None), PAID, PAID, lines(), "not_observable"),
        (lines(), DARK, PAID, lines(), "not_observable"),
    ],
)
def test_nobody_gets_other_goods_for_the_old_amount(
    sample_lines: proofs.Lines, sample: Sight, twin: Sight, twin_lines: proofs.Lines, word: str
) -> None:
    verdict = proofs.frozen("a change", sample_lines, taken=True, sample=sample, twin=twin, twin_lines=twin_lines)

    assert verdict.word == word
