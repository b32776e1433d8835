"""From checkout to shipment, with the official SDK against the simulator: each protection by what it prevents."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
import stripe

from simulator.client import Fault
from simulator.schedules.schedule import Delivery

ONCE = {"mail": 1, "shipment": 1}
NEVER = {"mail": 0, "shipment": 0}


@pytest.fixture
def held_news(trade):
    """Events are kept back; the test delivers those that it wants."""
    trade.world.hold_news()
    yield trade
    trade.world.deliver_news()


def creates(trade, placed: dict[str, Any]) -> list[Any]:
    calls = trade.world.calls(object=trade.payment(placed))
    return [call for call in calls if call.operation.endswith(".create") and not call.replayed]


def tell(trade, *events: str, copies: int = 1, apart: int = 0) -> list[int | None]:
    schedule = [Delivery(event=event, at=n * apart, copy=c) for c in range(copies) for n, event in enumerate(events)]
    return [record.status for record in trade.world.deliver(schedule)]


def settled(trade, events: list[str]) -> bool:
    done = {line["event_id"] for name in ("event_done", "event_dropped") for line in trade.shop.logged("worker", name)}
    return set(events) <= done


@pytest.mark.parametrize("sku", ["tea", "mug", "print", "saffron"])
@pytest.mark.parametrize("flow", ["elements", "hosted"])
def test_a_paid_order_is_paid_and_shipped_once(trade, sku: str, flow: str) -> None:
    placed = trade.shop.checkout(sku=sku, flow=flow, quantity=2)
    assert trade.shop.order(placed)["effects"] == NEVER

    trade.pay(placed)

    order = trade.shop.waits_until(placed, "paid")
    assert order["effects"] == ONCE
    assert order["paid_amount"] == order["amount"] == placed["amount"]
    assert (placed["client_secret"] is None) == (flow == "hosted")


def test_the_provider_is_asked_for_the_catalogues_price_under_the_orders_key(trade) -> None:
    placed = trade.shop.checkout(sku="tea", quantity=3, amount=1, price=1, currency="jpy", unit_amount=1, total=1)

    (call,) = creates(trade, placed)

    assert (call.parameters["amount"], call.parameters["currency"]) == (5997, "eur")
    assert call.idempotency_key == f"{placed['order']}-payment-intent"
    assert (placed["amount"], placed["currency"]) == (5997, "eur")


def test_the_same_cart_key_is_the_same_order_and_the_same_payment(trade) -> None:
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: trade.shop.ask_checkout(key=key), range(4)))
    first = replies[0].json()

    assert {reply.status_code for reply in replies} == {201}
    assert {(reply.json()["order"], reply.json()["client_secret"]) for reply in replies} == {
        (first["order"], first["client_secret"])
    }
    assert len(creates(trade, first)) == 1
    assert trade.shop.ask_checkout(key=key, quantity=2).status_code == 409


def test_a_reply_that_was_lost_after_the_commit_ends_as_one_payment(trade) -> None:
    fault = trade.world.fault(Fault(operation="payment_intents.create", moment="after", action="lost_reply", times=1))
    placed = trade.shop.checkout()
    trade.world.heal(fault)

    trade.pay(placed)

    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE
    assert len(creates(trade, placed)) == 1


@pytest.mark.parametrize("flow", ["elements", "hosted"])
def test_a_500_after_the_commit_is_looked_up_rather_than_believed(trade, flow: str) -> None:
    """The provider keeps that 500 as the answer of its key for a day: only looking finds the payment."""
    fault = trade.world.fault(Fault(operation="*.create", moment="after", action="status", status=500))
    placed = trade.shop.checkout(flow=flow)
    trade.world.heal(fault)

    trade.pay(placed)

    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_an_outcome_that_stays_unknown_leaves_the_order_pending_until_it_is_asked_again(trade) -> None:
    key = uuid.uuid4().hex
    fault = trade.world.fault(Fault(operation="payment_intents.create", moment="after", action="lost_reply"))
    doubtful = trade.shop.ask_checkout(key=key)
    trade.world.heal(fault)
    told = doubtful.json()

    assert doubtful.status_code == 503
    assert trade.shop.status(told) == "pending"
    placed = trade.shop.ask_checkout(key=key).json()
    assert placed["order"] == told["order"]
    assert len(creates(trade, placed)) == 1
    trade.pay(placed)
    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_money_for_an_order_whose_checkout_ended_in_doubt_is_booked(trade) -> None:
    """The reply was lost for good, yet the intent exists, and somehow the buyer paid it."""
    seen = max((call.seq for call in trade.world.calls()), default=0)
    fault = trade.world.fault(Fault(operation="payment_intents.create", moment="after", action="lost_reply"))
    told = trade.shop.ask_checkout().json()
    trade.world.heal(fault)
    intent = next(name for call in trade.world.calls(since=seen) for name in call.objects if name.startswith("pi_"))

    trade.world.act("pay", object=intent)

    assert trade.shop.waits_until(told, "paid")["effects"] == ONCE


def test_repeats_one_after_another_and_all_at_once_have_one_effect(held_news) -> None:
    trade = held_news
    placed = trade.shop.checkout()
    events = trade.pay(placed)

    assert set(tell(trade, *events)) == {200}
    assert set(tell(trade, *events, copies=12)) == {200}
    trade.shop.waits_until(placed, "paid")
    assert set(tell(trade, *events, copies=3)) == {200}
    trade.shop.until(lambda: settled(trade, events), "every event has been worked on")

    assert trade.shop.order(placed)["effects"] == ONCE


def test_news_in_reverse_order_ends_in_the_providers_state(held_news) -> None:
    trade = held_news
    placed = trade.shop.checkout()
    events = trade.pay(placed)
    events += [event.id for event in trade.world.act("refund", object=trade.payment(placed), amount=500).events]
    events += [event.id for event in trade.world.act("refund", object=trade.payment(placed)).events]

    assert set(tell(trade, *reversed(events))) == {200}

    order = trade.shop.waits_until(placed, "refunded")
    assert order["refunded_amount"] == order["amount"]


def test_an_event_that_lies_is_not_believed(held_news) -> None:
    """Signed, and untrue: the provider's record says that nothing was paid."""
    trade = held_news
    placed, other = trade.shop.checkout(), trade.shop.checkout()
    lies = [event.id for event in trade.world.act("pay", pretend=True, object=trade.payment(placed)).events]

    assert set(tell(trade, *lies)) == {200}
    assert set(tell(trade, *trade.pay(other))) == {200}
    trade.shop.waits_until(other, "paid")

    assert trade.shop.order(placed)["status"] == "pending"
    assert trade.shop.order(placed)["effects"] == NEVER


@pytest.mark.parametrize(
    ("how", "reason"), [({"amount": 1998}, "amount"), ({"amount": 2500}, "amount"), ({"currency": "jpy"}, "currency")]
)
def test_money_that_is_not_what_was_owed_is_held(trade, how: dict[str, Any], reason: str) -> None:
    placed = trade.shop.checkout()

    trade.pay(placed, **how)

    order = trade.shop.waits_until(placed, "held")
    assert order["effects"] == NEVER
    assert trade.shop.logged("worker", "order_held", object=placed["order"])[0]["reason"] == reason


def test_a_declined_card_leaves_an_order_that_can_be_paid(trade) -> None:
    placed = trade.shop.checkout()

    trade.pay(placed, card="pm_card_visa_chargeDeclined")
    assert trade.shop.waits_until(placed, "payment_failed")["effects"] == NEVER
    trade.pay(placed)

    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


@pytest.mark.parametrize("flow", ["elements", "hosted"])
@pytest.mark.parametrize(("succeeds", "status"), [(True, "paid"), (False, "payment_failed")])
def test_a_delayed_payment_ships_when_it_settles_and_not_before(trade, flow: str, succeeds: bool, status: str) -> None:
    placed, other = trade.shop.checkout(flow=flow), trade.shop.checkout()

    trade.world.act("process", object=trade.payment(placed))
    trade.pay(other)
    trade.shop.waits_until(other, "paid")
    assert trade.shop.order(placed)["status"] == "pending"
    assert trade.shop.order(placed)["effects"] == NEVER
    trade.world.act("complete", object=trade.payment(placed), succeed=succeeds)

    assert trade.shop.waits_until(placed, status)["effects"] == (ONCE if succeeds else NEVER)


def test_an_abandoned_session_cancels_its_order(trade) -> None:
    placed = trade.shop.checkout(flow="hosted")

    trade.world.act("expire", object=trade.payment(placed))

    assert trade.shop.waits_until(placed, "cancelled")["effects"] == NEVER


def test_the_return_page_proves_nothing(held_news) -> None:
    trade = held_news
    placed = trade.shop.checkout()
    headers = {"X-Order-Token": placed["token"]}
    query = {"order": placed["order"], "redirect_status": "succeeded", "payment_intent": trade.payment(placed)}

    page = trade.shop.http.get("/return", params=query, headers=headers)

    assert page.status_code == 200
    assert 'data-status="pending"' in page.text
    assert trade.shop.order(placed)["status"] == "pending"


def test_coming_back_before_the_webhook_shows_the_payment_and_the_webhook_adds_nothing(held_news) -> None:
    trade = held_news
    placed = trade.shop.checkout()
    events = trade.pay(placed)
    headers = {"X-Order-Token": placed["token"]}

    with ThreadPoolExecutor(6) as pool:
        pages = [
            pool.submit(trade.shop.http.get, "/return", params={"order": placed["order"]}, headers=headers)
            for _ in range(5)
        ]
        told = pool.submit(tell, trade, *events, copies=3)
    page = pages[0].result()

    assert 'data-status="paid"' in page.text
    assert set(told.result()) == {200}
    assert trade.shop.order(placed)["effects"] == ONCE


def test_what_was_never_told_is_found_by_the_reconciler_and_late_news_adds_nothing(held_news) -> None:
    trade = held_news
    placed, hosted, unpaid = trade.shop.checkout(), trade.shop.checkout(flow="hosted"), trade.shop.checkout()
    events = [*trade.pay(placed), *trade.pay(hosted)]

    ended = trade.shop.command("reconcile")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    for order in (placed, hosted):
        assert trade.shop.order(order)["status"] == "paid"
    assert trade.shop.order(unpaid)["status"] == "pending"
    assert set(tell(trade, *events)) == {200}
    trade.shop.command("reconcile")
    assert [trade.shop.order(order)["effects"] for order in (placed, hosted, unpaid)] == [ONCE, ONCE, NEVER]


def test_the_payment_page_has_stripes_fields_and_none_of_ours(trade) -> None:
    placed = trade.shop.checkout()

    page = trade.shop.http.get(placed["pay_page"])

    assert page.status_code == 200  # by the cookie that checkout gave to this client
    assert placed["client_secret"] in page.text
    assert "<input" not in page.text
    assert trade.shop.env["STRIPE_SECRET_KEY"] not in page.text
    assert httpx.get(trade.shop.url + placed["pay_page"]).status_code == 404


def test_a_refund_is_made_once_per_request_and_never_above_what_was_paid(trade) -> None:
    placed = trade.paid()

    with ThreadPoolExecutor(6) as pool:
        same = list(pool.map(lambda _: trade.shop.refund(placed, request_id="refund-one", amount=1200), range(6)))
    others = [trade.shop.refund(placed, amount=1200).status_code for _ in range(2)]
    rest = trade.shop.refund(placed)

    assert {reply.status_code for reply in same} <= {200, 503}
    assert others == [409, 409]
    assert rest.json()["amount"] == 799
    assert trade.shop.waits_until(placed, "refunded")["refunded_amount"] == 1999
    intent = trade.world.object(trade.payment(placed))
    charge = trade.world.object(intent["latest_charge"])
    assert charge["amount_refunded"] == 1999
    assert trade.shop.refund(placed).status_code == 409
    assert trade.shop.refund(placed, request_id="refund-one", amount=1).status_code == 409
    assert trade.shop.refund(placed, request_id="refund-one", amount=1200).status_code == 200


def test_a_refund_from_the_providers_dashboard_is_booked(trade) -> None:
    placed = trade.paid()

    trade.world.act("refund", object=trade.payment(placed), amount=600)

    assert trade.shop.waits_until(placed, "partially_refunded")["refunded_amount"] == 600
    assert trade.shop.refund(placed, amount=1400).status_code == 409
    assert trade.shop.order(placed)["effects"] == ONCE


def test_a_provider_that_is_away_delays_the_work_and_not_the_acknowledgement(held_news) -> None:
    trade = held_news
    placed = trade.shop.checkout()
    events = trade.pay(placed)
    fault = trade.world.fault(Fault(operation="*.retrieve", moment="before", action="status", status=500))

    assert set(tell(trade, *events)) == {200}
    trade.shop.until(lambda: trade.shop.logged("worker", "event_failed", reason="APIError"), "an attempt that failed")
    assert trade.shop.status(placed) == "pending"
    trade.world.heal(fault)

    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_a_worker_that_is_killed_at_the_provider_loses_nothing_and_doubles_nothing(own_trade) -> None:
    trade = own_trade()
    trade.world.hold_news()
    orders = [trade.shop.checkout() for _ in range(4)]
    events = [event for placed in orders for event in trade.pay(placed)]
    trade.world.fault(Fault(operation="payment_intents.retrieve", moment="before", action="latency", seconds=1.0))

    assert set(tell(trade, *events)) == {200}
    seen = trade.shop.until(
        lambda: [call for call in trade.world.calls() if call.operation == "payment_intents.retrieve"], "a fetch"
    )
    trade.shop.kill("worker")
    trade.shop.kill("web")
    trade.shop.start()

    assert seen
    for placed in orders:
        assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_the_live_shop_takes_live_money_and_no_test_event(own_trade) -> None:
    """Its endpoint is told of test payments too, under the same secret, as with Stripe Connect."""
    trade = own_trade(SHOP_MODE="live")
    placed, other = trade.shop.checkout(), trade.shop.checkout()
    test = trade.world.provider().test
    client = stripe.StripeClient(test.secret_key, base_addresses={"api": trade.shop.env["STRIPE_API_BASE"]})
    secret = trade.shop.env["STRIPE_WEBHOOK_SECRET"]
    trade.world.endpoint(f"{trade.shop.url}/webhooks/stripe", side="test", secret=secret)
    intent = client.v1.payment_intents.create(
        {"amount": 1999, "currency": "eur", "metadata": {"order": other["order"]}}
    )

    told = trade.world.act("pay", "test", object=intent.id).events
    trade.world.act("pay", "live", object=trade.payment(placed))

    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE
    wanted = next(event.id for event in told if event.type == "payment_intent.succeeded")
    trade.shop.until(lambda: trade.shop.logged("worker", "event_dropped", event_id=wanted, reason="wrong_mode"), "drop")
    assert trade.shop.order(other)["effects"] == NEVER
    assert trade.shop.order(other)["status"] == "pending"


def test_a_webhook_that_is_faster_than_the_reply_to_our_own_call_is_not_lost(held_news) -> None:
    trade = held_news
    earlier = {event.id for event in trade.world.events(type="payment_intent.created")}
    fault = trade.world.fault(
        Fault(operation="payment_intents.create", moment="after", action="latency", seconds=1.5, times=1)
    )
    with ThreadPoolExecutor(1) as pool:
        reply = pool.submit(trade.shop.ask_checkout, reference="slow reply")
        (line,) = trade.shop.until(
            lambda: trade.shop.logged("web", "order_placed", reference="slow reply"), "the order"
        )
        (created,) = trade.shop.until(
            lambda: [e for e in trade.world.events(type="payment_intent.created") if e.id not in earlier], "the intent"
        )
        intent = next(name for name in created.objects if name.startswith("pi_"))
        told = [event.id for event in trade.world.act("pay", object=intent).events]
        tell(trade, *told)
        trade.shop.until(lambda: settled(trade, told), "the event worked on")
        before = not reply.done()
        placed = reply.result().json()
    trade.world.heal(fault)

    assert before
    assert placed["order"] == line["order"]
    assert trade.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_money_without_an_order_is_named_by_the_reconciler(trade) -> None:
    key = trade.shop.env["STRIPE_SECRET_KEY"]
    client = stripe.StripeClient(key, base_addresses={"api": trade.shop.env["STRIPE_API_BASE"]})
    intent = client.v1.payment_intents.create({"amount": 777, "currency": "eur"})
    trade.world.act("pay", object=intent.id)

    ended = trade.shop.command("reconcile")

    assert ended.returncode == 0
    named = [json.loads(line) for line in ended.stdout.splitlines()]
    assert intent.id in {line["object"] for line in named if line["event"] == "payment_without_order"}


def test_the_whole_story_on_postgresql(own_trade, database_url) -> None:
    trade = own_trade(DATABASE_URL=database_url)
    placed, hosted = trade.shop.checkout(), trade.shop.checkout(flow="hosted")
    for order in (placed, hosted):
        trade.pay(order)
        trade.shop.waits_until(order, "paid")
    assert trade.shop.refund(placed).status_code == 200
    trade.shop.waits_until(placed, "refunded")

    assert trade.shop.order(placed)["effects"] == ONCE
    assert trade.shop.order(hosted)["effects"] == ONCE
