"""Lists, as recorded: newest first, clamped limits, cursors in both directions, and what a deleted object leaves."""

from typing import Any

import pytest
import stripe

from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import PAID


@pytest.fixture
def hundred(merchant: Merchant) -> list[str]:
    """Return the ids of 101 customers, newest first."""
    return [merchant.sdk.customers.create().id for _ in range(101)][::-1]


def ids(page: Any) -> list[str]:
    return [item.id for item in page.data]


def test_a_long_list_is_walked_as_recorded(merchant: Merchant, hundred: list[str]) -> None:
    """101 rows in pages of 40 are 40, 40 and 21; the order is that of creation, also within one second."""
    sdk = merchant.sdk.customers
    first = sdk.list({"limit": 40})
    second = sdk.list({"limit": 40, "starting_after": first.data[-1].id})
    third = sdk.list({"limit": 40, "starting_after": second.data[-1].id})

    assert ids(first) + ids(second) + ids(third) == hundred
    assert [page.has_more for page in (first, second, third)] == [True, True, False]
    back = sdk.list({"limit": 40, "ending_before": second.data[0].id})
    assert ids(back) == ids(first)
    assert back.has_more is False
    assert [customer.id for customer in sdk.list({"limit": 7}).auto_paging_iter()] == hundred
    assert [len(sdk.list({"limit": limit}).data) for limit in (-1, 0, 1, 100, 101)] == [1, 1, 1, 100, 100]
    assert len(sdk.list().data) == 10
    assert sdk.list().url == "/v1/customers"


def test_the_id_of_a_deleted_customer_is_still_a_place(merchant: Merchant) -> None:
    sdk = merchant.sdk.customers
    old, gone, new = (sdk.create({"email": "a@example.com"}).id for _ in range(3))
    stub = sdk.delete(gone)

    assert stub.to_dict() == {"id": gone, "object": "customer", "deleted": True}
    assert sdk.retrieve(gone).to_dict() == stub.to_dict()
    assert ids(sdk.list({"email": "a@example.com", "starting_after": gone})) == [old]
    assert ids(sdk.list({"email": "a@example.com", "ending_before": gone})) == [new]
    with pytest.raises(stripe.InvalidRequestError) as caught:
        sdk.update(gone, {"name": "x"})
    assert caught.value.http_status == 404


def test_cursors_are_refused_as_recorded(merchant: Merchant) -> None:
    known = merchant.sdk.customers.create().id

    def refused(**params: Any) -> tuple[int | None, str | None, str]:
        with pytest.raises(stripe.InvalidRequestError) as caught:
            merchant.sdk.customers.list(params)
        return caught.value.http_status, caught.value.param, str(caught.value.user_message)

    both = "Received both starting_after and ending_before parameters. Please pass in only one."
    assert refused(starting_after=known, ending_before=known) == (400, None, both)
    assert refused(starting_after="cus_x") == (400, "starting_after", "No such customer: 'cus_x'")
    assert refused(starting_after=known, ending_before="cus_x")[2] == "No such customer: 'cus_x'"


def test_filters_keep_what_they_say(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create().id
    method = sdk.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    theirs = sdk.payment_intents.create({**PAID, "customer": customer, "payment_method": method})
    sdk.payment_intents.create(PAID)
    refund = sdk.refunds.create({"charge": theirs.latest_charge, "amount": 5})

    assert ids(sdk.payment_intents.list({"customer": customer})) == [theirs.id]
    assert ids(sdk.charges.list({"payment_intent": theirs.id})) == [theirs.latest_charge]
    assert ids(sdk.charges.list({"customer": customer})) == [theirs.latest_charge]
    assert ids(sdk.refunds.list({"payment_intent": theirs.id})) == ids(sdk.refunds.list()) == [refund.id]
    assert len(sdk.balance_transactions.list({"type": "refund"}).data) == 1
    assert sdk.balance_transactions.list({"type": "nonsense"}).data == []
    assert sdk.events.list({"type": "payment_method.created"}).data == []
    assert sdk.payment_intents.list({"created": {"lt": theirs.created}}).data == []
    assert len(sdk.payment_intents.list({"created": {"gte": theirs.created}}).data) == 2


def test_lists_and_objects_are_expanded(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create().id
    method = sdk.payment_methods.attach("pm_card_visa", {"customer": customer}).id
    intent = sdk.payment_intents.create(
        {**PAID, "customer": customer, "payment_method": method, "capture_method": "automatic"}
    )

    paths = ["data.customer", "data.latest_charge.balance_transaction", "data.payment_method"]
    [shown] = sdk.payment_intents.list({"expand": paths}).data
    assert shown.customer.id == customer
    assert shown.latest_charge.balance_transaction.net == 1912
    assert shown.payment_method.card.last4 == "4242"
    assert sdk.payment_intents.list({"expand": ["data"]}).data[0].customer == customer
    charge = sdk.charges.retrieve(intent.latest_charge, {"expand": ["refunds", "payment_intent.latest_charge"]})
    assert charge.refunds.to_dict()["url"] == f"/v1/charges/{charge.id}/refunds"
    assert charge.payment_intent.latest_charge.id == charge.id
