"""Customers subscribe by PayPal and by Square: the official SDKs against the simulator, time by the world's clock."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from simulator.client import SimulatorProcess
from tests.reference_app.subscribers import BAD_CARD, DAY, Press, press

PROVIDERS = ["paypal", "square"]


@pytest.fixture(scope="module")
def paypal(simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(simulator, tmp_path_factory.mktemp("paypal"), provider="paypal") as made:
        yield made


@pytest.fixture(scope="module")
def square(simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(simulator, tmp_path_factory.mktemp("square"), provider="square") as made:
        yield made


def test_what_is_approved_at_paypal_gives_access_and_nothing_before(paypal: Press) -> None:
    ann = paypal.subscriber()
    asked = ann.subscribe()

    assert asked["approve"].startswith("http")
    assert (ann.view()["status"], ann.view()["access"]) == ("incomplete", False)
    ann.pay(asked)
    seen = ann.sees(access=True, status="active", effects={"mail": 1})
    assert (seen["paid_amount"], seen["plan"]) == (900, "basic")
    assert 27 * DAY < seen["paid_until"] - time.time() < 32 * DAY


def test_square_takes_the_first_money_by_itself(square: Press) -> None:
    ben = square.subscriber()
    ben.subscribe()

    seen = ben.sees(access=True, status="active", effects={"mail": 1})
    assert (seen["paid_amount"], seen["plan"]) == (900, "basic")
    assert 27 * DAY < seen["paid_until"] - time.time() < 33 * DAY


def test_a_card_that_square_does_not_take_begins_nothing_and_another_does(square: Press) -> None:
    cid = square.subscriber()
    refused = cid.ask(source_id=BAD_CARD)

    assert (refused.status_code, refused.json()["error"]) == (402, "declined")
    assert cid.ask(source_id=None).status_code == 422
    cid.subscribe()
    cid.sees(access=True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_is_asked_at_once_is_one_subscription(provider: str, paypal: Press, square: Press) -> None:
    dee = (paypal if provider == "paypal" else square).subscriber()
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(4) as at_once:
        replies = list(at_once.map(lambda n: dee.ask(key=key if n % 2 else None), range(4)))

    assert {reply.status_code for reply in replies} == {201}, [reply.text for reply in replies]
    names = {reply.json()["subscription"] for reply in replies}
    assert len(names) == 1
    dee.name = names.pop()
    dee.pay(replies[0].json())
    dee.sees(access=True)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_trial_gives_access_without_money_and_only_once(provider: str, paypal: Press, square: Press) -> None:
    trade = paypal if provider == "paypal" else square
    eve = trade.subscriber()
    eve.pay(eve.subscribe("tried"))

    seen = eve.sees(access=True, status="trialing")
    assert (seen["paid_amount"], seen["effects"]) == (0, {"mail": 0})
    assert 12 * DAY < seen["paid_until"] - time.time() < 16 * DAY
    if provider == "paypal":
        eve.do("cancel")
        assert eve.ask("tried").json()["error"] == "trial_used"


def test_cancelling_at_paypal_is_at_once_also_what_was_never_approved(paypal: Press) -> None:
    fay = paypal.subscriber()
    fay.pay(fay.subscribe())
    fay.sees(access=True)
    ended = fay.do("cancel").json()

    assert (ended["status"], ended["access"]) == ("canceled", False)
    assert fay.do("resume").status_code == 409
    assert fay.do("portal").status_code == 409
    fay.subscribe("plus")
    assert fay.do("cancel").json()["status"] == "canceled"
    assert fay.subscribe("basic")["approve"]


def test_at_square_it_ends_with_its_period_or_goes_on_after_all(square: Press) -> None:
    gil = square.subscriber()
    gil.subscribe()
    gil.sees(access=True)
    cancelled = gil.do("cancel").json()

    assert (cancelled["status"], cancelled["access"]) == ("active", True)
    assert cancelled["cancels_at"] == cancelled["paid_until"]
    assert gil.do("resume").json()["cancels_at"] is None


def test_a_plan_is_changed_with_the_next_period_at_square(square: Press) -> None:
    hal = square.subscriber()
    hal.subscribe()
    hal.sees(access=True)
    changed = hal.do("plan", plan="plus").json()

    assert (changed["plan"], changed["next_plan"]) == ("basic", "plus")
    assert hal.do("plan", plan="plus").json()["next_plan"] == "plus"
    assert hal.do("plan", plan="basic").json()["next_plan"] is None


def test_a_plan_is_changed_at_paypal_when_the_buyer_agrees(paypal: Press) -> None:
    ida = paypal.subscriber()
    ida.pay(ida.subscribe())
    ida.sees(access=True)
    asked = ida.do("plan", plan="plus").json()

    assert (asked["plan"], asked["approve"][:4]) == ("basic", "http")
    ida.act("pay")
    assert ida.sees(plan="plus")["access"] is True


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize(("late", "access"), [(2, True), (6, False)])
def test_a_renewal_that_fails_has_its_grace_and_a_late_payment_heals_it(
    simulator: SimulatorProcess, tmp_path: Path, provider: str, late: int, access: bool
) -> None:
    with press(simulator, tmp_path, (31 + late) * DAY, provider) as trade:
        jay = trade.subscriber()
        jay.pay(jay.subscribe())
        jay.sees(status="active", effects={"mail": 1})
        jay.act("change_card", card="declined")
        trade.to_now()
        jay.sees(status="past_due", access=access)
        jay.act("change_card", card="ok")
        jay.act("pay")

        assert jay.sees(status="active", access=True)["effects"] == {"mail": 2}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_period_of_lost_webhooks_is_healed_by_the_reconciler(
    simulator: SimulatorProcess, tmp_path: Path, provider: str
) -> None:
    with press(simulator, tmp_path, 40 * DAY, provider) as trade:
        kim = trade.subscriber()
        kim.pay(kim.subscribe())
        kim.sees(status="active", effects={"mail": 1})
        trade.all_is_done()
        trade.world.hold_news()
        trade.to_now()

        assert kim.view()["access"] is False, "a record that is too old is not trusted"
        done = trade.shop.command("reconcile")
        assert done.returncode == 0, done.stdout + done.stderr
        healed = kim.view()
        assert (healed["access"], healed["paid_amount"], healed["effects"]) == (True, 1800, {"mail": 2})
        assert "payment_without_order" not in done.stdout


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_full_refund_of_the_period_ends_access(provider: str, paypal: Press, square: Press) -> None:
    lea = (paypal if provider == "paypal" else square).subscriber()
    lea.pay(lea.subscribe())
    lea.sees(access=True)
    lea.act("refund")

    assert lea.sees(refunded_amount=900)["access"] is False


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_event_of_a_subscription_is_tried_for_ever(provider: str, paypal: Press, square: Press) -> None:
    """Also those of its payments, orders and refunds find what they are about, or are put aside."""
    trade = paypal if provider == "paypal" else square
    max_ = trade.subscriber()
    max_.pay(max_.subscribe())
    max_.sees(access=True)
    max_.act("refund")
    max_.sees(access=False)

    trade.all_is_done()
    assert len(trade.world.events(object=max_.object, provider=provider)) > 3


def test_a_plan_of_another_price_is_refused_in_words(simulator: SimulatorProcess, tmp_path: Path) -> None:
    with press(simulator, tmp_path, provider="square") as trade:
        trade.shop.kill("web")
        trade.shop.env["SQUARE_PLAN_BASIC"], trade.shop.env["SQUARE_PLAN_TRIED"] = (
            trade.shop.env["SQUARE_PLAN_TRIED"],
            trade.shop.env["SQUARE_PLAN_BASIC"],
        )
        trade.shop.start("web")
        refused = trade.subscriber().ask()

        assert (refused.status_code, refused.json()["error"]) == (503, "plan_differs")
        assert "trial" in refused.json()["message"]
