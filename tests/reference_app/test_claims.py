"""One event, one worker at a time; a dead worker's claim ends; a failed attempt comes back and is parked at last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import stripe

from reference_app import settings
from reference_app.database import Database, claims, orders
from reference_app.inbox.slip import Slip
from reference_app.migrations import upgrade
from reference_app.orders import apply, effects, marks, store
from reference_app.providers.payment import Payment
from reference_app.providers.stripe import translating
from reference_app.worker import attempt
from reference_app.worker import claims as desk
from tests.reference_app.samples import new_order, settled

SLIP = Slip("stripe", "", False, "evt_1", "payment_intent.succeeded", "pi_1", "", seq=7)


@pytest.fixture
def database(database_url, tmp_path: Path) -> Iterator[Database]:
    url = settings.database_url({"DATABASE_URL": database_url})
    upgrade.to_head(url, str(tmp_path / "inbox.db"))
    made = Database(url)
    yield made
    made.engine.dispose()


def placed(database: Database, **given: object) -> store.Order:
    return store.place(database, new_order())


def paid(order: store.Order) -> Payment:
    return settled(order, f"pi_{order.id}")


def expire(database: Database) -> None:
    with database.writing() as tx:
        tx.execute(claims.update().values(until=0.0))


def test_many_workers_at_once_get_one_claim(database: Database) -> None:
    together = threading.Barrier(8)

    def claim(number: int) -> int | None:
        together.wait()
        return desk.claim_once(database, SLIP, f"worker-{number}")

    for _ in range(3):
        with ThreadPoolExecutor(8) as pool:
            attempts = [got for got in pool.map(claim, range(8)) if got]
        assert len(attempts) == 1
        expire(database)


def test_a_claim_is_renewed_while_its_worker_lives_and_taken_over_when_it_does_not(database: Database) -> None:
    assert desk.claim_once(database, SLIP, "first") == 1
    assert desk.claim_once(database, SLIP, "second") is None
    assert desk.due(database) == []

    expire(database)
    assert desk.due(database) == [7]
    desk.renew(database, "first")
    assert desk.due(database) == []

    expire(database)
    assert desk.claim_once(database, SLIP, "second") == 2


def test_a_failed_attempt_comes_back_later_and_nobody_renews_its_pause(database: Database) -> None:
    assert desk.claim_once(database, SLIP, "first") == 1
    pause = desk.try_later(database, SLIP, "first", 2, "APIConnectionError")
    desk.renew(database, "first")

    assert pause is not None
    assert 0.4 <= pause <= 0.6
    with database.reading() as look:
        row = look.execute(claims.select()).one()
    assert row.owner == desk.NOBODY
    assert desk.claim_once(database, SLIP, "first") is None


def test_pauses_grow_and_end(database: Database) -> None:
    assert list(desk.PAUSES) == sorted(desk.PAUSES)
    assert desk.claim_once(database, SLIP, "first") == 1

    assert desk.try_later(database, SLIP, "first", len(desk.PAUSES) + 1, "UnknownOrderError") is None
    expire(database)
    assert desk.due(database) == []
    assert desk.claim_once(database, SLIP, "first") is None


def test_what_is_applied_cannot_be_claimed(database: Database) -> None:
    with database.writing() as tx:
        marks.first_time(tx, SLIP.key, None, "done")

    assert desk.claim_once(database, SLIP, "first") is None
    assert desk.unprocessed(database, [SLIP]) == []


def test_an_event_applied_many_times_at_once_has_one_effect(database: Database) -> None:
    """Even without claims: the mark, the lock on the order and the ledger each stand for themselves."""
    order = placed(database)
    together = threading.Barrier(8)

    def work(number: int) -> str:
        together.wait()
        return apply.apply_once(database, f"evt_{number % 2}", order.id, paid(order))

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(work, range(8)))

    assert sorted(outcomes) == ["paid"] * 2 + ["repeat"] * 6
    with database.reading() as look:
        assert effects.counted(look, order.id) == {"mail": 1, "shipment": 1}


def test_a_crash_in_the_middle_leaves_neither_mark_nor_effect(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = placed(database)

    def broken(*_: object) -> bool:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(effects, "record_once", broken)
        with pytest.raises(RuntimeError):
            apply.apply_once(database, "evt_1", order.id, paid(order))
    assert apply.apply_once(database, "evt_1", order.id, paid(order)) == "paid"

    with database.reading() as look:
        assert effects.counted(look, order.id) == {"mail": 1, "shipment": 1}


def test_two_clicks_with_one_key_are_one_order(database: Database) -> None:
    together = threading.Barrier(8)

    def click(_: int) -> str:
        wanted = store.new_order(
            provider="stripe",
            cart_key="cart-key-of-one-buyer",
            flow="elements",
            sku="tea",
            quantity=1,
            amount=1999,
            currency="eur",
            email="a@b.c",
            note="",
            reference="",
        )
        together.wait()
        return store.place(database, wanted).id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(click, range(8)))

    assert len(ids) == 1
    with database.reading() as look:
        assert len(look.execute(orders.select()).all()) == 1


def test_a_dispute_holds_the_order_until_it_is_won(database: Database) -> None:
    order = placed(database)

    def told(disputed: bool) -> tuple[str, dict[str, int]]:
        outcome = apply.apply_once(database, None, order.id, replace(paid(order), disputed=disputed))
        with database.reading() as look:
            return outcome, effects.counted(look, order.id)

    assert told(disputed=True) == ("held", {"mail": 0, "shipment": 0})
    assert told(disputed=False) == ("paid", {"mail": 1, "shipment": 1})
    assert told(disputed=True) == ("held", {"mail": 1, "shipment": 1})


def test_an_order_that_is_held_for_its_money_stays_held_whatever_comes_after(database: Database) -> None:
    order = placed(database)

    assert apply.apply_once(database, "evt_1", order.id, replace(paid(order), received=1)) == "held"
    assert apply.apply_once(database, "evt_2", order.id, paid(order)) == "held"

    with database.reading() as look:
        assert effects.counted(look, order.id) == {"mail": 0, "shipment": 0}
        held = store.by_id(look, order.id)
    assert held is not None
    assert (held.status, held.hold) == ("held", "amount")


def test_who_asks_to_be_left_alone_is_left_alone_for_as_long(database: Database) -> None:
    assert desk.claim_once(database, SLIP, "first") == 1
    pause = desk.try_later(database, SLIP, "first", 1, "RateLimitError", 4.0)

    assert pause is not None
    assert 4.0 <= pause <= 4.8


@pytest.mark.parametrize(
    ("trouble", "seconds"),
    [
        (stripe.RateLimitError("slow down", headers={"Retry-After": "4"}), 4.0),
        (stripe.RateLimitError("slow down", headers={"Retry-After": "99999999"}), attempt.MOST_ASKED),
        (stripe.RateLimitError("slow down", headers={"Retry-After": "Fri, 27 Nov 2026 10:00:00 GMT"}), 0.0),
        (stripe.RateLimitError("slow down"), 0.0),
        (stripe.APIConnectionError("cut off"), 0.0),
        (KeyError("ours"), 0.0),
    ],
)
def test_how_long_to_wait_is_read_from_whoever_says_it(trouble: Exception, seconds: float) -> None:
    assert (
        attempt.asked_to_wait(translating.of(trouble) if isinstance(trouble, stripe.StripeError) else trouble)
        == seconds
    )
