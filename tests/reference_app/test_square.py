"""From checkout to shipment with Square: the official SDK against the simulator, and its webhooks."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from simulator.client import Fault, SimulatorProcess
from simulator.schedules import forgeries
from simulator.schedules.schedule import Delivery
from tests.reference_app.conftest import OtherTrade, other_trade

ONCE = {"mail": 1, "shipment": 1}
NEVER = {"mail": 0, "shipment": 0}
GOOD, BAD = "cnon:card-nonce-ok", "cnon:card-nonce-declined"


@pytest.fixture(scope="module")
def square(simulator: SimulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherTrade]:
    made = other_trade(simulator, tmp_path_factory.mktemp("square"), "square")
    yield made
    made.shop.stop()


@pytest.fixture
def silent(square: OtherTrade) -> Iterator[OtherTrade]:
    """Events are kept back; the test delivers those that it wants."""
    square.world.hold_news()
    yield square
    square.world.deliver_news()


def payments(trade: OtherTrade, placed: dict[str, Any]) -> list[Any]:
    return [call for call in trade.calls("payments.create", placed) if not call.replayed]


def tell(trade: OtherTrade, *events: str) -> list[int | None]:
    schedule = [Delivery(event=event, at=0) for event in events]
    return [record.status for record in trade.world.deliver(schedule, provider="square")]


def test_a_buyer_pays_on_squares_page_and_gets_his_goods_once(square: OtherTrade) -> None:
    placed = square.checkout(flow="hosted", quantity=2)
    assert placed["url"].startswith("http")

    square.act("pay", placed)

    order = square.shop.waits_until(placed, "paid")
    assert order["effects"] == ONCE
    assert order["paid_amount"] == placed["amount"] == 2900


def test_a_buyer_pays_with_what_squares_fields_gave_his_browser(silent: OtherTrade) -> None:
    placed = silent.checkout()
    assert placed["url"] is None

    reply = silent.confirm(placed, source_id=GOOD, amount="1", currency="jpy")

    assert (reply.status_code, reply.json()["status"]) == (200, "paid")
    assert silent.shop.order(placed)["effects"] == ONCE
    (call,) = payments(silent, placed)
    assert call.parameters["amount_money"] == {"amount": 1450, "currency": "USD"}
    assert call.parameters["order_id"] == placed["payment"]
    assert len(call.parameters["idempotency_key"]) <= 45


def test_news_of_it_adds_nothing(square: OtherTrade) -> None:
    placed = square.checkout()
    square.confirm(placed, source_id=GOOD)
    square.world.quiet()

    square.shop.command("reconcile")

    assert square.shop.order(placed)["effects"] == ONCE


def test_the_same_press_asks_once_and_another_press_after_it_pays_nothing_more(silent: OtherTrade) -> None:
    placed, press = silent.checkout(), uuid.uuid4().hex

    with ThreadPoolExecutor(6) as pool:
        presses = [pool.submit(silent.confirm, placed, press, source_id=GOOD) for _ in range(3)]
        others = [pool.submit(silent.confirm, placed, source_id=GOOD) for _ in range(3)]
    statuses = {one.result().status_code for one in presses + others}

    assert statuses <= {200, 503}
    order = silent.shop.waits_until(placed, "paid")
    assert (order["effects"], order["paid_amount"]) == (ONCE, 1450)
    paid = [call for call in payments(silent, placed) if call.status == 200]
    assert len(paid) == 1


def test_a_press_with_another_card_under_the_same_key_is_refused(silent: OtherTrade) -> None:
    placed, press = silent.checkout(), uuid.uuid4().hex
    assert silent.confirm(placed, press, source_id=BAD).status_code == 402

    assert silent.confirm(placed, press, source_id=GOOD).status_code == 409


def test_a_declined_card_is_told_and_another_one_can_pay(silent: OtherTrade) -> None:
    placed = silent.checkout()

    declined = silent.confirm(placed, source_id=BAD)
    assert (declined.status_code, declined.json()["error"]) == (402, "declined")
    silent.comes_back(placed)
    assert silent.shop.order(placed)["status"] == "payment_failed"
    assert len(payments(silent, placed)) == 1
    again = silent.confirm(placed, source_id=GOOD)

    assert again.json()["status"] == "paid"
    assert silent.shop.order(placed)["effects"] == ONCE


@pytest.mark.parametrize("source", [{"payment_method": "pm_card_visa"}, {"source_id": "4111:1111"}, {}])
def test_what_is_no_token_of_squares_is_refused(silent: OtherTrade, source: dict[str, str]) -> None:
    placed = silent.checkout()

    assert silent.confirm(placed, **source).status_code == 422
    assert payments(silent, placed) == []


def test_a_lost_reply_to_the_payment_ends_as_one_payment(square: OtherTrade) -> None:
    placed, press = square.checkout(), uuid.uuid4().hex
    fault = square.world.fault(Fault(operation="payments.create", moment="after", action="lost_reply", times=1))
    square.confirm(placed, press, source_id=GOOD)
    square.world.heal(fault)

    assert square.confirm(placed, press, source_id=GOOD).json()["status"] == "paid"
    assert square.shop.order(placed)["paid_amount"] == 1450
    assert len(payments(square, placed)) == 1


@pytest.mark.parametrize("operation", ["orders.create", "payment_links.create"])
def test_a_lost_reply_to_the_creation_ends_as_one_order_at_square(square: OtherTrade, operation: str) -> None:
    key, flow = uuid.uuid4().hex, "elements" if operation == "orders.create" else "hosted"
    fault = square.world.fault(Fault(operation=operation, moment="after", action="lost_reply", times=1))
    doubtful = square.shop.ask_checkout(key=key, provider="square", sku="mug", flow=flow)
    square.world.heal(fault)
    placed = square.shop.ask_checkout(key=key, provider="square", sku="mug", flow=flow).json()

    assert doubtful.status_code == 503
    assert placed["order"] == doubtful.json()["order"]
    placed["payment"] = square.payment(placed)
    assert len([call for call in square.calls(operation, placed) if not call.replayed]) == 1


def test_two_clicks_at_once_are_one_order_and_one_page(square: OtherTrade) -> None:
    key = uuid.uuid4().hex
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(square.shop.ask_checkout, key=key, provider="square", sku="mug", flow="hosted")] * 4
    replies = [one.result() for one in asked]

    assert {reply.status_code for reply in replies} == {201}
    assert len({(reply.json()["order"], reply.json()["url"]) for reply in replies}) == 1


def test_what_was_never_told_is_found_by_the_reconciler(silent: OtherTrade) -> None:
    hosted, unpaid = silent.checkout(flow="hosted"), silent.checkout()
    silent.act("pay", hosted)

    ended = silent.shop.command("reconcile")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert silent.shop.order(hosted)["effects"] == ONCE
    assert silent.shop.status(unpaid) == "pending"


def test_money_without_an_order_is_named_by_the_reconciler(square: OtherTrade) -> None:
    made = square.world.provider("square").test.credentials
    from square import Square  # noqa: PLC0415 - the name of the package is that of the fixture

    client = Square(token=made["access_token"], base_url=square.shop.env["SQUARE_API_BASE"])
    money = {"amount": 777, "currency": "USD"}
    paid = client.payments.create(source_id=GOOD, idempotency_key=uuid.uuid4().hex, amount_money=money).payment

    ended = square.shop.command("reconcile")

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert paid is not None
    assert f'"object":"{paid.order_id}"' in ended.stdout
    assert "payment_without_order" in ended.stdout


@pytest.mark.parametrize("how", [{"amount": 1449}, {"amount": 1500}])
def test_money_that_is_not_what_was_owed_is_held(square: OtherTrade, how: dict[str, Any]) -> None:
    placed = square.checkout(flow="hosted")

    square.act("pay", placed, **how)

    assert square.shop.waits_until(placed, "held")["effects"] == NEVER


@pytest.mark.parametrize(("ends", "status"), [("complete", "paid"), ("cancel", "pending")])
def test_a_bank_transfer_ships_when_it_settles_and_not_before(square: OtherTrade, ends: str, status: str) -> None:
    placed = square.checkout(flow="hosted")
    square.act("process", placed)
    square.world.quiet()
    square.comes_back(placed)
    assert square.shop.order(placed)["status"] == "pending"
    assert square.shop.order(placed)["effects"] == NEVER

    square.act(ends, placed)
    square.world.quiet()
    square.comes_back(placed)

    assert square.shop.order(placed)["effects"] == (ONCE if status == "paid" else NEVER)


def test_a_refund_is_made_once_per_request_and_never_above_what_was_paid(square: OtherTrade) -> None:
    placed = square.checkout()
    square.confirm(placed, source_id=GOOD)

    first = [square.shop.refund(placed, request_id="refund-one", amount=450).status_code for _ in range(2)]
    too_much = square.shop.refund(placed, amount=1450).status_code
    square.world.act("settle_refund", provider="square", object=placed["payment"])
    rest = square.shop.refund(placed)

    assert first == [200, 200]
    assert too_much == 409
    assert rest.json()["amount"] == 1000
    assert square.shop.waits_until(placed, "refunded")["refunded_amount"] == 1450


def test_a_refund_from_the_dashboard_is_booked_and_one_that_failed_is_owed_again(square: OtherTrade) -> None:
    placed = square.checkout()
    square.confirm(placed, source_id=GOOD)

    square.act("refund", placed, amount=600)
    assert square.shop.waits_until(placed, "partially_refunded")["refunded_amount"] == 600
    square.act("fail_refund", placed)

    square.shop.until(lambda: square.shop.order(placed)["refunded_amount"] == 0, "the refund has failed")
    assert square.shop.status(placed) == "paid"


def test_a_dispute_holds_the_order_until_it_is_won(square: OtherTrade) -> None:
    placed = square.checkout()
    square.confirm(placed, source_id=GOOD)

    square.act("dispute", placed)
    square.shop.waits_until(placed, "held")
    assert square.shop.refund(placed).status_code == 409
    square.act("close_dispute", placed, won=True)

    assert square.shop.waits_until(placed, "paid")["effects"] == ONCE


def test_no_forgery_gets_in_and_the_genuine_one_does(silent: OtherTrade) -> None:
    placed = silent.checkout(flow="hosted")
    events = silent.act("pay", placed)
    names = forgeries.names_for("square")
    forged = [Delivery(event=events[-1], at=0, forgery=name) for name in names]

    answers = dict(
        zip(names, [record.status for record in silent.world.deliver(forged, provider="square")], strict=True)
    )

    assert answers == dict.fromkeys(names, 400)
    assert silent.shop.status(placed) == "pending"
    assert set(tell(silent, *events)) == {200}
    silent.shop.waits_until(placed, "paid")


def test_an_event_that_lies_is_not_believed(silent: OtherTrade) -> None:
    """Signed, and untrue: Square's own record says that nothing was paid."""
    placed, other = silent.checkout(flow="hosted"), silent.checkout(flow="hosted")
    lies = silent.world.act("pay", provider="square", pretend=True, object=placed["payment"]).events

    assert set(tell(silent, *[event.id for event in lies])) == {200}
    assert set(tell(silent, *silent.act("pay", other))) == {200}
    silent.shop.waits_until(other, "paid")

    assert silent.shop.order(placed)["status"] == "pending"
    assert silent.shop.order(placed)["effects"] == NEVER


@pytest.mark.parametrize("flow", ["elements", "hosted"])
def test_a_buyer_who_leaves_cancels_the_order_at_square_too(silent: OtherTrade, flow: str) -> None:
    placed = silent.checkout(flow=flow)

    left = silent.shop.http.post(f"/orders/{placed['order']}/cancel", headers={"X-Order-Token": placed["token"]})

    assert (left.status_code, left.json()["status"]) == (200, "cancelled")
    assert silent.world.object(placed["payment"], provider="square")["state"] == "CANCELED"


def test_a_paid_order_cannot_be_cancelled(silent: OtherTrade) -> None:
    placed = silent.checkout(flow="hosted")
    silent.act("pay", placed)

    left = silent.shop.http.post(f"/orders/{placed['order']}/cancel", headers={"X-Order-Token": placed["token"]})

    assert left.status_code == 409
    assert silent.shop.status(placed) == "paid"


def test_the_page_has_squares_fields_and_no_secret(silent: OtherTrade) -> None:
    placed = silent.checkout()

    page = silent.shop.http.get(placed["pay_page"])

    assert page.status_code == 200
    assert silent.shop.env["SQUARE_APPLICATION_ID"] in page.text
    assert silent.shop.env["SQUARE_LOCATION_ID"] in page.text
    for secret in ("SQUARE_ACCESS_TOKEN", "SQUARE_SIGNATURE_KEY"):
        assert silent.shop.env[secret] not in page.text
    assert "<input" not in page.text
    assert "https://sandbox.web.squarecdn.com" in page.headers["content-security-policy"]
    assert "paypal" not in page.headers["content-security-policy"]
