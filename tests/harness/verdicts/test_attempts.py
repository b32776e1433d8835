"""Repeated attempts at one purchase, with sights written by hand: what passes, what fails, what cannot be said."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from harness.observation import Sight
from harness.verdicts import proofs


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
