"""The law of money that is taken later, with books and sights written by hand."""

from __future__ import annotations

import msgspec
import pytest

from harness.observation import ProviderCall, Returned, Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import sight

PAID = sight("twin", state="paid", mails=1)
ONCE = sight(state="paid", mails=1)
TWICE = sight(state="paid", mails=2)
UNPAID = sight(state="unpaid")
UNSEEN = sight(state=None)


def books(captured: int, refunded: int = 0) -> Returned:
    return Returned(order="sample", captured=captured, refunded=refunded, currency="eur")


def call(key: str | None = "k") -> ProviderCall:
    return ProviderCall(operation="payment_intents.capture", writes=True, status=200, idempotency_key=key)


def shown(sample: Sight, *, captured: int | None = None, amount: int | None = 1999, refunded: int = 0) -> Sight:
    return msgspec.structs.replace(sample, captured=captured, amount=amount, refunded=refunded)


@pytest.mark.parametrize(
    ("told", "calls", "sample", "reach", "word"),
    [
        (books(1199), [call()], ONCE, 1, "pass"),
        (books(1199), [call(), call()], ONCE, 1, "pass"),
        (books(1199), [call(), call("another")], ONCE, 1, "fail"),
        (books(1199), [call(None)], ONCE, 1, "fail"),
        (books(1999), [call()], ONCE, 1, "fail"),
        (books(1199), [call()], TWICE, 1, "fail"),
        (books(1199), [call()], TWICE, 0, "fail"),
        (books(1199), [call()], UNPAID, 1, "fail"),
        (books(1199), [call()], sight(state="unpaid", mails=1), 1, "fail"),
        (books(1199), [call()], sight(state='"sent"', mails=1), 1, "pass"),
        (books(0), [call()], ONCE, 1, "fail"),
        (books(0), [], UNPAID, 1, "not_observable"),
        (books(1199), [call()], ONCE, 0, "not_observable"),
        (books(1199), [call()], UNSEEN, 1, "not_observable"),
    ],
)
def test_what_was_asked_for_is_taken_once(
    told: Returned, calls: list[ProviderCall], sample: Sight, reach: int, word: str
) -> None:
    verdict = proofs.taken_once(
        "twice", asked=1199, intended=1, books=told, calls=calls, sample=sample, reach=reach, twin=PAID
    )

    assert verdict.word == word


@pytest.mark.parametrize("calls", [[call(None)], [call(), call("another")]])
def test_where_another_control_judges_the_keys_they_are_nobodys_business(calls: list[ProviderCall]) -> None:
    taken = proofs.taken_once("met", asked=1199, books=books(1199), calls=calls, sample=ONCE, reach=1, twin=PAID)

    assert taken.word == "pass"


def test_two_clerks_have_a_key_each_and_a_deaf_target_proves_nothing() -> None:
    calls = [call(), call("another")]

    def judged(twin: Sight) -> str:
        return proofs.taken_once(
            "two", asked=1199, intended=2, books=books(1199), calls=calls, sample=ONCE, reach=1, twin=twin
        ).word

    assert (judged(PAID), judged(UNPAID)) == ("pass", "not_observable")


@pytest.mark.parametrize(
    ("sample", "told", "word"),
    [
        (shown(ONCE, captured=1199), books(1199), "pass"),
        (shown(ONCE, amount=1199), books(1199), "pass"),
        (shown(ONCE, captured=1999), books(1199), "fail"),
        (shown(ONCE, amount=1999), books(1199), "not_observable"),
        (shown(ONCE, amount=None), books(1199), "not_observable"),
        (shown(TWICE, captured=1199), books(1199), "fail"),
        (shown(UNPAID, captured=0), books(1199), "fail"),
        (shown(UNPAID, captured=0), books(0), "not_observable"),
        (UNSEEN, books(1199), "not_observable"),
    ],
)
def test_a_part_is_shown_as_a_part(sample: Sight, told: Returned, word: str) -> None:
    assert proofs.captured_in_part(sample, told, later=[], twin=PAID).word == word


def test_refunds_of_a_part_are_mirrored() -> None:
    sample = shown(ONCE, captured=1199)

    def judged(state: str, refunded: int) -> str:
        seen = shown(sight(state=state, mails=1), captured=1199, refunded=refunded)
        later = [("the rest went back", seen, books(1199, refunded=1199))]
        return proofs.captured_in_part(sample, books(1199), later=later, twin=PAID).word

    assert (judged("refunded", 1199), judged("paid", 1199), judged("refunded", 1999)) == ("pass", "fail", "fail")


def test_the_books_compare_what_was_captured_where_it_is_shown() -> None:
    assert proofs.books_agree([(shown(ONCE, captured=1199), books(1199))]).word == "pass"
    assert proofs.books_agree([(shown(ONCE, captured=1999), books(1199))]).word == "fail"


def desk(captured: int = 0) -> Returned:
    return Returned(order="sample-1", captured=captured, refunded=0, currency="eur")


@pytest.mark.parametrize(
    ("status", "calls", "told", "held", "honest", "word", "severity"),
    [
        (401, 0, desk(), True, 1999, "pass", None),
        (200, 0, desk(1999), True, 1999, "fail", None),
        (200, 0, desk(1999), False, 0, "fail", None),
        (409, 1, desk(), True, 1999, "fail", None),
        (401, 0, desk(), True, 0, "not_observable", None),
        (401, 0, desk(), False, 1999, "not_observable", None),
        (200, 0, desk(), True, 1999, "fail", "low"),
        (500, 0, desk(), True, 1999, "fail", "low"),
    ],
)
def test_only_staff_captures(
    status: int, calls: int, told: Returned, held: bool, honest: int, word: str, severity: str | None
) -> None:
    verdict = proofs.needs_role_to_capture("nobody", status=status, calls=calls, books=told, held=held, honest=honest)

    assert (verdict.word, verdict.severity) == (word, severity)


@pytest.mark.parametrize(
    ("samples", "reaches", "word", "reach"),
    [
        ((ONCE, ONCE), (1, 1), "pass", 2),
        ((ONCE, UNPAID), (1, 1), "fail", 2),
        ((ONCE, UNSEEN), (1, 0), "pass", 1),
        ((ONCE, UNSEEN), (1, 1), "not_observable", 1),
        ((ONCE, TWICE), (1, 0), "fail", 1),
        ((ONCE, ONCE), (0, 0), "not_observable", 0),
    ],
)
def test_the_worst_of_several_looks_counts_and_one_that_never_was_is_none(
    samples: tuple[Sight, ...], reaches: tuple[int, ...], word: str, reach: int
) -> None:
    told = [
        proofs.taken_once(
            "they met", asked=1199, books=books(1199), calls=[call()], sample=seen, reach=reached, twin=PAID
        )
        for seen, reached in zip(samples, reaches, strict=True)
    ]
    verdict = proofs.at_each_look(told)

    assert (verdict.word, verdict.reach) == (word, reach)
