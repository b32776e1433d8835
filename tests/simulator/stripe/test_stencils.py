"""Objects that are written through stencils."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from simulator.stripe import policy, stencils
from simulator.stripe.versions import render
from tests.simulator.stripe.inprocess import Merchant

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)
METADATA = st.dictionaries(TEXTS, st.one_of(TEXTS, st.just('"@@0@@"')), max_size=3)
INTENTS = st.fixed_dictionaries(
    {"amount": st.integers(50, 99_999_999), "currency": st.sampled_from(["eur", "usd", "jpy"])},
    optional={
        "metadata": METADATA,
        "description": st.one_of(TEXTS, st.just("@@1@@")),
        "capture_method": st.sampled_from(["automatic", "automatic_async", "manual"]),
        "payment_method": st.just("pm_card_visa"),
        "confirm": st.just("true"),
        "return_url": st.just("https://shop.example/done"),
    },
)
CUSTOMERS = st.fixed_dictionaries(
    {}, optional={"name": TEXTS, "email": st.emails(), "metadata": METADATA, "description": TEXTS}
)


@pytest.fixture(scope="module")
def merchant() -> Merchant:
    return Merchant()


def as_rendered(merchant: Merchant, name: str) -> tuple[bytes | None, bytes]:
    books = merchant.books
    stored = books.objects[name]
    told = msgspec.json.encode(render(books, stored, policy.API_VERSION))
    return stencils.body(books, stored, policy.API_VERSION), told


@settings(max_examples=200, deadline=None)
@given(INTENTS)
def test_an_intent_is_written_byte_for_byte_as_it_is_rendered(merchant: Merchant, asked: dict[str, Any]) -> None:
    name = merchant.call("POST", "/v1/payment_intents", **asked).body.get("id", "")
    if not name:
        return  # it was refused: then there is nothing to write
    written, rendered = as_rendered(merchant, name)

    assert written == rendered or (written is None and "@@" in str(asked))


def test_hashes_whose_keys_are_in_another_order_are_written_so(merchant: Merchant) -> None:
    address = {"line1": "1 Tea Road", "city": "York"}
    for shipping in ({"name": "Ada", "address": address}, {"address": address, "name": "Ada"}):
        for data in ({"description": "a", "amount": "5"}, {"amount": "5", "description": "a"}):
            made = merchant.call("POST", "/v1/payment_intents", amount=50, currency="eur", shipping=shipping)
            intent = replace(merchant.books.objects[made.body["id"]], transfer_data=data)
            written = stencils.body(merchant.books, intent, policy.API_VERSION)
            assert written == msgspec.json.encode(render(merchant.books, intent, policy.API_VERSION))


@settings(max_examples=100, deadline=None)
@given(CUSTOMERS)
def test_a_customer_is_written_byte_for_byte_as_it_is_rendered(merchant: Merchant, asked: dict[str, Any]) -> None:
    written, rendered = as_rendered(merchant, merchant.call("POST", "/v1/customers", **asked).body["id"])

    assert written == rendered


def test_both_modes_are_told_apart() -> None:
    for side in ("test", "live"):
        merchant = Merchant(side=side)  # type: ignore[arg-type]  # either is a side
        written, rendered = as_rendered(merchant, merchant.call("POST", "/v1/customers").body["id"])
        assert written == rendered


def test_older_versions_and_connected_accounts_have_none(merchant: Merchant) -> None:
    books = merchant.books
    customer = books.objects[merchant.call("POST", "/v1/customers").body["id"]]

    assert stencils.body(books, customer, "2024-06-20") is None
    assert stencils.body(books.of_account("acct_1AssayConnected"), customer, policy.API_VERSION) is None
