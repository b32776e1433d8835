"""The table of answers' shapes, and that looking by it finds what is wrong: a check that cannot fail checks nothing."""

from typing import Any

import pytest

from simulator.stripe.routes import ROUTES
from tests.fidelity.shapes import check_answer, misfits, table
from tests.simulator.stripe.inprocess import Merchant

DAHLIA, NEWEST = "2026-08-26.dahlia", "2026-10-28.endive"


@pytest.fixture(scope="module")
def intent() -> dict[str, Any]:
    params: Any = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa"}
    made: dict[str, Any] = Merchant().call("POST", "/v1/payment_intents", **params, expand=["latest_charge"]).body
    return made


def wrong(shown: dict[str, Any], **changed: Any) -> list[str]:
    return misfits({**shown, **changed}, {"ref": "payment_intent"}, NEWEST)


def test_what_is_right_has_no_misfit(intent: dict[str, Any]) -> None:
    assert wrong(intent) == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount": "2000"}, ".amount is '2000', and no i"),
        ({"amount": True}, ".amount is True, and no i"),
        ({"amount": None}, ".amount is null"),
        ({"currency": 1}, ".currency is 1, and no s"),
        ({"livemode": None}, ".livemode is null"),
        ({"confirmation_method": "by hand"}, ".confirmation_method is 'by hand', none of"),
        ({"payment_method_types": "card"}, ".payment_method_types is 'card', and no list"),
        ({"charges": {}}, ".charges is unknown"),
        ({"last_payment_error": {"type": "card_error", "reason": "x"}}, ".last_payment_error.reason is unknown"),
        ({"latest_charge": {"id": "ch_1", "object": "charge"}}, ".latest_charge.amount is missing"),
    ],
)
def test_what_is_wrong_is_found(changed: dict[str, Any], said: str, intent: dict[str, Any]) -> None:
    assert any(line.startswith(said) for line in wrong(intent, **changed)), wrong(intent, **changed)


def test_what_is_missing_is_found(intent: dict[str, Any]) -> None:
    without = {name: value for name, value in intent.items() if name != "id"}

    assert ".id is missing" in misfits(without, {"ref": "payment_intent"}, NEWEST)


def test_what_came_later_is_unknown_before() -> None:
    part = {"submission_method": "manual"}
    node = {"ref": "dispute_evidence_details"}

    assert ".submission_method is unknown" in misfits(part, node, DAHLIA)
    assert ".submission_method is unknown" not in misfits(part, node, NEWEST)


def test_an_event_is_looked_into(intent: dict[str, Any]) -> None:
    event = {"object": "event", "data": {"object": {**intent, "amount": "2000"}}}

    assert any("amount is '2000'" in line for line in misfits(event, {"ref": "event"}, NEWEST))


def test_an_answer_of_the_wrong_shape_fails_the_call() -> None:
    told = {"stripe-version": NEWEST, "content-type": "application/json"}
    sent = {"Authorization": "Bearer sk_test_1"}
    with pytest.raises(AssertionError, match=r"balance\.retrieve\.available is missing"):
        check_answer("get", "http://sim/v1/balance", sent, 200, told, b'{"object": "balance"}')


def test_every_operation_has_a_shape() -> None:
    assert {route.operation for route in ROUTES} == table()["answers"].keys()
    assert table()["version"] == DAHLIA
