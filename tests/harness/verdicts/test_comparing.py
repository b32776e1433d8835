"""REC-03's proofs: what is named passes, what is not named beside what is fails, and silence proves nothing."""

from __future__ import annotations

import pytest

from harness.observation import Mention, Sight
from harness.verdicts.proofs import noticed, over_all_pages, reaches_back

NAMED = Mention(order="sample", lines=("pi_1 has no order",))
UNNAMED = Mention(order="sample")
AS_USUAL = Mention(order="sample", lines=("looked at pi_1",), like_any_other=True)
KEPT = Mention(order="sample", kept="shop.db:payments")
PAID = Sight(order="sample", state="paid", before="paid")


def word(sample: Mention, *, sight: Sight | None = None, heard: tuple[str, ...] = ("a lost one",)) -> str:
    return noticed("it differs", "the reconciler ended with 0", sample=sample, sight=sight, heard=heard).word


def test_what_is_named_passes_whatever_else_is_heard() -> None:
    assert word(NAMED) == word(NAMED, heard=()) == word(NAMED, sight=PAID) == "pass"


@pytest.mark.parametrize(
    "sight",
    [
        Sight(order="sample", state="held", before="unpaid"),
        Sight(order="sample", state="refunded", before="paid"),
        Sight(order="sample", state="paid", before="paid", refunded=600),
    ],
)
def test_an_order_that_shows_the_difference_by_itself_was_noticed(sight: Sight) -> None:
    assert word(UNNAMED, sight=sight) == "pass"


def test_an_order_that_says_paid_as_before_has_noticed_nothing() -> None:
    assert word(UNNAMED, sight=PAID) == word(UNNAMED) == "fail"
    assert word(UNNAMED, sight=Sight(order="sample", state="paid", before="unpaid")) == "fail"


def test_what_is_said_of_every_payment_is_no_notice() -> None:
    assert word(AS_USUAL) == "fail"


def test_a_reconciler_that_is_never_heard_is_not_accused_and_told_where_to_be_heard() -> None:
    verdict = noticed("it differs", "it ended", sample=UNNAMED, sight=PAID, heard=())

    assert (verdict.word, verdict.needs and "[reconcile.report]" in verdict.needs) == ("not_observable", True)


def test_an_id_in_a_store_may_be_a_report_that_is_not_declared() -> None:
    assert word(KEPT) == "not_observable"


AGES = [("three days before", UNNAMED), ("twenty hours before", UNNAMED), ("an hour before", UNNAMED)]


def aged(*named: int, recent: Mention = NAMED) -> str:
    ages = [(told, NAMED if place in named else mention) for place, (told, mention) in enumerate(AGES)]
    return reaches_back("it ended", ages=ages, recent=recent).word


def test_a_window_of_a_day_is_too_short() -> None:
    assert aged(1, 2) == aged(2) == "fail"
    assert aged(0, 1, 2) == aged(0) == "pass"


def test_whoever_begins_with_his_own_first_day_is_not_accused() -> None:
    assert aged() == aged(recent=UNNAMED) == "not_observable"


def test_the_last_page_is_judged_by_the_first_one() -> None:
    def judged(first: Mention, last: Mention) -> str:
        return over_all_pages("it ended", first=first, last=last, between=105).word

    assert judged(NAMED, NAMED) == judged(NAMED, UNNAMED) == "pass"
    assert judged(UNNAMED, NAMED) == "fail"
    assert judged(UNNAMED, UNNAMED) == "not_observable"
