"""The law of pieces of which there are only so many, with sights written by hand."""

from __future__ import annotations

import pytest

from harness.observation import Sight, Sold
from harness.verdicts import proofs


def sight(state: str | None, shipped: int | None = None) -> Sight:
    count = int(state == "paid") if shipped is None else shipped
    return Sight(order="sample-1", state=state, before="unpaid", effects={"shipment": count}, expected={"shipment": 1})


def sold(*states: str, pieces: int = 1, refused: int = 1, in_vain: int = 0, sentinel: str = "paid") -> Sold:
    orders = tuple(sight(state) for state in states)
    return Sold(pieces=pieces, orders=orders, refused=refused, in_vain=in_vain, sentinel=sight(sentinel))


FAILED, UNSEEN = sight("failed"), Sight(order="sample-1", shut="[order] read")
PLAIN, TWIN = sold("paid"), sight("paid")


@pytest.mark.parametrize(
    ("got", "word"),
    [
        (sold("failed", "paid"), "pass"),
        (sold("failed", "paid", "unpaid", refused=0), "pass"),
        (sold("failed", "paid", "held", refused=0), "pass"),
        (sold("failed", "paid", "refunded", refused=0), "pass"),
        (sold("paid", "failed", "paid", pieces=2), "pass"),
        (sold("paid", "failed", pieces=2), "fail"),
        (sold("failed"), "fail"),
        (sold("paid", in_vain=1), "fail"),
        (sold("failed", "paid", "paid", refused=0), "fail"),
        (sold("failed", "held"), "not_observable"),
        (sold("failed", "paid", sentinel="unpaid"), "not_observable"),
    ],
)
def test_as_many_are_sold_as_there_are(got: Sold, word: str) -> None:
    verdict = proofs.as_many_sold_as_there_are("cancelled", failed=FAILED, sold=got, plain=PLAIN, twin=TWIN)

    assert verdict.word == word


@pytest.mark.parametrize("plain", [sold("paid", "paid", refused=0), sold(), sold("paid", pieces=2)])
@pytest.mark.parametrize("got", [sold("failed", "paid", "paid"), sold("failed"), sold("failed", "paid")])
def test_where_no_stock_is_kept_nothing_is_said(plain: Sold, got: Sold) -> None:
    verdict = proofs.as_many_sold_as_there_are("cancelled", failed=FAILED, sold=got, plain=plain, twin=TWIN)

    assert (verdict.word, verdict.needs) == ("not_observable", "[checkout.products.NAME] stock")


def test_a_failure_that_released_something_is_a_fail_and_a_deaf_twin_is_nothing() -> None:
    got = sold("failed", "paid")
    judged = proofs.as_many_sold_as_there_are

    assert judged("x", failed=sight("failed", shipped=1), sold=got, plain=PLAIN, twin=TWIN).word == "fail"
    assert judged("x", failed=UNSEEN, sold=got, plain=PLAIN, twin=TWIN).needs == "[order] read"
    assert judged("x", failed=FAILED, sold=got, plain=PLAIN, twin=sight("unpaid")).word == "not_observable"
