"""Rules of subscriptions: who has access, one per account, whose answer wins, one receipt; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from reference_app import settings, settings_of_plans
from reference_app.accounts import store as accounts
from reference_app.database import Database, effects
from reference_app.env import SettingError
from reference_app.migrations import upgrade
from reference_app.providers.record import Invoice, Record
from reference_app.refusal import RefusalError
from reference_app.subscriptions import apply, changing, claiming, entitlement, ledger, store
from reference_app.subscriptions.store import Subscription

DAY = 86_400
NOW = 1_800_000_000
PERIOD = 30 * DAY
PAID = Invoice("in_1", "paid", 900, "eur", NOW, NOW + PERIOD, "pi_1")
RECORD = Record("stripe", "sub_1", None, "cus_1", False, "active", "price_1", NOW + PERIOD, None, (PAID,))
NAMES = ("basic", None)


@pytest.fixture
def database(database_url, tmp_path: Path) -> Iterator[Database]:
    url = settings.database_url({"DATABASE_URL": database_url})
    upgrade.to_head(url, str(tmp_path / "inbox.db"))
    made = Database(url)
    yield made
    made.engine.dispose()


def account(database: Database, email: str = "a@b.c") -> str:
    with database.writing() as tx:
        return accounts.add(tx, email, "x")


def wanted(owner: str, plan: str = "basic", **more: object) -> Subscription:
    return replace(store.new_subscription(owner, "stripe", plan, trial=plan == "tried"), **more)  # type: ignore[arg-type] # a test's words


def row(record: Record) -> Subscription:
    told = {name: value for name, value in apply.as_told(record).items() if name != "object_id"}
    return replace(store.new_subscription("acc_1", "stripe", "basic", trial=False), **told)


def stored(database: Database, one: Subscription) -> Subscription:
    with database.reading() as look:
        found = store.by_id(look, one.id)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("record", "after", "access"),
    [
        (RECORD, 1, True),
        (RECORD, 30 + 2.9, True),
        (RECORD, 30 + 3.1, False),
        (replace(RECORD, status="incomplete", invoices=()), 0, False),
        (replace(RECORD, status="incomplete"), 0, False),
        (replace(RECORD, invoices=()), 0, False),
        (replace(RECORD, status="trialing", invoices=(), free_until=NOW + 14 * DAY), 13, True),
        (replace(RECORD, status="trialing", invoices=(), free_until=NOW + 14 * DAY), 18, False),
        (replace(RECORD, status="past_due"), 32, True),
        (replace(RECORD, status="past_due"), 34, False),
        *[(replace(RECORD, status=word), 1, False) for word in ("unpaid", "paused", "canceled", "expired", "new_word")],
        (replace(RECORD, cancels_at=NOW + PERIOD), 29.9, True),
        (replace(RECORD, cancels_at=NOW + PERIOD), 30.1, False),
        (replace(RECORD, invoices=(replace(PAID, refunded=900),)), 1, False),
        (replace(RECORD, invoices=(replace(PAID, refunded=899),)), 1, True),
        (replace(RECORD, invoices=(replace(PAID, lost=900, disputed=True),)), 1, False),
    ],
)
def test_access_is_what_was_paid_for_with_grace(record: Record, after: float, access: bool) -> None:
    assert entitlement.has_access(row(record), NOW + after * DAY) is access


def test_a_dearer_plan_that_is_not_paid_has_its_grace_from_then() -> None:
    """The period is paid until its end, and the difference for the better plan is not."""
    waits = Invoice("in_2", "open", 0, "eur", NOW + 5 * DAY, NOW + PERIOD)
    one = row(replace(RECORD, status="past_due", invoices=(PAID, waits)))

    assert entitlement.has_access(one, NOW + 7 * DAY)
    assert not entitlement.has_access(one, NOW + 9 * DAY)


@given(
    st.sampled_from(["incomplete", "trialing", "active", "past_due", "unpaid", "paused", "canceled"]),
    st.booleans(),
    st.integers(0, 60),
    st.integers(0, 60),
)
def test_access_once_over_does_not_come_back_by_waiting(status: str, paid: bool, first: int, later: int) -> None:
    one = row(replace(RECORD, status=status, invoices=(PAID,) if paid else ()))

    if entitlement.has_access(one, NOW + (first + later) * DAY):
        assert entitlement.has_access(one, NOW + first * DAY)


def test_one_account_has_one_subscription_whoever_asks_at_once(database: Database) -> None:
    owner = account(database)
    with ThreadPoolExecutor(8) as at_once:
        names = {one.id for one in at_once.map(lambda _: claiming.claim(database, wanted(owner)), range(8))}

    assert len(names) == 1


def test_a_trial_is_given_once_also_after_it_is_over(database: Database) -> None:
    owner = account(database)
    one = claiming.claim(database, wanted(owner, "tried"))
    apply.take_over(database, one, 1, replace(RECORD, status="canceled"), None, NAMES)

    with pytest.raises(RefusalError, match="had your trial"):
        claiming.claim(database, wanted(owner, "tried"))
    assert claiming.claim(database, wanted(owner)).id != one.id


def test_one_that_never_came_to_be_takes_no_trial(database: Database) -> None:
    owner = account(database)
    claiming.give_up(database, claiming.claim(database, wanted(owner, "tried")), "refused")

    assert claiming.claim(database, wanted(owner, "tried")).state == "incomplete"


def test_the_older_answer_does_not_win(database: Database) -> None:
    one = claiming.claim(database, wanted(account(database)))
    early, late = store.next_look(database, one), store.next_look(database, one)
    apply.take_over(database, one, late, replace(RECORD, status="canceled"), None, NAMES)

    with pytest.raises(apply.OvertakenError):
        apply.take_over(database, one, early, RECORD, "evt_1", NAMES)
    assert stored(database, one).state == "canceled"
    again = store.next_look(database, one)
    assert apply.take_over(database, one, again, replace(RECORD, status="canceled"), "evt_1", NAMES) == "canceled"


def test_a_paid_invoice_has_one_receipt_however_often_and_by_whomever_it_is_told(database: Database) -> None:
    one = claiming.claim(database, wanted(account(database)))

    def tell(number: int) -> str:
        try:
            return apply.take_over(database, one, store.next_look(database, one), RECORD, f"evt_{number % 3}", NAMES)
        except apply.OvertakenError:
            return "overtaken"

    with ThreadPoolExecutor(6) as at_once:
        outcomes = list(at_once.map(tell, range(12)))
    with database.reading() as look:
        letters = list(look.execute(sa.select(effects.c.letter)).scalars())
        assert ledger.totals(look, one.id) == (900, 0, 0)

    assert set(outcomes) <= {"active", "repeat", "overtaken"}
    assert len(letters) == 1
    assert "9.00 EUR" in letters[0]


def test_what_is_not_ours_changes_nothing(database: Database) -> None:
    one = claiming.claim(database, wanted(account(database)))
    apply.take_over(database, one, 1, RECORD, None, NAMES)

    assert apply.take_over(database, one, 2, replace(RECORD, object_id="sub_2"), None, NAMES) == "held"
    assert (
        apply.take_over(database, one, 2, replace(RECORD, ours="sbn_other", status="canceled"), None, NAMES) == "held"
    )
    assert stored(database, one).state == "active"


def test_one_change_of_plan_at_a_time(database: Database) -> None:
    one = claiming.claim(database, wanted(account(database)))
    apply.take_over(database, one, 1, RECORD, None, NAMES)
    with ThreadPoolExecutor(4) as at_once:
        keys = set(at_once.map(lambda _: changing.begin(database, one, "plus"), range(4)))

    (key,) = keys
    assert key is not None
    with pytest.raises(RefusalError, match="Another change"):
        changing.begin(database, one, "tried")
    changing.ended(database, key, changing.REFUSED)
    assert changing.begin(database, one, "plus") not in (None, key)


def test_one_that_was_left_lives_again_only_if_nothing_else_does(database: Database) -> None:
    owner = account(database)
    left = claiming.claim(database, wanted(owner))
    claiming.leave(database, left, "canceled")
    assert stored(database, left).over
    apply.take_over(database, left, 1, RECORD, None, NAMES)
    assert not stored(database, left).over


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"STRIPE_PRICE_BASIC": "price of basic"}, "STRIPE_PRICE_BASIC is no id"),
        ({"STRIPE_PRICE_BASIC": "price_1", "STRIPE_PRICE_PLUS": "price_1"}, "STRIPE_PRICE_PLUS is the id of another"),
    ],
)
def test_a_bad_id_of_a_plan_is_refused_by_its_name(environment: dict[str, str], said: str) -> None:
    with pytest.raises(SettingError, match=said):
        settings_of_plans.plans(MappingProxyType(environment))


def test_a_currency_that_plans_are_not_sold_in_is_refused() -> None:
    assert settings_of_plans.currency({}) == "eur"
    with pytest.raises(SettingError, match="PLAN_CURRENCY"):
        settings_of_plans.currency({"PLAN_CURRENCY": "xau"})
