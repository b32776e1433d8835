"""The Search API, as documented: what is found and when, pages, and what is refused. The SDK drives it."""

from typing import Any

import pytest
import stripe

from simulator.stripe import policy
from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import PAID
from tests.simulator.stripe.inprocess import Merchant as InProcess


def ids(page: Any) -> list[str]:
    return [item.id for item in page.data]


def indexed(merchant: Merchant) -> Any:
    """Return the SDK's client after all that was done has become searchable."""
    merchant.world.advance(60)
    return merchant.sdk


@pytest.fixture
def twenty_five(merchant: Merchant) -> list[str]:
    """Return the ids of 25 customers with one name, newest first; another stands among them."""
    made = [merchant.sdk.customers.create({"name": "Ada"}).id for _ in range(12)]
    merchant.sdk.customers.create({"name": "Bo"})
    made += [merchant.sdk.customers.create({"name": "Ada", "email": f"a{nth}@example.com"}).id for nth in range(13)]
    return made[::-1]


def test_pages_are_walked_to_the_end(merchant: Merchant, twenty_five: list[str]) -> None:
    sdk = indexed(merchant).customers
    first = sdk.search({"query": "name:'ada'"})
    second = sdk.search({"query": "name:'ada'", "limit": 100, "page": first.next_page})

    assert list(first.to_dict()) == ["object", "data", "has_more", "next_page", "url"]
    assert (first.object, first.has_more, first.url) == ("search_result", True, "/v1/customers/search")
    assert (second.has_more, second.next_page) == (False, None)
    assert ids(first) == twenty_five[:10]
    assert ids(second) == twenty_five[10:]
    found = sdk.search({"query": "name:'ada'", "limit": 7}).auto_paging_iter()
    assert [customer.id for customer in found] == twenty_five
    assert [len(sdk.search({"query": "created>0", "limit": limit}).data) for limit in (1, 100)] == [1, 26]
    assert ids(sdk.search({"query": "name:'ada' AND email~'A12@'"})) == twenty_five[:1]


def test_auto_paging_in_the_module_wide_style(merchant: Merchant, globally: Any, twenty_five: list[str]) -> None:
    merchant.world.advance(60)

    found = [customer.id for customer in globally.Customer.search_auto_paging_iter(query="name:'Ada'", limit=10)]

    assert found == twenty_five


def test_the_total_is_counted_when_it_is_asked_for(merchant: Merchant, twenty_five: list[str]) -> None:
    page = indexed(merchant).customers.search({"query": "-name:'bo'", "limit": 2, "expand": ["total_count"]})

    assert list(page.to_dict()) == ["object", "data", "has_more", "next_page", "total_count", "url"]
    assert page.total_count == len(twenty_five)
    assert len(page.data) == 2


def test_what_was_found_is_expanded(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create().id
    method = sdk.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    intent = sdk.payment_intents.create({**PAID, "customer": customer, "payment_method": method})

    paths = ["total_count", "data.customer", "data.latest_charge.balance_transaction"]
    page = indexed(merchant).payment_intents.search({"query": f"customer:'{customer}'", "expand": paths})
    assert ids(page) == [intent.id]
    assert page.data[0].customer.id == customer
    assert page.data[0].latest_charge.balance_transaction.object == "balance_transaction"
    with pytest.raises(stripe.InvalidRequestError, match=r"try expanding 'data\.customer' instead"):
        sdk.payment_intents.search({"query": "created>0", "expand": ["customer"]})
    with pytest.raises(stripe.InvalidRequestError, match=r"cannot be expanded \(total_count\)"):
        sdk.payment_intents.list({"expand": ["total_count"]})


def test_charges_are_found_by_card_refund_and_dispute(merchant: Merchant) -> None:
    sdk = merchant.sdk
    plain, part, whole = (sdk.payment_intents.create(PAID) for _ in range(3))
    sdk.payment_intents.create({**PAID, "payment_method": "pm_card_mastercard", "metadata": {"order": "6735"}})
    sdk.refunds.create({"payment_intent": part.id, "amount": 5})
    sdk.refunds.create({"payment_intent": whole.id})
    merchant.world.act("dispute", object=plain.id)

    search = indexed(merchant).charges.search
    visa = {"query": "payment_method_details.card.brand:'VISA'"}
    assert ids(search(visa)) == [whole.latest_charge, part.latest_charge, plain.latest_charge]
    assert ids(search({"query": "refunded:'true'"})) == [whole.latest_charge]
    assert ids(search({"query": "refunded:'false'"})) == [part.latest_charge]
    assert ids(search({"query": f"{visa['query']} refunded:null"})) == [plain.latest_charge]
    assert ids(search({"query": "disputed:'true'"})) == [plain.latest_charge]
    [other] = search({"query": "payment_method_details.card.last4:4444 AND amount>=2000 AND currency:'USD'"}).data
    assert other.metadata["order"] == "6735"
    assert ids(search({"query": "-metadata['order']:null"})) == [other.id]
    assert ids(search({"query": "payment_method_details.card_present.last4:4242"})) == []


def test_nothing_is_found_right_after_it_was_written() -> None:
    """In one process, for the least delay is two seconds. What is found is shown as it is, not as it was indexed."""
    merchant = InProcess()

    def named(name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = merchant.call("GET", "/v1/customers/search", query=f"name:'{name}'").body["data"]
        return found

    made = merchant.call("POST", "/v1/customers", name="Ada").body
    assert named("Ada") == []
    merchant.world.clock.advance(policy.SEARCHABLE_AFTER[1])
    assert named("Ada") == [made]

    merchant.call("POST", f"/v1/customers/{made['id']}", name="Bo")
    assert [customer["name"] for customer in named("Ada")] == ["Bo"]
    assert named("Bo") == []
    merchant.world.clock.advance(policy.SEARCHABLE_AFTER[1])
    assert named("Ada") == []
    assert [customer["name"] for customer in named("Bo")] == ["Bo"]

    merchant.call("DELETE", f"/v1/customers/{made['id']}")
    assert [customer["id"] for customer in named("Bo")] == [made["id"]]
    merchant.world.clock.advance(policy.SEARCHABLE_AFTER[1])
    assert named("Bo") == []


def test_each_side_searches_its_own(merchant: Merchant) -> None:
    merchant.sdk.customers.create({"name": "Ada"})
    merchant.world.advance(60)

    assert Merchant(merchant.world, "live").sdk.customers.search({"query": "name:'ada'"}).data == []


REFUSED: dict[str, tuple[dict[str, Any], str, str | None]] = {
    "no query": ({}, "Missing required param: query.", "query"),
    "not a query": (
        {"query": "asdf"},
        'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for '
        'metadata or key:"value" to query for other fields.',
        None,
    ),
    "unknown field": (
        {"query": 'foo:"bar"'},
        "Field `foo` is an unsupported search field for resource `customers`. See "
        "http://stripe.com/docs/search#query-fields-for-customers for a list of supported fields.",
        None,
    ),
    "unsupported operator": ({"query": "name>'a'"}, "Operator `>` is not supported for string field `name`.", None),
    "short substring": (
        {"query": "name~'ab'"}, "Substring searches on field `name` must be a minimum of 3 characters.", None),
    "unknown page": ({"query": "created>0", "page": "x"}, "Invalid page: x", "page"),
    "page of another kind": ({"query": "created>0", "page": "Y2hfMQ=="}, "Invalid page: Y2hfMQ==", "page"),
    "a list's cursor": (
        {"query": "created>0", "starting_after": "cus_1"}, "Received unknown parameter: starting_after",
        "starting_after"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_search_is_refused(name: str, merchant: Merchant) -> None:
    params, message, param = REFUSED[name]

    with pytest.raises(stripe.InvalidRequestError) as caught:
        merchant.sdk.customers.search(params)
    assert (caught.value.http_status, caught.value.user_message, caught.value.param) == (400, message, param)
    assert merchant.world.calls()[-1].unsupported is False


def test_search_came_with_a_version() -> None:
    merchant = InProcess()

    def at(version: str) -> int:
        return merchant.call(
            "GET", "/v1/charges/search", headers={"stripe-version": version}, query="created>0"
        ).status  # fmt: skip

    assert [at("2019-12-03"), at("2020-08-27"), at("2026-09-30.endive")] == [400, 200, 200]


def test_a_kind_without_search_is_a_gap_of_ours() -> None:
    """`search` is no id: neither of a kind that can be searched with another verb, nor of one that cannot yet."""
    merchant = InProcess()
    payouts = merchant.run("GET", "/v1/payouts/search", "query=created%3E0")[0]
    refunds = merchant.run("GET", "/v1/refunds/search", "query=created%3E0")[0]
    posted = merchant.run("POST", "/v1/customers/search")[0]

    assert [answer.unsupported for answer in (payouts, refunds, posted)] == [True, True, False]  # type: ignore[union-attr]
    assert [answer.status for answer in (payouts, refunds, posted)] == [404, 404, 404]  # type: ignore[union-attr]


def test_the_catalogue_can_be_searched(merchant: Merchant) -> None:
    tea = merchant.sdk.products.create({"name": "Green tea", "metadata": {"shelf": "3"}})
    gone = merchant.sdk.products.create({"name": "Old tea"})
    merchant.sdk.products.delete(gone.id)
    cheap = merchant.sdk.prices.create(
        {"product": tea.id, "currency": "eur", "unit_amount": 900, "lookup_key": "cheap"}
    )
    merchant.sdk.prices.create({"product": tea.id, "currency": "usd", "unit_amount": 900, "active": False})
    sdk = indexed(merchant)

    assert ids(sdk.products.search({"query": "name~'tea' AND metadata['shelf']:'3'"})) == [tea.id]
    assert ids(sdk.products.search({"query": "name~'tea'"})) == [tea.id]
    assert ids(sdk.prices.search({"query": f"product:'{tea.id}' AND active:'true'"})) == [cheap.id]
    assert ids(sdk.prices.search({"query": "lookup_key:'cheap' OR currency:'usd'"}))[-1] == cheap.id
