"""What must hold of an order, whatever happens to it: each invariant broken and kept, by hand-written sights."""

from __future__ import annotations

from typing import Any

import pytest

from harness.exploring.invariants import Truth, arrived, at_any_time, at_the_end
from harness.observation import Sight

PAID, UNPAID = Truth(captured=1999), Truth()
RETURNED = Truth(captured=1999, refunded=1999)
PART = Truth(captured=1999, refunded=600)


def sight(state: str | None, mails: int = 0, **more: Any) -> Sight:
    return Sight(
        order="explored-1", state=state, before="unpaid", effects={"mails": mails}, expected={"mails": 1}, **more
    )


@pytest.mark.parametrize(
    ("seen", "truth", "invariant"),
    [
        (sight("paid", 2), PAID, "one-fulfilment"),
        (sight("paid", 1), UNPAID, "paid-first"),
        (sight("unpaid", 1), UNPAID, "paid-first"),
        (sight("paid", 1, refunded=2600), PAID, "refunds"),
    ],
)
def test_what_must_never_be_is_told_at_any_time(seen: Sight, truth: Truth, invariant: str) -> None:
    broken = at_any_time(seen, truth)

    assert broken is not None
    assert broken.invariant == invariant


@pytest.mark.parametrize(
    ("seen", "truth"),
    [
        (sight("paid", 1), PAID),
        (sight("unpaid"), PAID),
        (sight("failed"), UNPAID),
        (sight("refunded", 1, refunded=1999), RETURNED),
        (sight("paid", 1, refunded=600), PART),
        (sight(None), UNPAID),
    ],
)
def test_what_may_be_on_the_way_is_left_in_peace(seen: Sight, truth: Truth) -> None:
    assert at_any_time(seen, truth) is None


@pytest.mark.parametrize(
    ("seen", "truth", "there"),
    [
        (sight("paid", 1), PAID, True),
        (sight("paid", 0), PAID, False),
        (sight("unpaid"), PAID, False),
        (sight("unpaid"), UNPAID, True),
        (sight("failed"), UNPAID, True),
        (sight("refunded", 1), RETURNED, True),
        (sight("paid", 1), RETURNED, False),
        (sight("paid", 1, refunded=600), PART, True),
        (sight("paid", 1, refunded=0), PART, False),
        (sight("lost", 1), Truth(captured=1999, disputed=True), True),
        (sight(None), RETURNED, True),
    ],
)
def test_an_order_has_arrived_when_it_is_what_the_books_say(seen: Sight, truth: Truth, there: bool) -> None:
    assert arrived(seen, truth, knows_refunded=True) == there


def test_a_state_that_the_descriptor_does_not_name_is_not_asked_for() -> None:
    assert arrived(sight("paid", 1), RETURNED, knows_refunded=False)


@pytest.mark.parametrize(("acknowledged", "invariant"), [(True, "acknowledged"), (False, "final-state")])
def test_at_the_end_it_matters_whether_anything_is_told_again(acknowledged: bool, invariant: str) -> None:
    broken = at_the_end(sight("unpaid"), PAID, knows_refunded=True, acknowledged=acknowledged)

    assert broken is not None
    assert broken.invariant == invariant
    assert "the provider says paid, and the order is unpaid" in broken.seen
