"""The law, with sights written by hand: every combination has a verdict, and none passes without its twin."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.observation import Answer, Forged, ProviderCall, Scan, Sight, Start
from harness.verdicts import proofs
from harness.verdicts.verdict import Verdict

STATES = [None, "unpaid", "paid", "held"]


def sight(order: str = "sample", *, state: str | None = "unpaid", mails: int = 0, before: str = "unpaid") -> Sight:
    return Sight(
        order=order,
        state=state,
        before=before,
        effects={"mail": mails},
        effects_before={"mail": 0},
        expected={"mail": 1},
        shut=None if state else "[order] read",
    )


def answers(*statuses: int, copy: int = 0, ms: float = 5.0) -> list[Answer]:
    return [
        Answer(
            event_type="payment_intent.succeeded",
            status=s,
            copy=copy,
            sent_at=1.0,
            started_at=1.0,
            answered_at=1.0 + ms / 1000,
        )
        for s in statuses
    ]


MOVED = sight("twin", state="paid", mails=1)
STILL = sight("blank")
FORGED = Forged(answers=tuple(answers(400)))

sights = st.builds(sight, state=st.sampled_from(STATES), mails=st.integers(0, 2))


@given(sights, sights, sights)
def test_a_refusal_passes_only_with_a_still_sample_a_moved_twin_and_a_still_blank(
    sample: Sight, twin: Sight, blank: Sight
) -> None:
    verdict = proofs.refusal(FORGED, sample=sample, twin=twin, blank=blank)

    assert (verdict.word == "pass") == (sample.moved is False and bool(twin.moved) and blank.moved is False)


@given(sights, sights)
def test_a_sample_that_moves_alone_fails_with_or_without_a_twin(twin: Sight, blank: Sight) -> None:
    verdict = proofs.refusal(FORGED, sample=MOVED, twin=twin, blank=blank)

    assert (verdict.word == "fail") == (not blank.moved)


@given(sights, sights, sights)
def test_nothing_is_called_unfulfilled_unless_the_twin_was_fulfilled(sample: Sight, twin: Sight, blank: Sight) -> None:
    verdict = proofs.unfulfilled("it was tried", sample=sample, twin=twin, blank=blank)

    assert (verdict.word == "pass") == (sample.fulfilled is False and bool(twin.fulfilled) and blank.fulfilled is False)


def test_an_order_that_is_put_on_hold_is_not_fulfilled() -> None:
    held = sight(state="held")

    assert proofs.unfulfilled("half was paid", sample=held, twin=MOVED, blank=STILL).word == "pass"


def test_a_2xx_without_effect_is_advice_and_not_a_finding() -> None:
    polite = Forged(answers=tuple(answers(200)), calls=2)

    verdict = proofs.refusal(polite, sample=sight(), twin=MOVED, blank=STILL)

    assert verdict.word == "pass"
    assert len(verdict.advice) == 2


def test_a_forgery_that_makes_the_target_move_money_fails() -> None:
    costly = Forged(answers=tuple(answers(200)), calls=1, writes=1)

    assert proofs.refusal(costly, sample=sight(), twin=MOVED, blank=STILL).word == "fail"


def test_what_could_not_be_seen_names_the_line_that_would_open_the_window() -> None:
    verdict = proofs.refusal(FORGED, sample=sight(state=None), twin=MOVED, blank=STILL)

    assert verdict.word == "not_observable"
    assert verdict.needs == "[order] read"


def test_a_second_effect_fails_and_so_does_a_state_that_is_paid_without_any() -> None:
    twice = sight(state="paid", mails=2)
    none = sight(state="paid", mails=0)

    assert proofs.one_effect(twice, answers(200, 200)).word == "fail"
    assert proofs.one_effect(none, answers(200, 200)).word == "fail"


def test_effects_that_cannot_be_counted_give_no_verdict_about_repeats() -> None:
    uncounted = Sight(order="sample", state="paid", before="unpaid", effects_shut="[effects.NAME] http, sql or lines")

    assert proofs.one_effect(uncounted, answers(200)).word == "not_observable"


def test_a_repeat_that_is_refused_weighs_less_than_a_second_effect() -> None:
    verdict = proofs.one_effect(MOVED, [*answers(200), *answers(409, copy=1)])

    assert (verdict.word, verdict.severity) == ("fail", "medium")


def test_copies_that_did_not_overlap_prove_nothing() -> None:
    apart = [
        Answer(event_type="x", status=200, sent_at=1.0, answered_at=1.1, started_at=1.0),
        Answer(event_type="x", status=200, sent_at=2.0, answered_at=2.1, started_at=2.0),
    ]

    assert proofs.one_effect_in_parallel([(MOVED, apart)]).word == "not_observable"
    assert proofs.one_effect_in_parallel([(MOVED, answers(200, 200))]).word == "pass"


def test_a_twin_that_stays_deaf_makes_every_pass_impossible() -> None:
    deaf = sight("twin")
    calm = answers(*[200] * 200)

    assert (
        proofs.acknowledged(calm, baseline_ms=[1.0] * 60, budget_ms=200, others=None, twin=deaf).word
        == "not_observable"
    )
    assert proofs.nothing_lost("there", [(MOVED, True)], reach=1, twin=deaf).word == "not_observable"
    assert proofs.converged("a → b", MOVED, truth="paid", regressed=None, twin=deaf).word == "not_observable"


def test_one_slow_answer_in_ten_is_too_many_and_one_in_a_hundred_is_not() -> None:
    slow, few = answers(*[200] * 180) + answers(*[200] * 20, ms=400), answers(*[200] * 198) + answers(200, 200, ms=400)

    assert proofs.acknowledged(slow, baseline_ms=[1.0] * 60, budget_ms=200, others=None, twin=MOVED).word == "fail"
    assert proofs.acknowledged(few, baseline_ms=[1.0] * 60, budget_ms=200, others=None, twin=MOVED).word == "pass"


def test_a_noisy_machine_is_an_error_and_not_a_finding() -> None:
    slow = answers(*[200] * 200, ms=900)

    verdict = proofs.acknowledged(slow, baseline_ms=[150.0] * 60, budget_ms=200, others=None, twin=MOVED)

    assert (verdict.word, verdict.reason) == ("error", "machine too noisy")


def test_on_a_machine_that_others_keep_busy_half_of_the_answers_must_be_slow() -> None:
    some = answers(*[200] * 100, ms=900) + answers(*[200] * 150)
    most = answers(*[200] * 150, ms=900) + answers(*[200] * 60)

    assert _acknowledged(some, others=0.1).word == "fail"
    assert (_acknowledged(some, others=0.6).word, _acknowledged(some, others=0.6).reason) == (
        "error",
        "machine too noisy",
    )
    assert _acknowledged(most, others=0.6).word == "fail"


def test_too_few_quick_answers_are_no_proof_and_a_few_slow_ones_are() -> None:
    assert _acknowledged(answers(200)).word == "not_observable"
    assert _acknowledged(answers(*[200] * 20, ms=400)).word == "fail"


def _acknowledged(told: list[Answer], *, others: float | None = None, twin: Sight = MOVED) -> Verdict:
    return proofs.acknowledged(told, baseline_ms=[1.0] * 60, budget_ms=200, others=others, twin=twin)


def test_a_crash_that_never_happened_proves_nothing() -> None:
    assert proofs.nothing_lost("there", [(MOVED, True)], reach=0, twin=MOVED).word == "not_observable"
    assert proofs.nothing_lost("there", [(MOVED, True), (sight(), True)], reach=1, twin=MOVED).word == "fail"
    assert proofs.nothing_lost("there", [(MOVED, True), (MOVED, False)], reach=1, twin=MOVED).word == "pass"


def call(**fields: object) -> ProviderCall:
    given = {"operation": "payment_intents.create", "writes": True, "idempotency_key": "k", "fingerprint": "f"}
    return ProviderCall(**(given | fields))  # type: ignore[arg-type]


def test_a_descriptor_with_a_wrong_price_accuses_nobody() -> None:
    honest = call(amount=2500, currency="eur")

    verdict = proofs.server_sets_price(
        "tampered", [call(amount=51, currency="eur")], honest=honest, expected=(1999, "eur"), refused=False
    )

    assert verdict.word == "not_observable"


def test_the_browsers_price_at_the_provider_is_a_finding() -> None:
    honest = call(amount=1999, currency="eur")
    tampered = [call(amount=51, currency="eur")]

    assert proofs.server_sets_price("it", tampered, honest=honest, expected=(1999, "eur"), refused=False).word == "fail"
    assert proofs.server_sets_price("it", [], honest=honest, expected=(1999, "eur"), refused=True).word == "pass"


def test_one_key_for_two_operations_and_no_key_at_all_are_findings() -> None:
    assert proofs.keyed([call(idempotency_key=None)]).word == "fail"
    assert proofs.keyed([call(), call(fingerprint="other")]).word == "fail"
    assert proofs.keyed([call(), call()]).word == "pass"
    assert proofs.keyed([]).word == "not_observable"


def test_money_that_was_taken_for_an_order_that_failed_is_a_finding() -> None:
    lost = sight(state="failed")

    assert proofs.one_charge("lost", payments=1, captured=1, sample=lost, reach=1, twin=MOVED).word == "fail"
    assert proofs.one_charge("lost", payments=2, captured=1, sample=MOVED, reach=1, twin=MOVED).word == "fail"
    assert proofs.one_charge("lost", payments=1, captured=1, sample=MOVED, reach=1, twin=MOVED).word == "pass"
    assert proofs.one_charge("lost", payments=1, captured=1, sample=MOVED, reach=0, twin=MOVED).word == "not_observable"


def test_a_clean_log_counts_only_with_the_canary_in_it() -> None:
    assert proofs.clean(Scan(canary_found=False), looked_for="card number").word == "not_observable"
    assert proofs.clean(Scan(canary_found=True), looked_for="card number").word == "pass"
    assert proofs.clean(Scan(canary_found=False, hits=("web.log:3",)), looked_for="card number").word == "fail"


def test_a_target_that_never_starts_is_not_praised_for_refusing_to() -> None:
    refused = Start(variable="KEY", ready=False, exit_code=2, names_variable=True)

    assert proofs.refused_start(refused, twin_ready=False).word == "not_observable"
    assert proofs.refused_start(refused, twin_ready=True).word == "pass"
    assert proofs.refused_start(Start(variable="KEY", ready=True), twin_ready=True).word == "fail"


def test_a_late_look_turns_a_pass_into_a_fail_when_the_sample_moved_alone() -> None:
    passed = proofs.refusal(FORGED, sample=sight(), twin=MOVED, blank=STILL)

    assert proofs.late(passed, sample=MOVED, blank=MOVED) is None
    assert proofs.late(passed, sample=sight(), blank=STILL) is None
    late = proofs.late(passed, sample=MOVED, blank=STILL)
    assert late is not None
    assert late.word == "fail"


def test_a_bad_signature_on_a_truth_fails_where_a_lie_could_not_harm() -> None:
    told = {"unpaid": sight("unpaid"), "twin": MOVED, "blank": STILL}

    believed = proofs.bad_signature(FORGED, FORGED, sample=MOVED, unsigned=sight("unsigned"), **told)
    refused = proofs.bad_signature(FORGED, FORGED, sample=sight(), unsigned=sight("unsigned"), **told)

    assert (believed.word, refused.word) == ("fail", "pass")


def test_a_target_that_looks_at_no_signature_is_not_accused_of_each_bad_one() -> None:
    verdict = proofs.bad_signature(
        FORGED, FORGED, unpaid=sight("unpaid"), sample=MOVED, unsigned=MOVED, twin=MOVED, blank=STILL
    )

    assert verdict.word == "pass"
    assert "WH-SIG-11" in verdict.advice[-1]
