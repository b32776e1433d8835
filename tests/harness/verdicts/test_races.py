"""Races and lost news, with sights written by hand: nothing passes that was not reached, and nothing without a twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.observation import Answer, Met, Sight
from harness.verdicts import proofs


def sight(*, state: str | None = "paid", mails: int = 1) -> Sight:
    return Sight(
        order="sample-1",
        state=state,
        before="unpaid",
        effects={"mail": mails},
        effects_before={"mail": 0},
        expected={"mail": 1},
        shut=None if state else "[order] read",
    )


RIGHT, TWICE, LOST = sight(), sight(mails=2), sight(state="unpaid", mails=0)
UNSEEN = sight(state=None, mails=0)
ACCEPTED = Answer(event_type="payment_intent.succeeded", status=200)
REFUSED = Answer(event_type="payment_intent.succeeded", status=404)

sights = st.builds(sight, state=st.sampled_from([None, "unpaid", "paid", "held"]), mails=st.integers(0, 2))
mets = st.lists(st.builds(Met, sight=sights, asked=st.booleans(), reached=st.booleans()), min_size=1, max_size=4)


@given(mets, sights)
def test_a_race_passes_only_if_it_was_reached_and_every_order_has_one_effect(met: list[Met], twin: Sight) -> None:
    verdict = proofs.one_effect_in_a_race("race", met, twin=twin)
    right = all(one.sight == RIGHT for one in met)
    reached = any(one.reached for one in met) and any(one.asked for one in met)

    assert (verdict.word == "pass") == (right and reached and bool(twin.fulfilled))


@given(mets)
def test_a_second_effect_is_a_finding_with_or_without_reach_and_twin(met: list[Met]) -> None:
    doubled = [*met, Met(sight=TWICE, asked=False, reached=False)]

    assert proofs.one_effect_in_a_race("race", doubled, twin=LOST).word == "fail"


def test_a_target_that_does_one_thing_at_a_time_is_not_blamed() -> None:
    met = [Met(sight=RIGHT, asked=True, reached=False)]

    verdict = proofs.one_effect_in_a_race("race", met, twin=RIGHT)

    assert (verdict.word, verdict.reach) == ("not_observable", 0)


def test_where_nothing_is_asked_there_is_no_race() -> None:
    met = [Met(sight=RIGHT, asked=False, reached=False)]

    assert proofs.one_effect_in_a_race("race", met, twin=RIGHT).word == "not_applicable"


def test_an_order_that_is_lost_in_the_race_is_a_finding() -> None:
    met = [Met(sight=RIGHT, asked=True, reached=True), Met(sight=LOST, asked=True, reached=True)]

    assert proofs.one_effect_in_a_race("race", met, twin=RIGHT).word == "fail"


@given(sights, st.integers(0, 1), sights)
def test_early_news_passes_only_if_it_was_early_and_took_effect_once(sample: Sight, reach: int, twin: Sight) -> None:
    verdict = proofs.took_effect_early("create", sample=sample, answers=[ACCEPTED], reach=reach, twin=twin)
    fulfilled_once = bool(sample.fulfilled) and sample.effects == sample.expected

    assert (verdict.word == "pass") == (reach == 1 and bool(twin.fulfilled) and fulfilled_once)


def test_early_news_that_is_refused_and_heard_the_second_time_is_advice() -> None:
    verdict = proofs.took_effect_early("create", sample=RIGHT, answers=[REFUSED], reach=1, twin=RIGHT)

    assert verdict.word == "pass"
    assert "404" in verdict.advice[0]


def test_an_order_that_waits_for_its_buyer_is_a_finding_only_if_the_target_hears_at_all() -> None:
    assert proofs.completed_alone(sample=LOST, again=RIGHT, twin=RIGHT).word == "fail"
    assert proofs.completed_alone(sample=LOST, again=LOST, twin=LOST).word == "not_observable"


def test_a_late_visit_that_adds_something_is_a_finding() -> None:
    assert proofs.completed_alone(sample=RIGHT, again=TWICE, twin=RIGHT).word == "fail"
    assert proofs.completed_alone(sample=RIGHT, again=RIGHT, twin=RIGHT).word == "pass"


@given(sights, sights)
def test_what_is_healed_stands_where_news_would_have_brought_it(sample: Sight, twin: Sight) -> None:
    verdict = proofs.healed("paid", "reconciled", sample=sample, twin=twin, manual=None, declared=True)

    assert verdict.word != "pass" or (sample.state == twin.state is not None and twin.moved)


def test_a_procedure_for_people_weighs_less_and_is_none() -> None:
    alone = proofs.healed("paid", "none", sample=LOST, twin=RIGHT, manual="docs/money.md", declared=False)
    beside = proofs.healed("paid", "run", sample=LOST, twin=RIGHT, manual="docs/money.md", declared=True)

    unpromised = proofs.healed("paid", "run", sample=LOST, twin=RIGHT, unpromised=True)

    assert (alone.word, alone.severity) == ("fail", "medium")
    assert (unpromised.word, unpromised.severity) == ("fail", "medium")
    assert (beside.word, beside.severity) == ("fail", None)


def test_what_cannot_be_seen_is_said_with_the_line_that_opens_it() -> None:
    verdict = proofs.healed("paid", "run", sample=UNSEEN, twin=RIGHT, manual=None, declared=True)

    assert (verdict.word, verdict.needs) == ("not_observable", "[order] read")
