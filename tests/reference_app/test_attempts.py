"""Attempts to take money stand in the books before they are made, and keep their key; approved money is taken once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from reference_app.database import Database
from reference_app.migrations import upgrade
from reference_app.orders import apply, attempts, completing, store
from reference_app.providers.opened import Opened
from reference_app.providers.payment import Payment
from reference_app.providers.trouble import DeclinedError, ProviderError, RefusedError
from reference_app.shop import Shop
from tests.reference_app.samples import new_order, settled


@pytest.fixture
def database(tmp_path: Path) -> Database:
    url = f"sqlite:///{tmp_path}/shop.db"
    upgrade.to_head(url, str(tmp_path / "inbox.db"))
    return Database(url)


def placed(database: Database, **other: Any) -> store.Order:
    return store.place(database, replace(new_order(), provider="paypal", payment_object="5O1", **other))


def outcome(database: Database, order: store.Order, name: str) -> bool:
    with database.reading() as look:
        return attempts.declined(look, order.id, name)


def test_an_attempt_keeps_its_key_and_another_has_another(database: Database) -> None:
    order = placed(database)

    first = attempts.begin(database, order.id, "pay-1")
    assert first is not None
    assert attempts.begin(database, order.id, "pay-1") == first
    assert attempts.begin(database, order.id, "pay-2") != first
    assert len(first) <= 45


@pytest.mark.parametrize("state", ["paid", "cancelled", "authorised", "refunded"])
def test_an_order_that_takes_no_money_gets_no_attempt(database: Database, state: str) -> None:
    order = placed(database, state=state)

    assert attempts.begin(database, order.id, "pay-1") is None
    assert attempts.begin(database, "ord_missing", "pay-1") is None


def test_an_order_is_not_given_up_while_an_attempt_is_open(database: Database) -> None:
    order = placed(database)
    attempts.begin(database, order.id, "take-5O1")
    assert not apply.give_up(database, order.id)

    attempts.ended(database, order.id, "take-5O1", attempts.DECLINED)

    assert apply.give_up(database, order.id)
    assert attempts.begin(database, order.id, "pay-2") is None


@dataclass
class Fake:
    """A provider that answers one call as it is told; the rest of the shop is real."""

    answers: list[Exception | None]
    asked: list[str] = field(default_factory=list)
    after: Payment | None = None

    def complete(self, order: store.Order, key: str) -> None:
        self.asked.append(key)
        answer = self.answers.pop(0)
        if answer is not None:
            raise answer

    def payment_now(self, object_id: str) -> Payment:
        assert self.after is not None
        return self.after


Make = Callable[..., tuple[Shop, Fake]]


@pytest.fixture
def shop(database: Database) -> Make:
    def make(*answers: Exception | None) -> tuple[Shop, Fake]:
        provider = Fake(list(answers))
        return Shop(None, database, {"paypal": provider}, {}), provider  # type: ignore[arg-type, dict-item]

    return make


def approved(order: store.Order, **other: Any) -> Payment:
    return replace(
        settled(order), provider="paypal", object_id="5O1", status="approved", received=0, offered=1999, **other
    )


def test_what_was_approved_is_taken_under_the_key_in_the_books(database: Database, shop: Make) -> None:
    order = placed(database)
    made, provider = shop(None)
    provider.after = settled(order)

    assert completing.take_approved(made, order, approved(order)).status == "succeeded"

    assert provider.asked == [attempts.begin(database, order.id, "take-5O1")]


@pytest.mark.parametrize(
    "other",
    [{"offered": 1998}, {"offered": 2000}, {"currency": "usd"}, {"order_id": "ord_another"}, {"object_id": "6O1"}],
)
def test_what_is_not_what_he_owes_is_not_taken(database: Database, shop: Make, other: dict[str, Any]) -> None:
    order = placed(database)
    made, provider = shop()

    assert completing.take_approved(made, order, replace(approved(order), **other)).status == "approved"
    assert provider.asked == []


def test_a_decline_is_not_asked_again_and_closes_that_payment(database: Database, shop: Make) -> None:
    order = placed(database)
    made, provider = shop(DeclinedError("ErrorException", status=422, code="INSTRUMENT_DECLINED"))

    told = [completing.take_approved(made, order, approved(order)) for _ in range(3)]

    assert {(one.status, one.declined) for one in told} == {("requires_payment_method", True)}
    assert len(provider.asked) == 1
    assert completing.as_far_as_we_take_it(made, order, Opened("5O1")).closed
    assert not completing.as_far_as_we_take_it(made, order, Opened("6O1")).closed


def test_doubt_is_asked_again_under_the_same_key(database: Database, shop: Make) -> None:
    order = placed(database)
    made, provider = shop(ProviderError("ConnectionError"), None)
    provider.after = settled(order)
    with pytest.raises(ProviderError):
        completing.take_approved(made, order, approved(order))

    assert completing.take_approved(made, order, approved(order)).status == "succeeded"

    assert len(provider.asked) == 2
    assert len(set(provider.asked)) == 1


def test_a_refusal_is_no_decline_and_the_record_is_read(database: Database, shop: Make) -> None:
    """Somebody has taken it a moment ago."""
    order = placed(database)
    made, provider = shop(RefusedError("ErrorException", status=422, code="ORDER_ALREADY_CAPTURED"))
    provider.after = settled(order)

    assert completing.take_approved(made, order, approved(order)).status == "succeeded"
    assert not outcome(database, order, "take-5O1")
