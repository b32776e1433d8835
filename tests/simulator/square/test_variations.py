"""What Square does not promise, varied: each set changes what it says and nothing else, and the SDK copes with all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from square import Square
from square.core.api_error import ApiError
from square.utils.webhooks_helper import verify_signature

from simulator.client import EndpointView, WorldClient
from simulator.schedules.variations import sets_of
from simulator.square.variations import MANNER, SETS
from simulator.varying import NEW_FIELD, OTHER_SENTENCE, PAGE
from tests.simulator.receiver import Receiver

DECLINED = "cnon:card-nonce-declined"


@dataclass
class Shop:
    world: WorldClient
    sdk: Square
    http: httpx.Client
    endpoint: EndpointView
    receiver: Receiver
    keys: int = 0

    def pay(self, source: str = "cnon:card-nonce-ok") -> Any:
        self.keys += 1
        money: Any = {"amount": 1000, "currency": "USD"}
        key = f"key-{self.keys}"
        return self.sdk.payments.create(source_id=source, idempotency_key=key, amount_money=money).payment

    def look(self, path: str) -> dict[str, Any]:
        """Return what the API shows, keys in the order in which they were written."""
        body: dict[str, Any] = self.http.get(path).json()
        return body


@pytest.fixture
def shop(world: WorldClient, receiver: Receiver) -> Iterator[Shop]:
    view = world.provider("square")
    endpoint = world.endpoint(receiver.url, provider="square")
    token = view.test.credentials["access_token"]
    with (
        httpx.Client(trust_env=False) as http,
        httpx.Client(base_url=view.base_url, headers={"Authorization": f"Bearer {token}"}, trust_env=False) as plain,
    ):
        sdk = Square(token=token, base_url=view.base_url, httpx_client=http)
        yield Shop(world, sdk, plain, endpoint, receiver)


def test_each_set_says_what_it_varies_and_none_varies_by_itself(shop: Shop) -> None:
    payment = shop.pay()

    assert tuple(SETS) == sets_of("square")
    assert all(SETS.values())
    assert len(payment.id) == 29
    assert NEW_FIELD not in json.dumps(shop.look(f"/v2/payments/{payment.id}"))


def test_properties_are_added_and_stand_in_another_order(shop: Shop) -> None:
    path = f"/v2/payments/{shop.pay().id}"
    before = shop.look(path)["payment"]
    shop.world.vary(["field-order"])
    turned = shop.look(path)["payment"]
    shop.world.vary(["fields"])
    more = shop.look(path)
    held = len(shop.receiver.wait_for(4))
    shop.pay()
    told = json.loads(shop.receiver.wait_for(held + 1)[held].body)

    assert turned == before
    assert list(turned) != list(before)
    assert NEW_FIELD in more
    assert NEW_FIELD in more["payment"]["card_details"]
    assert NEW_FIELD in told
    assert NEW_FIELD in told["data"]


def test_words_are_added_and_the_state_of_the_money_is_none_of_them(shop: Shop) -> None:
    shop.world.vary(["enum-values"])
    payment = shop.pay()
    with pytest.raises(ApiError) as declined:
        shop.pay(DECLINED)
    (error,) = declined.value.errors
    with pytest.raises(ApiError) as unknown:
        shop.sdk.payments.get("NoSuchPayment0000000000000000")

    assert payment.status == "COMPLETED"
    assert payment.card_details.card.card_brand == MANNER.new_word
    assert (error.category, error.code) == ("PAYMENT_METHOD_ERROR", MANNER.new_word)
    assert unknown.value.errors[0].code == "NOT_FOUND"


def test_ids_are_longer_and_still_tell_things_apart(shop: Shop) -> None:
    shop.world.vary(["id-lengths"])
    first, second = shop.pay(), shop.pay()
    money: Any = {"amount": 100, "currency": "USD"}
    refund = shop.sdk.refunds.refund_payment(idempotency_key="back", payment_id=first.id, amount_money=money).refund

    assert 100 < len(first.id) <= 192
    assert 100 < len(first.order_id) <= 192
    assert len(refund.id) <= 255
    assert first.id[:100] == second.id[:100]
    assert first.id != second.id
    assert shop.sdk.orders.get(first.order_id).order.tenders[0].payment_id == first.id


def test_details_are_other_sentences_and_codes_stay(shop: Shop) -> None:
    shop.world.vary(["messages"])
    with pytest.raises(ApiError) as declined:
        shop.pay(DECLINED)
    (error,) = declined.value.errors

    assert (error.code, error.detail) == ("GENERIC_DECLINE", OTHER_SENTENCE)


def test_pages_are_small_and_lose_nothing(shop: Shop) -> None:
    made = [shop.pay().id for _ in range(5)]
    shop.world.vary(["page-sizes"])
    page = shop.look("/v2/payments?limit=100")

    assert len(page["payments"]) == PAGE
    assert page["cursor"]
    assert [payment.id for payment in shop.sdk.payments.list(limit=100)] == made[::-1]


def test_names_of_headers_are_written_in_other_letters(shop: Shop) -> None:
    shop.world.vary(["header-case"])
    shop.pay()
    hook = shop.receiver.wait_for(1)[0]
    shop.world.quiet()
    record = shop.world.deliveries()[0]

    assert "X-Square-Hmacsha256-Signature" in record.request_headers
    assert "x-square-hmacsha256-signature" not in record.request_headers
    assert verify_signature(
        request_body=hook.body.decode(),
        signature_header=hook.headers["x-square-hmacsha256-signature"],
        signature_key=shop.endpoint.secret,
        notification_url=shop.receiver.url,
    )


def test_what_is_not_squares_to_vary_stays(shop: Shop) -> None:
    """Subscriptions are for types by name, and lists are sorted by what their documentation says."""
    made = [shop.pay().id for _ in range(2)]
    shop.world.vary(["event-types", "list-order"])
    made.append(shop.pay().id)

    assert {event.type for event in shop.world.events(provider="square", object=made[-1])} == {
        *("order.updated", "payment.created", "payment.updated")
    }
    assert [payment.id for payment in shop.sdk.payments.list()] == made[::-1]


def test_everything_at_once_is_read_by_the_sdk(shop: Shop) -> None:
    """All sets at once, read by the official SDK, whose types know none of it."""
    shop.world.vary(SETS)
    payment = shop.pay()
    money: Any = {"amount": 100, "currency": "USD"}
    refund = shop.sdk.refunds.refund_payment(idempotency_key="back", payment_id=payment.id, amount_money=money).refund

    assert payment.status == "COMPLETED"
    assert refund.status == "PENDING"
    assert [one.id for one in shop.sdk.payments.list()] == [payment.id]
