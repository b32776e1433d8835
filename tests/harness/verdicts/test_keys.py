"""The law of keys, with sights written by hand."""

from __future__ import annotations

import pytest

from harness.verdicts import proofs
from harness.verdicts.verdict import Verdict
from tests.harness.test_proofs import MOVED, STILL, sight

PAID = sight(state="paid", mails=1)
RIGHTS = ("payment_intent_write",)


def test_a_key_that_is_rolled_without_loss_passes_and_old_calls_are_told() -> None:
    quiet = proofs.rolled(early=PAID, late=PAID, with_the_old=0, twin=MOVED)
    told = proofs.rolled(early=PAID, late=PAID, with_the_old=2, twin=MOVED)

    assert (quiet.word, quiet.advice) == ("pass", ())
    assert (told.word, len(told.advice)) == ("pass", 1)


@pytest.mark.parametrize(
    ("verdict", "word"),
    [
        (proofs.rolled(early=STILL, late=PAID, with_the_old=3, twin=MOVED), "fail"),
        (proofs.rolled(early=PAID, late=STILL, with_the_old=0, twin=MOVED), "fail"),
        (proofs.rolled(early=PAID, late=None, with_the_old=1, twin=MOVED), "fail"),
        (proofs.rolled(early=sight(state="paid", mails=2), late=PAID, with_the_old=0, twin=MOVED), "fail"),
        (proofs.rolled(early=sight(state=None), late=PAID, with_the_old=0, twin=MOVED), "not_observable"),
        (proofs.rolled(early=STILL, late=None, with_the_old=1, twin=STILL), "not_observable"),
    ],
)
def test_a_loss_fails_and_a_deaf_twin_proves_nothing(verdict: Verdict, word: str) -> None:
    assert verdict.word == word


def test_a_key_that_is_too_narrow_is_named_with_what_it_lacks() -> None:
    refused = [("refunds.create", "charge_write"), ("customers.create", "customer_write")]
    verdict = proofs.enough(RIGHTS, done=["a checkout"], refused=refused, sample=PAID)

    assert verdict.word == "fail"
    assert "refunds.create was refused for lack of charge_write" in verdict.summary


def test_a_narrow_key_passes_only_if_something_was_done_with_it() -> None:
    passed = proofs.enough(RIGHTS, done=["a checkout", "a refund"], refused=[], sample=PAID)

    assert (passed.word, passed.reach) == ("pass", 2)
    assert proofs.enough(RIGHTS, done=[], refused=[], sample=None).word == "not_observable"
    assert proofs.enough(RIGHTS, done=["a checkout"], refused=[], sample=STILL).word == "not_observable"
