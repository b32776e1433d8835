"""From checkout to shipment with PayPal: the official SDK against the simulator, and its webhooks."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from simulator.client import Fault, SimulatorProcess
from simulator.schedules import forgeries
from simulator.schedules.schedule import Delivery
from tests.reference_app.conftest import OtherTrade, other_trade

ONCE = {"mail": 1, "shipment": 1}
NEVER = {"mail": 0, "shipment": 0}


@pytest.fixture(scope="module")
def paypal(simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherTrade]:
    made = other_trade(simulator, tmp_path_factory.mktemp("paypal"), "paypal")
    yield made
    made.shop.stop()


@pytest.fixture
def silent(paypal: OtherTrade) -> Iterator[OtherTrade]:
    """Events are kept back; the test delivers those that it wants."""
    paypal.world.hold_news()
    yield paypal
    paypal.world.deliver_news()


def captures(trade: OtherTrade, placed: dict[str, Any]) -> list[Any]:
    return [call for call in trade.calls("orders.capture", placed) if not call.replayed]


def tell(trade: OtherTrade, *events: str, **how: Any) -> list[int | None]:
    schedule = [Delivery(event=event, at=0) for event in events]
    return [record.status for record in trade.world.deliver(schedule, provider="paypal", **how)]


@pytest.mark.parametrize("flow", ["elements", "hosted"])
@pytest.mark.parametrize("sku", ["tea", "mug", "print"])
def test_a_buyer_who_comes_back_has_paid_and_gets_his_goods_once(paypal: OtherTrade, flow: str, sku: str) -> None:
    placed = paypal.checkout(flow=flow, sku=sku, quantity=2)
    assert placed["paypal_order"] == placed["payment"]
    assert (placed["url"] is None) == (flow == "elements")

    paypal.act("pay", placed)
    page = paypal.comes_back(placed, token=placed["payment"], PayerID="ABCDEFGHJKLMN")

    assert 'data-status="paid"' in page.text
    order = paypal.shop.order(placed)
    assert order["effects"] == ONCE
    assert order["paid_amount"] == placed["amount"]


def test_the_webhook_takes_the_money_of_a_buyer_who_never_comes_back(paypal: OtherTrade) -> None:
    placed = paypal.checkout(flow="hosted")

    paypal.act("pay", placed)

    assert paypal.shop.waits_until(placed, "paid")["effects"] == ONCE
    assert len(captures(paypal, placed)) == 1


def test_the_reconciler_takes_the_money_of_a_buyer_of_whom_nobody_heard(silent: OtherTrade) -> None:
    placed = silent.checkout(flow="hosted")
    silent.act("pay", placed)

    ended = silent.shop.command("reconcile")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    order = silent.shop.order(placed)
    assert (order["status"], order["effects"]) == ("paid", ONCE)


def test_money_without_an_order_is_named_by_the_reconciler(paypal: OtherTrade) -> None:
    placed = paypal.checkout()
    paypal.act("pay", placed, captured=True)
    paypal.shop.waits_until(placed, "paid")
    with sqlite3.connect(paypal.shop.home / "shop.db") as books:  # a backup of an hour ago was played back
        for table, column in (("effects", "order_id"), ("attempts", "order_id"), ("orders", "id")):
            books.execute(f"delete from {table} where {column} = ?", (placed["order"],))

    ended = paypal.shop.command("reconcile")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    named = [line for line in ended.stdout.splitlines() if "payment_without_order" in line]
    assert [line for line in named if placed["payment"] in line]


def test_whoever_comes_first_takes_the_money_and_nobody_takes_it_twice(silent: OtherTrade) -> None:
    placed = silent.checkout()
    events = silent.act("pay", placed)

    with ThreadPoolExecutor(8) as pool:
        pages = [pool.submit(silent.comes_back, placed) for _ in range(4)]
        presses = [pool.submit(silent.confirm, placed, paypal_order=placed["payment"]) for _ in range(2)]
        told = pool.submit(tell, silent, *events * 3)
    assert {one.result().status_code for one in pages} == {200}
    assert {one.result().status_code for one in presses} <= {200, 503}
    assert set(told.result()) == {200}

    assert silent.shop.waits_until(placed, "paid")["effects"] == ONCE
    keys = {call.idempotency_key for call in silent.calls("orders.capture", placed)}
    assert len(keys) == 1


def test_the_buttons_on_our_page_end_in_a_capture(silent: OtherTrade) -> None:
    placed = silent.checkout()
    silent.act("pay", placed)

    reply = silent.confirm(placed, paypal_order=placed["payment"])

    assert (reply.status_code, reply.json()["status"]) == (200, "paid")


@pytest.mark.parametrize("source", [{"paypal_order": "5O190127TN364715T"}, {"source_id": "cnon:card-nonce-ok"}])
def test_what_is_not_the_orders_own_payment_is_refused(silent: OtherTrade, source: dict[str, str]) -> None:
    placed = silent.checkout()

    assert silent.confirm(placed, **source).status_code == 422


def test_an_order_that_nobody_approved_is_not_captured(silent: OtherTrade) -> None:
    placed = silent.checkout()

    reply = silent.confirm(placed, paypal_order=placed["payment"])

    assert (reply.status_code, reply.json()["status"]) == (200, "pending")
    assert 'data-status="pending"' in silent.comes_back(placed, token=placed["payment"]).text
    assert silent.calls("orders.capture", placed) == []


def test_a_completed_order_with_a_declined_capture_is_not_paid_and_can_be_paid_again(silent: OtherTrade) -> None:
    placed = silent.checkout()
    silent.act("pay", placed, funding="declined")

    silent.comes_back(placed)
    order = silent.shop.order(placed)
    assert (order["status"], order["paid_amount"], order["effects"]) == ("payment_failed", 0, NEVER)

    again = silent.shop.http.post(f"/orders/{placed['order']}/payment", headers={"X-Order-Token": placed["token"]})
    assert again.json()["paypal_order"] != placed["payment"]
    silent.act("pay", placed, object=again.json()["paypal_order"])
    silent.comes_back(placed)
    assert silent.shop.order(placed)["effects"] == ONCE


def test_a_declined_wallet_is_told_and_asked_once(silent: OtherTrade) -> None:
    placed = silent.checkout()
    silent.act("pay", placed, funding="instrument_declined")

    reply = silent.confirm(placed, paypal_order=placed["payment"])
    for _ in range(3):
        silent.comes_back(placed)

    assert (reply.status_code, reply.json()["error"]) == (402, "declined")
    assert silent.shop.status(placed) == "payment_failed"
    assert len(silent.calls("orders.capture", placed)) == 1
    again = silent.shop.http.post(f"/orders/{placed['order']}/payment", headers={"X-Order-Token": placed["token"]})
    assert again.json()["paypal_order"] != placed["payment"]


def test_a_decline_is_told_although_the_webhook_was_quicker(paypal: OtherTrade) -> None:
    placed = paypal.checkout()
    paypal.act("decline", placed)
    paypal.shop.waits_until(placed, "payment_failed")

    reply = paypal.confirm(placed, paypal_order=placed["payment"])
    strange = paypal.confirm(placed, paypal_order="0NOTHING00000000")

    assert (reply.status_code, reply.json()["error"]) == (402, "declined")
    assert (strange.status_code, strange.json()["error"]) == (422, "payment_method")
    assert paypal.shop.order(placed)["effects"] == NEVER


@pytest.mark.parametrize(("succeeds", "status"), [(True, "paid"), (False, "payment_failed")])
def test_a_pending_capture_ships_when_it_settles_and_not_before(
    paypal: OtherTrade, succeeds: bool, status: str
) -> None:
    placed = paypal.checkout()
    paypal.act("pay", placed, funding="pending")
    paypal.comes_back(placed)
    assert paypal.shop.order(placed)["status"] == "pending"
    assert paypal.shop.order(placed)["effects"] == NEVER

    paypal.act("complete", placed, succeed=succeeds)

    assert paypal.shop.waits_until(placed, status)["effects"] == (ONCE if succeeds else NEVER)


def test_a_lost_reply_to_the_capture_ends_as_one_payment(paypal: OtherTrade) -> None:
    placed = paypal.checkout()
    fault = paypal.world.fault(Fault(operation="orders.capture", moment="after", action="lost_reply", times=1))

    paypal.act("pay", placed)
    paypal.comes_back(placed)

    assert paypal.shop.waits_until(placed, "paid")["effects"] == ONCE
    paypal.world.heal(fault)
    assert len(captures(paypal, placed)) == 1


def test_a_lost_reply_to_the_creation_ends_as_one_order_at_paypal(paypal: OtherTrade) -> None:
    key = uuid.uuid4().hex
    fault = paypal.world.fault(Fault(operation="orders.create", moment="after", action="lost_reply", times=1))
    doubtful = paypal.shop.ask_checkout(key=key, provider="paypal")
    paypal.world.heal(fault)
    placed = paypal.shop.ask_checkout(key=key, provider="paypal").json()

    assert doubtful.status_code == 503
    assert placed["order"] == doubtful.json()["order"]
    created = [call for call in paypal.world.calls(object=placed["paypal_order"]) if call.operation == "orders.create"]
    assert len([call for call in created if not call.replayed]) == 1


def test_a_refund_is_made_once_per_request_and_never_above_what_was_paid(paypal: OtherTrade) -> None:
    placed = paypal.checkout()
    paypal.act("pay", placed)
    paypal.shop.waits_until(placed, "paid")

    first = [paypal.shop.refund(placed, request_id="refund-one", amount=450).status_code for _ in range(2)]
    too_much = paypal.shop.refund(placed, amount=1450).status_code
    rest = paypal.shop.refund(placed)

    assert first == [200, 200]
    assert too_much == 409
    assert rest.json()["amount"] == 1000
    assert paypal.shop.waits_until(placed, "refunded")["refunded_amount"] == 1450


def test_a_refund_from_the_dashboard_is_booked(paypal: OtherTrade) -> None:
    placed = paypal.checkout()
    paypal.act("pay", placed)
    paypal.shop.waits_until(placed, "paid")

    paypal.act("refund", placed, amount=600)

    assert paypal.shop.waits_until(placed, "partially_refunded")["refunded_amount"] == 600


def test_a_refund_of_which_nobody_heard_is_found_by_the_reconciler(silent: OtherTrade) -> None:
    placed = silent.checkout()
    silent.act("pay", placed)
    silent.comes_back(placed)
    silent.act("refund", placed, amount=600)

    assert silent.shop.command("reconcile").returncode == 0

    assert silent.shop.order(placed)["refunded_amount"] == 600


def test_a_dispute_holds_the_order_until_it_is_won(paypal: OtherTrade) -> None:
    placed = paypal.checkout()
    paypal.act("pay", placed)
    paypal.shop.waits_until(placed, "paid")

    paypal.act("dispute", placed)
    paypal.shop.waits_until(placed, "held")
    assert paypal.shop.refund(placed).status_code == 409
    assert paypal.shop.command("reconcile").returncode == 0
    assert paypal.shop.status(placed) == "held"
    paypal.act("close_dispute", placed, won=True)

    assert paypal.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_no_forgery_gets_in_and_the_genuine_one_does(silent: OtherTrade) -> None:
    placed = silent.checkout(flow="hosted")
    events = silent.act("pay", placed)
    names = forgeries.names_for("paypal")
    forged = [Delivery(event=events[-1], at=0, forgery=name) for name in names]

    answers = dict(
        zip(names, [record.status for record in silent.world.deliver(forged, provider="paypal")], strict=True)
    )

    assert answers == dict.fromkeys(names, 400)
    assert silent.shop.status(placed) == "pending"
    assert set(tell(silent, *events)) == {200}
    silent.shop.waits_until(placed, "paid")


def test_an_event_that_lies_is_not_believed(silent: OtherTrade) -> None:
    """Signed, and untrue: PayPal's own record says that nothing was approved."""
    placed, other = silent.checkout(), silent.checkout()
    lies = silent.world.act("pay", provider="paypal", pretend=True, object=placed["payment"], captured=True).events

    assert set(tell(silent, *[event.id for event in lies])) == {200}
    assert set(tell(silent, *silent.act("pay", other))) == {200}
    silent.shop.waits_until(other, "paid")

    assert silent.shop.order(placed)["status"] == "pending"
    assert silent.shop.order(placed)["effects"] == NEVER


def test_a_buyer_who_leaves_cancels_and_nobody_takes_his_money_any_more(silent: OtherTrade) -> None:
    placed = silent.checkout()

    left = silent.shop.http.post(f"/orders/{placed['order']}/cancel", headers={"X-Order-Token": placed["token"]})
    events = silent.act("pay", placed)
    assert set(tell(silent, *events)) == {200}
    silent.comes_back(placed)

    assert (left.status_code, left.json()["status"]) == (200, "cancelled")
    assert silent.shop.command("reconcile").returncode == 0
    assert silent.shop.status(placed) == "cancelled"
    assert silent.calls("orders.capture", placed) == []


def test_a_secret_that_is_not_taken_leaves_the_order_pending(simulator: SimulatorProcess, tmp_path: Path) -> None:
    """It is our mistake and no word about the payment: nothing is failed, and it is asked again later."""
    made = other_trade(simulator, tmp_path, "paypal", PAYPAL_CLIENT_SECRET="EK9fK2mQ7xVb4Zt8Lr3Wn6Yc1Hd5Gs0PaXy")
    try:
        doubtful = made.shop.ask_checkout(provider="paypal")
        assert doubtful.status_code == 503
        assert made.shop.status(doubtful.json()) == "pending"
    finally:
        made.shop.stop()


def test_paypals_currencies_are_paypals(paypal: OtherTrade) -> None:
    assert paypal.shop.ask_checkout(provider="paypal", sku="saffron").status_code == 422
    assert paypal.shop.ask_checkout(provider="paypal", sku="saffron", flow="reserve").status_code == 422


def test_the_page_has_paypals_buttons_and_no_secret(silent: OtherTrade) -> None:
    placed = silent.checkout()

    page = silent.shop.http.get(placed["pay_page"])

    assert page.status_code == 200
    assert placed["paypal_order"] in page.text
    assert silent.shop.env["PAYPAL_CLIENT_ID"] in page.text
    assert silent.shop.env["PAYPAL_CLIENT_SECRET"] not in page.text
    assert "<input" not in page.text
    assert "https://*.paypal.com" in page.headers["content-security-policy"]
    assert "squarecdn" not in page.headers["content-security-policy"]


def test_a_page_of_ours_confirms_by_its_cookie_and_nobody_elses_does(silent: OtherTrade) -> None:
    placed = silent.checkout()
    silent.act("pay", placed)
    body, address = {"paypal_order": placed["payment"]}, f"/orders/{placed['order']}/confirm"
    key = {"Idempotency-Key": uuid.uuid4().hex}

    elsewhere = silent.shop.http.post(address, json=body, headers={**key, "Origin": "https://elsewhere.example"})
    ours = silent.shop.http.post(address, json=body, headers={**key, "Origin": silent.shop.url})

    assert elsewhere.status_code == 403
    assert (ours.status_code, ours.json()["status"]) == (200, "paid")
