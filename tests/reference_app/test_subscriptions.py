"""Customers subscribe, pay, change and end it: the shop and the simulator over HTTP, time by the world's clock."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
import stripe

from simulator.client import SimulatorProcess
from tests.reference_app.subscribers import DAY, Press, press


@pytest.fixture(scope="module")
def today(simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Press]:
    with press(simulator, tmp_path_factory.mktemp("today")) as made:
        yield made


@pytest.fixture
def earlier(simulator: SimulatorProcess, tmp_path: Path) -> Iterator[Press]:
    """A world that began forty days ago."""
    with press(simulator, tmp_path, 40 * DAY) as made:
        yield made


def test_whoever_has_paid_has_access_and_nobody_before(today: Press) -> None:
    ann = today.subscriber()
    asked = ann.subscribe()

    assert asked["client_secret"].startswith("pi_")
    assert (ann.view()["status"], ann.view()["access"]) == ("incomplete", False)
    ann.pay(asked)
    seen = ann.sees(access=True, status="active")
    assert seen["plan"] == "basic"
    assert 27 * DAY < seen["paid_until"] - time.time() < 32 * DAY
    assert (seen["paid_amount"], seen["effects"]) == (900, {"mail": 1})


def test_a_payment_that_is_declined_gives_nothing_and_another_card_does(today: Press) -> None:
    ben = today.subscriber()
    asked = ben.subscribe()
    with pytest.raises(stripe.CardError):
        today.sdk.payment_intents.confirm(
            asked["client_secret"].split("_secret_")[0],
            {"payment_method": "pm_card_chargeDeclined", "return_url": "https://shop.example"},
        )
    today.world.quiet()

    assert ben.view()["access"] is False
    ben.pay(asked)
    assert ben.sees(access=True)["effects"] == {"mail": 1}


def test_guests_do_not_subscribe_and_others_see_nothing(today: Press) -> None:
    owner, other = today.subscriber(), today.subscriber()
    name = owner.subscribe()["subscription"]
    guest = httpx.Client(base_url=today.shop.url, trust_env=False)

    assert guest.post("/subscriptions", json={"plan": "basic"}).status_code == 401
    for who in (other.http, guest):
        assert who.get(f"/subscriptions/{name}").status_code == 404
        assert who.get(f"/subscriptions/{name}/pay").status_code == 404
        assert who.get(f"/subscriptions/{name}/return").status_code == 404
        for what in ("cancel", "resume", "portal"):
            assert who.post(f"/subscriptions/{name}/{what}").status_code == 404
        assert who.post(f"/subscriptions/{name}/plan", json={"plan": "plus"}).status_code == 404


def test_a_page_of_somebody_else_changes_nothing(today: Press) -> None:
    cid = today.subscriber()
    cid.subscribed()

    reply = cid.http.post(f"/subscriptions/{cid.name}/cancel", headers={"Origin": "https://elsewhere.example"})

    assert (reply.status_code, cid.view()["cancels_at"]) == (403, None)


def test_double_clicks_second_tabs_and_repeats_find_the_same_subscription(today: Press) -> None:
    dee = today.subscriber()
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(6) as at_once:
        replies = list(at_once.map(lambda n: dee.ask(key=key if n % 2 else None), range(6)))
    names = {reply.json()["subscription"] for reply in replies}

    assert {reply.status_code for reply in replies} == {201}
    assert len(names) == 1
    assert len({reply.json()["client_secret"] for reply in replies}) == 1
    dee.name = names.pop()
    dee.pay(replies[0].json())
    dee.sees(access=True)
    assert dee.ask().json() | {"client_secret": None} == dee.ask(key=key).json()
    ours = [one for one in today.world.objects("sub_") if one["metadata"].get("subscription") == dee.name]
    assert len(ours) == 1
    assert dee.ask("plus").json()["error"] == "subscribed"


def test_prices_trials_and_quantities_are_the_servers(today: Press) -> None:
    eve = today.subscriber()
    cheap = today.price(1)
    bent = {"price": cheap, "price_id": cheap, "amount": 1, "quantity": 5, "trial_days": 365, "trial_period_days": 365}
    eve.pay(eve.subscribe("basic", **bent))
    eve.sees(access=True, paid_amount=900)

    assert eve.ask(cheap).json()["error"] == "unknown_plan"
    assert today.world.object(eve.object)["quantity"] == 1
    assert today.world.object(eve.object)["trial_end"] is None
    refused = eve.do("plan", plan=cheap, **bent)
    assert (refused.status_code, refused.json()["error"]) == (422, "unknown_plan")


def test_a_trial_gives_access_without_money_and_only_once(today: Press) -> None:
    fay = today.subscriber()
    asked = fay.subscribe("tried")
    seen = fay.sees(access=True, status="trialing")

    assert asked["client_secret"].startswith("seti_")
    assert 13 * DAY < seen["paid_until"] - time.time() < 15 * DAY
    assert (seen["paid_amount"], seen["effects"]) == (0, {"mail": 0})
    today.sdk.subscriptions.cancel(fay.object)
    fay.sees(status="canceled", access=False)
    again = fay.ask("tried")
    assert (again.status_code, again.json()["error"]) == (409, "trial_used")
    assert fay.ask("basic").status_code == 201


def test_a_plan_is_changed_once_whatever_is_asked_at_once(today: Press) -> None:
    gil = today.subscriber()
    gil.subscribed()
    with ThreadPoolExecutor(4) as at_once:
        replies = list(at_once.map(lambda _: gil.do("plan", plan="plus"), range(4)))

    assert {reply.status_code for reply in replies} == {200}, [reply.text for reply in replies]
    assert gil.sees(plan="plus")["access"] is True
    assert sum(line["plan"] == "plus" for line in today.shop.logged("web", "change_plan", object=gil.name)) >= 1
    invoices = today.sdk.invoices.list({"subscription": gil.object}).data
    assert sorted(one.amount_paid for one in invoices) == [900, 1000]
    assert gil.do("plan", plan="basic").json()["plan"] == "basic"
    assert gil.sees(plan="basic", access=True)


def test_a_dearer_plan_that_nobody_pays_changes_nothing(today: Press) -> None:
    hal = today.subscriber()
    subscription = hal.subscribed()
    broken = today.sdk.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer(today, subscription)})
    today.sdk.subscriptions.update(subscription, {"default_payment_method": broken.id})

    refused = hal.do("plan", plan="plus")

    assert (refused.status_code, refused.json()["error"]) == (402, "declined")
    assert (hal.view()["plan"], hal.view()["status"], hal.view()["access"]) == ("basic", "active", True)


def test_a_subscription_that_ends_with_its_period_can_go_on_after_all(today: Press) -> None:
    ida = today.subscriber()
    subscription = ida.subscribed()
    cancelled = ida.do("cancel").json()

    assert cancelled["cancels_at"] == cancelled["paid_until"]
    assert (cancelled["access"], cancelled["status"]) == (True, "active")
    assert ida.do("cancel").json()["cancels_at"] == cancelled["cancels_at"]
    assert ida.do("resume").json()["cancels_at"] is None
    assert today.world.object(subscription)["cancel_at_period_end"] is False
    ida.do("cancel")
    assert today.world.object(subscription)["cancel_at_period_end"] is True


def test_the_providers_page_is_opened_for_its_customer(today: Press) -> None:
    lou, other = today.subscriber(), today.subscriber()
    lou.subscribed()

    opened = lou.do("portal")

    assert opened.status_code == 200, opened.text
    assert opened.json()["url"].startswith("http")
    assert other.http.post(f"/subscriptions/{lou.name}/portal").status_code == 404


def test_one_that_was_never_paid_is_cancelled_at_once_and_another_may_begin(today: Press) -> None:
    jay = today.subscriber()
    jay.subscribe()

    assert jay.do("cancel").json()["status"] in ("canceled", "expired")
    assert jay.do("resume").status_code == 409
    assert jay.subscribe("plus")["client_secret"]


def test_access_ends_with_the_last_period_that_was_paid(earlier: Press) -> None:
    kim = earlier.subscriber()
    kim.subscribed()
    kim.do("cancel")
    earlier.to_now()

    assert kim.sees(status="canceled")["access"] is False


def test_every_period_that_is_paid_goes_on_and_has_one_receipt(earlier: Press) -> None:
    lea = earlier.subscriber()
    lea.subscribed()
    earlier.to_now()
    seen = lea.sees(paid_amount=1800, access=True)

    assert (seen["status"], seen["effects"]) == ("active", {"mail": 2})
    assert seen["paid_until"] > time.time()
    earlier.world.quiet()
    for event in earlier.world.events(object=lea.object):
        earlier.shop.deliver(earlier.world.body(event.id), earlier.shop.env["STRIPE_WEBHOOK_SECRET"])
    earlier.shop.command("reconcile")
    assert lea.view()["effects"] == {"mail": 2}


@pytest.mark.parametrize(("late", "access"), [(2, True), (5, False)])
def test_a_renewal_that_fails_has_its_grace_and_a_late_payment_heals_it(
    simulator: SimulatorProcess, tmp_path: Path, late: int, access: bool
) -> None:
    with press(simulator, tmp_path, (31 + late) * DAY) as trade:
        max_ = trade.subscriber()
        subscription = max_.subscribed()
        who = customer(trade, subscription)
        broken = trade.sdk.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": who})
        trade.sdk.subscriptions.update(subscription, {"default_payment_method": broken.id})
        trade.to_now()
        max_.sees(status="past_due", access=access)
        good = trade.sdk.payment_methods.attach("pm_card_visa", {"customer": who})
        latest = trade.sdk.subscriptions.retrieve(subscription).latest_invoice
        trade.sdk.invoices.pay(str(latest), {"payment_method": good.id})

        assert max_.sees(status="active", access=True)["effects"] == {"mail": 2}


def test_an_old_event_revives_nothing(today: Press) -> None:
    noa = today.subscriber()
    subscription = noa.subscribed()
    today.world.quiet()
    (paid,) = [one for one in today.world.events(object=subscription) if one.type == "invoice.paid"]
    old = today.world.body(paid.id)
    today.sdk.subscriptions.cancel(subscription)
    noa.sees(status="canceled", access=False)
    copy = {**old, "id": "evt_" + uuid.uuid4().hex[:24]}
    today.shop.deliver(copy, today.shop.env["STRIPE_WEBHOOK_SECRET"])
    today.shop.until(lambda: today.shop.logged("worker", "event_done", event_id=copy["id"]), "the old event is done")

    assert (noa.view()["status"], noa.view()["access"]) == ("canceled", False)


def test_a_full_refund_of_the_period_ends_access_and_a_part_does_not(today: Press) -> None:
    pia = today.subscriber()
    subscription = pia.subscribed()
    intent = today.sdk.charges.list({"customer": customer(today, subscription)}).data[0].payment_intent
    today.sdk.refunds.create({"payment_intent": str(intent), "amount": 400})
    assert pia.sees(refunded_amount=400)["access"] is True
    today.sdk.refunds.create({"payment_intent": str(intent)})

    assert pia.sees(refunded_amount=900)["access"] is False


def test_one_begun_in_the_dashboard_is_its_customers(today: Press) -> None:
    quy = today.subscriber()
    subscription = quy.subscribed()
    who = customer(today, subscription)
    today.sdk.subscriptions.cancel(subscription)
    quy.sees(status="canceled")
    method = today.sdk.payment_methods.attach("pm_card_visa", {"customer": who})
    today.sdk.subscriptions.create(
        {
            "customer": who,
            "items": [{"price": today.shop.env["STRIPE_PRICE_PLUS"]}],
            "default_payment_method": method.id,
        }
    )
    adopted = today.shop.until(lambda: adoptions(today, who), "the dashboard's subscription is taken over")
    quy.name = adopted[0]

    assert quy.sees(access=True, plan="plus")["status"] == "active"
    assert "Plus: active" in quy.http.get("/account").text


def adoptions(trade: Press, who: str) -> list[str]:
    lines = trade.shop.logged("worker", "subscription_adopted")
    assert who
    return [str(line["object"]) for line in lines]


def customer(trade: Press, subscription: str) -> str:
    return str(trade.world.object(subscription)["customer"])


def test_a_period_of_lost_webhooks_is_healed_by_the_reconciler(simulator: SimulatorProcess, tmp_path: Path) -> None:
    with press(simulator, tmp_path, 40 * DAY) as trade:
        roy = trade.subscriber()
        roy.subscribed()
        trade.all_is_done()
        paid_until = roy.view()["paid_until"]
        trade.world.hold_news()
        trade.to_now()

        assert roy.view()["paid_until"] == paid_until
        assert roy.view()["access"] is False, "a record that is too old is not trusted"
        assert trade.shop.command("reconcile").returncode == 0
        healed = roy.view()
        assert (healed["access"], healed["paid_amount"], healed["effects"]) == (True, 1800, {"mail": 2})
        assert trade.shop.command("reconcile").returncode == 0
        assert roy.view()["effects"] == {"mail": 2}


def test_a_subscriptions_payments_are_no_payments_without_order(today: Press) -> None:
    sue = today.subscriber()
    sue.subscribed()

    done = today.shop.command("reconcile")

    assert done.returncode == 0
    assert "payment_without_order" not in done.stdout


def test_a_price_that_is_not_the_plans_is_refused_in_words(simulator: SimulatorProcess, tmp_path: Path) -> None:
    with press(simulator, tmp_path) as trade:
        wrong = trade.price(100)
        trade.shop.kill("web")
        trade.shop.env["STRIPE_PRICE_BASIC"] = wrong
        trade.shop.start("web")
        refused = trade.subscriber().ask()

        assert (refused.status_code, refused.json()["error"]) == (503, "plan_differs")
        assert "amount" in refused.json()["message"]
        assert trade.shop.logged("web", "plan_differs", plan="basic", reason="amount")


def test_a_shop_without_plans_sells_none_and_all_else_is_as_before(trade) -> None:
    assert trade.shop.http.get("/plans").json() == []
    assert trade.paid()["order"]
