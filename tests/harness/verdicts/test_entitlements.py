"""The proofs about access: every combination of what was seen has its verdict."""

from __future__ import annotations

import pytest

from harness.observed_access import Access, Subscribed
from harness.verdicts.proofs import entitlements

YES = Access(subscriber="twin-1", granted=True, shown="True", plan="basic")
NO = Access(subscriber="sample-1", granted=False, shown="False", plan="basic")
UNSEEN = Access(subscriber="sample-1", shut="[entitlement] read")
BASIC = Subscribed(plans=("basic",))


@pytest.mark.parametrize(
    ("sample", "twin", "word"),
    [
        (NO, YES, "pass"),
        (YES, YES, "fail"),
        (YES, NO, "fail"),
        (NO, NO, "not_observable"),
        (NO, UNSEEN, "not_observable"),
        (UNSEEN, YES, "not_observable"),
    ],
)
def test_no_access_is_proven_beside_somebody_who_has_it(sample: Access, twin: Access, word: str) -> None:
    assert entitlements.grants_nothing("unpaid", sample, twin=twin).word == word


@pytest.mark.parametrize(
    ("sample", "blank", "word"),
    [
        (YES, NO, "pass"),
        (NO, NO, "fail"),
        (YES, YES, "not_observable"),
        (YES, UNSEEN, "not_observable"),
        (UNSEEN, NO, "not_observable"),
    ],
)
def test_access_is_proven_beside_somebody_who_has_none(sample: Access, blank: Access, word: str) -> None:
    assert entitlements.grants("paid", sample, blank=blank).word == word


@pytest.mark.parametrize(
    ("record", "word"),
    [
        (BASIC, "pass"),
        (Subscribed(), "pass"),
        (Subscribed(plans=("plus",)), "fail"),
        (Subscribed(plans=("basic", "basic")), "fail"),
        (Subscribed(plans=("basic",), trials=1), "fail"),
    ],
)
def test_what_was_agreed_is_what_is_billed(record: Subscribed, word: str) -> None:
    assert entitlements.sold_as_agreed("a cent", record, plan="basic", twin=BASIC).word == word
    assert entitlements.sold_as_agreed("a cent", record, plan="basic", twin=Subscribed()).word == "not_observable"


def test_what_is_not_sold_is_not_billed() -> None:
    tried = "a plan that there is not"

    assert entitlements.sold_nothing(tried, Subscribed(), plan="basic", twin=BASIC).word == "pass"
    assert entitlements.sold_nothing(tried, BASIC, plan="basic", twin=BASIC).word == "fail"
    assert entitlements.sold_nothing(tried, Subscribed(), plan="basic", twin=Subscribed()).word == "not_observable"


@pytest.mark.parametrize(
    ("record", "reach", "word"),
    [
        (BASIC, 1, "pass"),
        (BASIC, 0, "not_observable"),
        (Subscribed(plans=("basic", "basic")), 1, "fail"),
        (Subscribed(), 1, "fail"),
        (Subscribed(plans=("plus",)), 0, "fail"),
    ],
)
def test_one_subscription_goes_on(record: Subscribed, reach: int, word: str) -> None:
    assert entitlements.one_subscription("pressed twice", record, plan="basic", reach=reach).word == word


def test_days_for_nothing_are_given_once() -> None:
    once, twice = Subscribed(trials=1), Subscribed(trials=2)

    assert entitlements.one_trial("again", once, first=once).word == "pass"
    assert entitlements.one_trial("again", twice, first=once).word == "fail"
    assert entitlements.one_trial("again", once, first=Subscribed()).word == "not_observable"


def test_cancelling_here_is_cancelling_there() -> None:
    assert entitlements.cancelled_there("cancelled", Subscribed(ending=1), accepted=True).word == "pass"
    assert entitlements.cancelled_there("cancelled", BASIC, accepted=True).word == "fail"
    assert entitlements.cancelled_there("cancelled", BASIC, accepted=False).word == "not_observable"


def test_a_stranger_changes_nothing() -> None:
    def judged(record: Subscribed, sample: Access, before: Access = YES) -> str:
        tried = "asked to cancel it"
        return entitlements.nobody_elses(tried, "answered 404", record, sample, before=before, plan="basic").word

    assert judged(BASIC, YES) == "pass"
    assert judged(Subscribed(plans=("basic",), ending=1), YES) == "fail"
    assert judged(Subscribed(plans=("plus",)), YES) == "fail"
    assert judged(BASIC, NO) == "fail"
    assert judged(BASIC, YES, before=NO) == "not_observable"


def test_a_stranger_sees_nothing() -> None:
    assert entitlements.seen_by_nobody_else(NO, own=YES).word == "pass"
    assert entitlements.seen_by_nobody_else(YES, own=YES).word == "fail"
    assert entitlements.seen_by_nobody_else(NO, own=NO).word == "not_observable"


def test_the_plan_that_is_billed_is_shown() -> None:
    plus = Access(subscriber="sample-1", granted=True, plan="plus")

    assert entitlements.shows_plan("changed", plus, plan="plus", before=YES).word == "pass"
    assert entitlements.shows_plan("changed", YES, plan="plus", before=YES).word == "fail"
    assert entitlements.shows_plan("changed", UNSEEN, plan="plus", before=YES).word == "not_observable"
