"""Being a customer: what somebody who is signed in sends, which orders lie beside one's own, coupons that are over."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.descriptor import read
from harness.descriptor.model import HttpRequest
from harness.failures import WindowShut
from harness.target import checkout
from harness.target.accounts import for_accounts, without
from harness.target.customers import guests_buy, names_of_keys, next_to, order_routes
from harness.target.expiry import expired

GOOD = (Path(__file__).parent / "descriptor" / "good.toml").read_text()
CUSTOMERS = """
[customers]
guest_keys = ["token"]
headers = { Authorization = "Bearer {session}" }
sign_in = [{ method = "POST", path = "/sessions", save = { session = "$.session" } }]
routes = [
    { path = "/account" },
    { path = "/receipts/{order}", query = { key = "{token}", lang = "en" }, headers = { X-Order-Token = "{token}" } },
]
"""


@pytest.fixture
def beside_guests(tmp_path: Path):
    saving = GOOD.replace('save = { order = "$.order.id" }', 'save = { order = "$.order.id", token = "$.token" }')
    path = tmp_path / "assay.toml"
    path.write_text(saving + CUSTOMERS)
    return read(path)


def test_an_account_has_no_key_of_guests_and_sends_what_the_descriptor_says_instead(beside_guests) -> None:
    signed_in = for_accounts(beside_guests)

    assert [request.save for request in signed_in.checkout.requests] == [{"order": "$.order.id"}]
    assert all(request.headers == {"Authorization": "Bearer {session}"} for request in order_routes(signed_in))
    assert order_routes(signed_in)[-1].query == {"lang": "en"}
    assert order_routes(beside_guests)[-1].headers == {"X-Order-Token": "{token}"}


def test_what_is_saved_opens_an_order_only_if_a_request_about_an_order_holds_it(beside_guests, tmp_path: Path) -> None:
    _, way = checkout.main_way(beside_guests)
    path = tmp_path / "assay.toml"
    path.write_text(path.read_text().replace('token = "$.token"', 'token = "$.token", basket = "$.basket"'))
    described = read(path)
    _, with_a_basket = checkout.main_way(described)

    assert names_of_keys(beside_guests, way, ()) == {"token"}
    assert names_of_keys(described, with_a_basket, ("session",)) == {"token"}
    assert names_of_keys(for_accounts(described), with_a_basket, ("session",)) == {"session"}


def test_guests_buy_unless_everybody_must_sign_in(beside_guests, tmp_path: Path) -> None:
    path = tmp_path / "assay.toml"
    path.write_text(GOOD + CUSTOMERS.replace('guest_keys = ["token"]', "").replace("{token}", "{session}"))

    assert guests_buy(beside_guests)
    assert not guests_buy(read(path))


def test_a_field_goes_with_the_key_that_fills_it() -> None:
    sent = HttpRequest(path="/", json={"key": "{token}", "amount": 5}, form={"key": "Bearer {token}", "a": "b"})

    bare = without(sent, ["token"])

    assert (bare.json, bare.form) == ({"amount": 5}, {"a": "b"})
    assert without(sent, ["other"]) == sent


def test_an_expired_coupon_is_tried_beside_one_that_counts(tmp_path: Path) -> None:
    path = tmp_path / "assay.toml"
    codes = 'codes = ["A", "B", "C", "D", "E"]'
    coupon = f'[checkout.coupons.spring]\nfield = "coupon"\n{codes}\npercent = 10\nexpired = ["OLD"]\n\n'
    path.write_text(GOOD.replace("[effects.mails]", coupon + "[effects.mails]"))
    at = SimpleNamespace(descriptor=read(path))

    assert expired(at).good == "E"
    assert expired(at).ways == ("OLD", "old", " OLD ")

    path.write_text(GOOD.replace("[effects.mails]", coupon.replace(', "E"', "") + "[effects.mails]"))
    with pytest.raises(WindowShut):
        expired(SimpleNamespace(descriptor=read(path)))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("1042", "1041", "1043"),
        ("order-0099", "order-0098", "order-0100"),
        ("ord_05c6eb5b6b21a03ef8a9dd00", "ord_05c6eb5b6b21a03ef8a9dcff", "ord_05c6eb5b6b21a03ef8a9dd01"),
        ("B0C7-00000000FF", "B0C7-00000000FE", "B0C7-0000000100"),
        ("0", None, "1"),
        ("zQ-x_y", None, None),
    ],
)
def test_names_are_counted_where_they_end_with_a_number(name: str, before: str | None, after: str | None) -> None:
    assert (next_to(name, -1), next_to(name, 1)) == (before, after)
