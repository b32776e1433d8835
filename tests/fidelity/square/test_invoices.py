"""squareup for Python, unmodified, drafts invoices, changes, publishes, cancels and finds them."""

import json
from typing import Any

import httpx
import pytest
from square.core.api_error import ApiError

from tests.fidelity.square.conftest import Seller, in_days, usd
from tests.fidelity.square.shapes import check_event

DAY = 86_400
LINE = {"name": "Tea", "quantity": "1", "base_price_money": usd(1000)}


def drafted(seller: Seller, *requests: dict[str, Any], customer: str | None = None, **more: Any) -> Any:
    order = seller.sdk.orders.create(order={"location_id": seller.location, "line_items": [LINE]}).order
    told = {
        "order_id": order.id,
        "primary_recipient": {"customer_id": customer or seller.customer()},
        "payment_requests": list(requests) or [{"request_type": "BALANCE", "due_date": in_days(0)}],
        "delivery_method": "SHARE_MANUALLY",
        "accepted_payment_methods": {"card": True},
        **more,
    }
    return seller.sdk.invoices.create(invoice=told, idempotency_key=seller.key()).invoice


def told(seller: Seller, invoice: str) -> list[str]:
    events = seller.world.events(object=invoice, provider="square")
    bodies = [json.dumps(seller.world.body(event.id, provider="square")).encode() for event in events]
    return [check_event(body)["type"] for body in bodies]


def test_an_invoice_is_drafted_changed_published_and_canceled(seller: Seller) -> None:
    sdk, made = seller.sdk, drafted(seller, title="Tea")
    assert (made.status, made.version, made.invoice_number, made.public_url) == ("DRAFT", 0, "000001", None)
    uid = made.payment_requests[0].uid
    changed = {"version": 0, "title": "Much tea", "payment_requests": [{"uid": uid, "tipping_enabled": True}]}
    after = sdk.invoices.update(made.id, invoice=changed).invoice
    assert (after.version, after.title, after.payment_requests[0].tipping_enabled) == (1, "Much tea", True)
    with pytest.raises(ApiError) as stale:
        sdk.invoices.publish(made.id, version=0)
    assert stale.value.errors[0].code == "VERSION_MISMATCH"
    sent = sdk.invoices.publish(made.id, version=1).invoice
    assert (sent.status, sent.version, sent.next_payment_amount_money.amount) == ("UNPAID", 2, 1000)
    gone = sdk.invoices.cancel(made.id, version=2).invoice
    assert (gone.status, gone.version) == ("CANCELED", 3)
    assert told(seller, made.id) == ["invoice.created", "invoice.updated", "invoice.published", "invoice.canceled"]


def test_a_draft_is_deleted_with_its_order(seller: Seller) -> None:
    sdk, made = seller.sdk, drafted(seller)
    sdk.invoices.delete(made.id, version=0)
    assert sdk.orders.get(made.order_id).order.state == "CANCELED"
    with pytest.raises(ApiError):
        sdk.invoices.get(made.id)
    assert told(seller, made.id)[:2] == ["invoice.created", "invoice.deleted"]


def test_the_page_of_an_invoice_is_paid_by_its_customer(seller: Seller) -> None:
    sdk, made = seller.sdk, drafted(seller)
    page = sdk.invoices.publish(made.id, version=0).invoice.public_url
    with httpx.Client(trust_env=False, follow_redirects=True) as browser:
        assert "$10.00" in browser.get(page).text
        assert browser.post(page, data={"card": "declined"}).status_code == 402
        assert "This invoice is paid" in browser.post(page, data={"email": "bo@example.com"}).text
        assert "This invoice is paid" in browser.post(page).text
    paid = sdk.invoices.get(made.id).invoice
    assert (paid.status, paid.next_payment_amount_money) == ("PAID", None)
    payment = next(iter(sdk.payments.list()))
    assert (payment.buyer_email_address, payment.order_id) == ("bo@example.com", made.order_id)
    sdk.refunds.refund_payment(idempotency_key=seller.key(), payment_id=payment.id, amount_money=usd(300))
    seller.world.advance(3)
    assert sdk.invoices.get(made.id).invoice.status == "PARTIALLY_REFUNDED"
    seller.act("refund", object=payment.id)
    seller.world.advance(3)
    assert sdk.invoices.get(made.id).invoice.status == "REFUNDED"


def test_a_deposit_now_and_the_rest_by_the_card_on_its_day(seller: Seller) -> None:
    sdk, customer = seller.sdk, seller.customer()
    deposit = {"request_type": "DEPOSIT", "due_date": in_days(0), "percentage_requested": "25"}
    rest = {
        "request_type": "BALANCE", "due_date": in_days(10), "automatic_payment_source": "CARD_ON_FILE",
        "card_id": seller.card(customer), "reminders": [{"relative_scheduled_days": -1, "message": "soon"}],
    }  # fmt: skip
    made = drafted(seller, deposit, rest, customer=customer, delivery_method="EMAIL")
    assert [one.computed_amount_money.amount for one in made.payment_requests] == [250, 750]
    sdk.invoices.publish(made.id, version=0)
    assert seller.act("pay", object=made.id)["amount_money"]["amount"] == 250
    assert sdk.invoices.get(made.id).invoice.status == "PARTIALLY_PAID"
    seller.world.advance(11 * DAY)
    assert sdk.invoices.get(made.id).invoice.status == "PAID"
    assert sdk.orders.get(made.order_id).order.state == "COMPLETED"


def test_an_invoice_is_sent_on_its_day(seller: Seller) -> None:
    made = drafted(seller, scheduled_at=f"{in_days(3)}T10:00:00Z")
    sent = seller.sdk.invoices.publish(made.id, version=0).invoice
    assert (sent.status, sent.public_url) == ("SCHEDULED", None)
    seller.world.advance(4 * DAY)
    assert seller.sdk.invoices.get(made.id).invoice.status == "UNPAID"


def test_invoices_are_found(seller: Seller) -> None:
    sdk, customer = seller.sdk, seller.customer()
    mine = [drafted(seller, customer=customer).id for _ in range(3)]
    other = drafted(seller).id
    assert [one.id for one in sdk.invoices.list(location_id=seller.location, limit=2)] == [other, *mine[::-1]]
    query = {
        "filter": {"location_ids": [seller.location], "customer_ids": [customer]},
        "sort": {"field": "INVOICE_SORT_DATE", "order": "ASC"},
    }
    assert [one.id for one in sdk.invoices.search(query=query).invoices] == mine


def test_what_no_invoice_can_be_is_refused(seller: Seller) -> None:
    made = drafted(seller)
    order = {"order_id": made.order_id}
    cases: list[dict[str, Any]] = [
        {"payment_requests": []},
        {"accepted_payment_methods": {"card": False}},
        order,
        {"payment_requests": [{"request_type": "DEPOSIT", "due_date": in_days(0), "percentage_requested": "10"}]},
        {"payment_requests": [{"request_type": "BALANCE", "due_date": "tomorrow"}]},
        {"primary_recipient": {"customer_id": "nobody"}},
    ]
    for wrong in cases:
        with pytest.raises(ApiError):
            drafted(seller, **wrong)
