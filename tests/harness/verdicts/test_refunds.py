"""The law of money that goes back, with books and sights written by hand."""

from __future__ import annotations

import msgspec
import pytest

from harness.observation import ProviderCall, Returned, Sight
from harness.verdicts import proofs
from tests.harness.test_proofs import MOVED, STILL, sight

PAID = sight(state="paid", mails=1)


def shown(state: str | None, refunded: int | None, amount: int | None = 1999) -> Sight:
    return msgspec.structs.replace(sight(state=state, mails=1), refunded=refunded, amount=amount, currency="eur")


def books(refunded: int, captured: int = 1999) -> Returned:
    return Returned(order="sample", captured=captured, refunded=refunded, currency="eur")


def call(status: int = 200, key: str | None = "k") -> ProviderCall:
    return ProviderCall(operation="refunds.create", writes=True, status=status, idempotency_key=key)


@pytest.mark.parametrize(
    ("seen", "told", "word"),
    [
        (shown("paid", 600), books(600), "pass"),
        (shown("refunded", 1999), books(1999), "pass"),
        (shown("paid", 0), books(600), "fail"),
        (shown("paid", 1999), books(1999), "fail"),
        (shown("refunded", 0), books(0), "fail"),
        (shown("paid", None), books(600), "not_observable"),
        (shown(None, None), books(600), "not_observable"),
        (shown("unpaid", 0), books(0, captured=0), "not_observable"),
    ],
)
def test_a_refund_is_mirrored(seen: Sight, told: Returned, word: str) -> None:
    assert proofs.mirrors([("a refund", seen, told)]).word == word


@pytest.mark.parametrize(
    ("told", "calls", "honest", "word"),
    [
        (books(1199), [call()], 199, "pass"),
        (books(1999), [call(), call()], 199, "fail"),
        (books(1199), [call(), call(400)], 199, "fail"),
        (books(1199), [call(key=None)], 199, "fail"),
        (books(0), [], 199, "fail"),
        (books(1199), [call()], 0, "not_observable"),
    ],
)
def test_no_more_goes_back_than_may(told: Returned, calls: list[ProviderCall], honest: int, word: str) -> None:
    verdict = proofs.never_more("twice", books=told, most=1199, calls=calls, honest=honest, expected=1199)

    assert verdict.word == word


@pytest.mark.parametrize(("reach", "word"), [(1, "pass"), (0, "not_observable")])
def test_what_a_fault_did_not_meet_is_not_judged(reach: int, word: str) -> None:
    verdict = proofs.never_more("again", books=books(400), most=400, calls=[call()], honest=199, reach=reach)

    assert (verdict.word, verdict.reach) == (word, reach)


@pytest.mark.parametrize(
    ("opened", "closed", "outcome", "refunds", "known", "word"),
    [
        ("held", "paid", "won", 0, True, "pass"),
        ("held", "held", "lost", None, True, "pass"),
        ("paid", "paid", "won", 0, True, "fail"),
        ("paid", "paid", "won", 0, False, "not_observable"),
        ("held", "held", "won", 0, True, "fail"),
        ("held", "paid", "lost", 0, True, "fail"),
        ("held", "paid", "won", 1, True, "fail"),
        (None, "paid", "won", 0, True, "not_observable"),
    ],
)
def test_a_dispute_stops_and_is_booked(
    opened: str | None, closed: str, outcome: str, refunds: int | None, known: bool, word: str
) -> None:
    verdict = proofs.dispute_stops(
        opened=sight(state=opened, mails=1),
        closed=sight(state=closed, mails=1),
        outcome=outcome,
        refunds=refunds,
        twin=MOVED,
        held_is_known=known,
    )

    assert verdict.word == word


def test_a_lost_cent_is_named_by_its_order() -> None:
    short = msgspec.structs.replace(shown("paid", 0, amount=1998), order="sample-7")

    verdict = proofs.books_agree([(shown("paid", 0), books(0)), (short, books(0))])

    assert verdict.word == "fail"
    assert verdict.summary.startswith("sample-7: the target has 1998 eur, the provider took 1999")


@pytest.mark.parametrize(
    ("entry", "word"),
    [
        ((shown("refunded", 600), books(600)), "pass"),
        ((shown("refunded", 599), books(600)), "fail"),
        ((shown("paid", None), books(0)), "pass"),
        ((shown("paid", 0, amount=None), books(0)), "not_observable"),
        ((STILL, books(0, captured=0)), "not_observable"),
    ],
)
def test_the_books_are_compared_where_both_sides_show_an_amount(entry: tuple[Sight, Returned], word: str) -> None:
    assert proofs.books_agree([entry]).word == word
