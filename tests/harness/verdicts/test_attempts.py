"""Repeated attempts at one purchase, with sights written by hand: what passes, what fails, what cannot be said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.observation import ProviderCall, Sight
from harness.verdicts import proofs
from harness.verdicts.verdict import Verdict


def sight(state: str | None = "paid", mails: int = 1, order: str = "sample") -> Sight:
    return Sight(
        order=order,
        state=state,
        before="unpaid",
        effects={"mail": mails},
        effects_before={"mail": 0},
        expected={"mail": 1},
        shut=None if state else "[order] read",
    )


TWIN = sight(order="twin")
DEAF = sight("unpaid", 0, order="twin")
sights = st.builds(sight, st.sampled_from([None, "unpaid", "paid", "held"]), st.integers(0, 2))


def one(*, orders: int = 1, took: int = 1, sample: Sight | None = None, reach: int = 1, twin: Sight = TWIN) -> str:
    return proofs.one_purchase(
        "it was clicked twice", orders=orders, payments=1, took=took, sample=sample or sight(), reach=reach, twin=twin
    ).word


@given(st.integers(0, 3), st.integers(0, 3), sights, st.integers(0, 3), sights)
def test_a_repeat_passes_only_with_one_order_one_payment_and_a_record_that_it_met(
    orders: int, took: int, sample: Sight, reach: int, twin: Sight
) -> None:
    passes = orders <= 1 and took == 1 and reach > 0 and twin.fulfilled and sample.effects == {"mail": 1}

    assert (one(orders=orders, took=took, sample=sample, reach=reach, twin=twin) == "pass") == bool(passes)


def test_two_payments_of_one_purchase_are_a_finding_whatever_else_was_seen() -> None:
    assert one(took=2, reach=0, twin=DEAF) == "fail"


def test_two_orders_of_one_purchase_are_a_finding() -> None:
    assert one(orders=2) == "fail"


def test_clicks_that_never_met_prove_nothing() -> None:
    assert one(reach=0) == "not_observable"


def test_money_that_was_taken_for_an_order_that_stays_unpaid_is_a_finding() -> None:
    assert one(sample=sight("unpaid", 0)) == "fail"


def call(key: str | None = "order-1-pay-1", status: int = 402) -> ProviderCall:
    return ProviderCall(operation="payment_intents.confirm", writes=True, idempotency_key=key, status=status)


UNPAID = sight("unpaid", 0)


def declined(
    *,
    refused: tuple[ProviderCall, ...] = (call(),),
    answered: int | None = 402,
    shown: Sight = UNPAID,
    corrected: tuple[ProviderCall, ...] = (call("order-1-pay-2", 200),),
    took: int = 1,
    again: Sight | None = None,
    twin: Sight = TWIN,
) -> Verdict:
    return proofs.declined_once(
        "the card was declined",
        refused=refused,
        answered=answered,
        shown=shown,
        corrected=corrected,
        took=took,
        again=again or sight(),
        twin=twin,
    )


@given(st.integers(0, 2), sights, st.integers(0, 2), sights, sights)
def test_a_decline_passes_only_if_it_was_asked_once_and_the_next_card_paid_once(
    asked: int, shown: Sight, took: int, again: Sight, twin: Sight
) -> None:
    found = declined(refused=(call(),) * asked, shown=shown, took=took, again=again, twin=twin)
    passes = asked == 1 and shown.fulfilled is False and took == 1 and twin.fulfilled and again.effects == {"mail": 1}

    assert (found.word == "pass") == bool(passes)


def test_an_old_key_with_another_card_is_a_finding() -> None:
    assert declined(corrected=(call("order-1-pay-1", 400),), took=0).word == "fail"


def test_a_decline_that_is_answered_as_an_error_of_the_shop_is_a_lesser_finding() -> None:
    assert (declined(answered=500).word, declined(answered=500).severity) == ("fail", "medium")


def test_a_decline_that_does_not_pass_the_server_needs_no_answer_of_it() -> None:
    assert declined(answered=None, corrected=()).word == "pass"


def bought(*tried: tuple[str, Sight | None], taken: tuple[str, ...] = (), twin: Sight = TWIN) -> str:
    return proofs.bought_nothing("test cards", tried, taken=taken, twin=twin).word


def test_a_test_card_that_buys_is_a_finding_and_one_that_is_refused_is_none() -> None:
    assert bought(("visa", UNPAID), ("amex", sight())) == "fail"
    assert bought(("visa", UNPAID), ("amex", None)) == "pass"


def test_nothing_is_said_of_test_cards_without_real_money_beside_them() -> None:
    assert bought(("visa", UNPAID), twin=DEAF) == "not_observable"
    assert bought(("visa", sight(None, 0))) == "not_observable"
    assert bought() == "not_observable"


def test_a_test_card_that_the_simulator_itself_takes_is_our_fault() -> None:
    assert bought(("visa", sight()), taken=("visa",)) == "error"


@given(sights, st.integers(0, 2), sights, sights)
def test_an_order_counts_as_tried_again_only_if_it_was_unpaid_first_and_paid_once_then(
    failed: Sight, took: int, again: Sight, twin: Sight
) -> None:
    found = proofs.tried_again("the card was declined", failed=failed, took=took, again=again, twin=twin).word
    passes = failed.fulfilled is False and took == 1 and twin.fulfilled and again.effects == {"mail": 1}

    assert (found == "pass") == bool(passes)


def late(took: int, sample: Sight, *, given_back: bool = False) -> str:
    return proofs.late_first(took=took, given_back=given_back, sample=sample, twin=TWIN).word


def test_money_that_came_twice_must_be_given_back_or_flagged() -> None:
    assert late(2, sight("paid")) == "fail"
    assert late(2, sight("paid"), given_back=True) == "pass"
    assert late(2, sight("held")) == "pass"
    assert late(2, sight("held", mails=2)) == "fail"


def test_without_a_second_payment_the_late_success_pays_the_order() -> None:
    assert late(1, sight("paid")) == "pass"
    assert late(1, UNPAID) == "fail"
    assert late(0, UNPAID) == "not_observable"


def outcome(*answers: int | None, took: int = 1, sample: Sight | None = None, reach: int = 1) -> str:
    return proofs.unknown_outcome(
        "the reply was lost", answers=answers, took=took, payments=1, sample=sample or sight(), reach=reach, twin=TWIN
    ).word


def test_money_that_was_taken_is_never_called_a_decline() -> None:
    assert outcome(503, 200) == "pass"
    assert outcome(402, 200) == "fail"


def test_an_unknown_outcome_ends_with_one_payment_and_a_paid_order() -> None:
    assert outcome(200, took=2) == "fail"
    assert outcome(200, sample=sight("failed", 0)) == "fail"
    assert outcome(200, reach=0) == "not_observable"
    assert outcome(503, 503, took=0, sample=UNPAID) == "not_observable"


def asked(fingerprint: str, status: int, payment: str = "pi_1", *, replayed: bool = False) -> ProviderCall:
    return ProviderCall(
        operation="payment_intents.confirm",
        writes=True,
        status=status,
        fingerprint=fingerprint,
        objects=(payment, "pm_1"),
        payments=(payment,),
        declined=status == 402,
        replayed=replayed,
    )


def test_a_decline_that_is_asked_for_again_by_itself_is_a_finding_whatever_came_of_it() -> None:
    assert proofs.never_asked_again([asked("visa", 402), asked("visa", 400)]).word == "fail"


def test_another_card_another_payment_and_a_replay_are_no_second_asking() -> None:
    others = [asked("visa", 402), asked("amex", 402), asked("visa", 402, "pi_2"), asked("visa", 402, replayed=True)]

    assert proofs.never_asked_again(others).word == "pass"


def test_without_a_decline_nothing_is_said() -> None:
    assert proofs.never_asked_again([asked("visa", 200)]).word == "not_observable"
