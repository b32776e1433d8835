"""Objects as they were recorded: which fields in which state, how ids and times are written."""

import re
from typing import Any

import pytest

from simulator.square import times
from simulator.square.routes import FLOWS, routes
from simulator.square.shapes.telling import TYPES
from simulator.square.wire import table
from tests.fidelity.square.shapes import ALWAYS, check_answer, misfits
from tests.simulator.square.inprocess import Seller

APPROVED = [
    "id",
    "created_at",
    "updated_at",
    "amount_money",
    "status",
    "delay_duration",
    "source_type",
    "card_details",
    "location_id",
    "order_id",
    "risk_evaluation",
    "total_money",
    "approved_money",
    "capabilities",
    "receipt_number",
    "delay_action",
    "delayed_until",
    "application_details",
    "version_token",
]
"""Recorded of a nonce with autocomplete=false, keys in their order."""

EXTERNAL = [
    "id",
    "created_at",
    "updated_at",
    "amount_money",
    "status",
    "source_type",
    "external_details",
    "location_id",
    "order_id",
    "total_money",
    "capabilities",
    "receipt_number",
    "receipt_url",
    "application_details",
    "version_token",
]

ORDER = [
    "id",
    "location_id",
    "line_items",
    "created_at",
    "updated_at",
    "state",
    "version",
    "total_tax_money",
    "total_discount_money",
    "total_tip_money",
    "total_money",
    "total_service_charge_money",
    "net_amounts",
    "source",
    "net_amount_due_money",
]


@pytest.fixture
def seller() -> Seller:
    return Seller()


def test_a_payment_has_the_recorded_fields(seller: Seller) -> None:
    held = seller.pay(100, autocomplete=False).body["payment"]
    done = seller.pay(100).body["payment"]
    told = {"type": "OTHER", "source": "elsewhere"}
    other = seller.pay(100, "EXTERNAL", external_details=told).body["payment"]
    gone = seller.call("POST", f"/v2/payments/{held['id']}/cancel").body["payment"]

    assert list(held) == APPROVED
    assert set(done) == set(APPROVED) - {"capabilities"} | {"receipt_url"}
    assert set(other) == set(EXTERNAL)
    assert set(gone) == set(APPROVED) - {"receipt_number", "capabilities"}
    assert (held["delay_duration"], held["delay_action"], done["receipt_number"]) == (
        "PT168H",
        "CANCEL",
        done["id"][:4],
    )
    assert done["receipt_url"] == f"https://squareupsandbox.com/receipt/preview/{done['id']}"
    assert list(held["card_details"]["card"]) == [
        "card_brand",
        "last_4",
        "exp_month",
        "exp_year",
        "fingerprint",
        "card_type",
        "prepaid_type",
        "bin",
    ]
    assert (held["card_details"]["card"]["last_4"], held["card_details"]["card"]["bin"]) == ("5858", "453275")


def test_an_order_has_the_recorded_fields(seller: Seller) -> None:
    order = seller.order(1000).body["order"]

    assert list(order) == ORDER
    assert set(order["line_items"][0]) == {
        "uid",
        "quantity",
        "name",
        "base_price_money",
        "gross_sales_money",
        "total_tax_money",
        "total_discount_money",
        "total_money",
        "variation_total_price_money",
        "item_type",
        "total_service_charge_money",
    }
    assert order["source"]["name"].startswith("Sandbox for sq0idp-")


def test_ids_have_the_recorded_layout(seller: Seller) -> None:
    payment = seller.pay(100).body["payment"]
    refund = seller.refund(payment["id"], 1).body["refund"]
    customer = seller.call("POST", "/v2/customers", given_name="Ada").body["customer"]
    nonce = seller.act("tokenize")[0]["id"]
    card = seller.call(
        "POST", "/v2/cards", idempotency_key="c", source_id=nonce, card={"customer_id": customer["id"]}
    ).body["card"]
    told = {
        r"[0-9A-Za-z]{27}ZY": payment["id"],
        r"[0-9A-Za-z]{26}4F": payment["order_id"],
        rf"{payment['id']}_[0-9A-Za-z]{{43}}": refund["id"],
        r"[0-9A-Za-z]{43}6o": payment["version_token"],
        r"[0-9A-Z]{26}": customer["id"],
        r"ccof:CA4SE[\w-]{24}oAg": card["id"],
        r"cnon:CBASE[\w-]{22}": nonce,
        r"sq-1-[\w-]{66}": card["fingerprint"],
        r"L[0-9A-Z]{12}": seller.location,
        r"ML[0-9A-Z]{11}": seller.books.account,
        r"sandbox-sq0idb-[\w-]{22}": seller.books.publishable_key,
        r"EAAAlASSAY[0-9A-Za-z]{54}": seller.books.secret_key,
        r"[0-9a-f]{8}-[0-9a-f]{4}-3[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}": next(iter(seller.books.events)),
    }

    assert {form: value for form, value in told.items() if not re.fullmatch(form, value)} == {}


def test_times_are_written_as_recorded() -> None:
    assert times.shown(1_700_000_000_020) == "2023-11-14T22:13:20.020Z"
    assert times.trimmed(1_700_000_000_810) == "2023-11-14T22:13:20.81Z"
    assert times.trimmed(1_700_000_000_000) == "2023-11-14T22:13:20Z"
    assert times.seconds(1_700_000_000_999) == "2023-11-14T22:13:20Z"


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2023-11-14T22:13:20.020Z", 1_700_000_000_020),
        ("2023-11-14T22:13:20Z", 1_700_000_000_000),
        ("2023-11-14T23:13:20.5+01:00", 1_700_000_000_500),
        ("2023-11-14", 1_699_920_000_000),
        ("yesterday", None),
        ("2023-13-14T22:13:20Z", None),
        ("", None),
    ],
)
def test_times_are_read(text: str, at: int | None) -> None:
    assert times.read(text) == at


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("P7D", 604_800), ("PT36H", 129_600), ("PT1M", 60), ("P1DT1S", 86_401), ("P", None), ("7", None)],
)
def test_durations_are_read(text: str, seconds: int | None) -> None:
    assert times.duration(text) == seconds


def test_every_operation_has_a_flow_and_every_event_a_shape() -> None:
    assert FLOWS.keys() == table()["operations"].keys()
    assert len(routes()) == 88
    assert set(TYPES) == table()["events"].keys()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"amount_money": {"amount": "100", "currency": "USD"}}, ".amount_money.amount is '100', and no i"),
        ({"amount_money": {"amount": 1, "currency": "usd"}}, ".amount_money.currency is 'usd', none of"),
        ({"status": None}, ".status is null"),
        ({"refund_ids": []}, ".refund_ids is empty"),
        ({"charges": {}}, ".charges is unknown"),
        ({"refund_ids": "x"}, ".refund_ids is 'x', and no list"),
        ({"note": "x" * 501}, ".note is longer than 500"),
    ],
)
def test_looking_by_the_table_finds_what_is_wrong(changed: dict[str, Any], said: str, seller: Seller) -> None:
    payment = seller.pay(100).body["payment"]

    assert misfits(payment, {"ref": "Payment"}) == []
    assert any(line.startswith(said) for line in misfits({**payment, **changed}, {"ref": "Payment"}))


@pytest.mark.parametrize("name", sorted(ALWAYS["Payment"]))
def test_looking_by_the_table_finds_what_is_missing(name: str, seller: Seller) -> None:
    payment = {key: value for key, value in seller.pay(100).body["payment"].items() if key != name}

    assert f".{name} is missing" in misfits(payment, {"ref": "Payment"})


def test_an_answer_of_the_wrong_shape_is_found() -> None:
    with pytest.raises(AssertionError, match=r"refunds\.get\.refund\.amount_money is missing"):
        check_answer("GET", "/v2/refunds/r", 200, b'{"refund":{"id":"r"}}')
