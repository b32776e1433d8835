"""Webhooks on the wire: signed as the SDK's helper verifies, retried by Square's policy, tried out, rotated, forged."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from square import Square
from square.core.api_error import ApiError
from square.utils.webhooks_helper import verify_signature

from simulator.client import EndpointView, SimulatorError, WorldClient
from simulator.schedules.forgeries import names_for
from simulator.schedules.schedule import one
from tests.simulator.receiver import Receiver, Webhook


@dataclass
class Shop:
    world: WorldClient
    receiver: Receiver
    sdk: Square
    endpoint: EndpointView

    def pay(self, amount: int = 1000) -> Any:
        key = f"key-{len(self.receiver.got)}-{amount}"
        money: Any = {"amount": amount, "currency": "USD"}
        return self.sdk.payments.create(source_id="cnon:card-nonce-ok", idempotency_key=key, amount_money=money).payment

    def verified(self, webhook: Webhook, key: str | None = None) -> bool:
        told = webhook.headers.get("x-square-hmacsha256-signature")
        return told is not None and verify_signature(
            request_body=webhook.body.decode(),
            signature_header=told,
            signature_key=key or self.endpoint.secret,
            notification_url=self.receiver.url,
        )

    def event(self, event_type: str) -> str:
        return next(one.id for one in self.world.events(provider="square") if one.type == event_type)


@pytest.fixture
def shop(world: WorldClient, receiver: Receiver) -> Iterator[Shop]:
    view = world.provider("square")
    endpoint = world.endpoint(receiver.url, provider="square")
    with httpx.Client(trust_env=False) as http:
        sdk = Square(token=view.test.credentials["access_token"], base_url=view.base_url, httpx_client=http)
        yield Shop(world, receiver, sdk, endpoint)


def test_events_arrive_verified_and_in_their_order(shop: Shop) -> None:
    payment = shop.pay()
    webhooks = shop.receiver.wait_for(4)

    assert all(shop.verified(webhook) for webhook in webhooks)
    told = [json.loads(webhook.body) for webhook in webhooks]
    assert [event["type"] for event in told] == ["order.created", "payment.created", "order.updated", "payment.updated"]
    assert told[-1]["data"]["object"]["payment"]["id"] == payment.id
    assert webhooks[0].headers["square-environment"] == "Sandbox"
    assert webhooks[0].headers["square-subscription-id"] == shop.endpoint.id
    assert "square-retry-number" not in webhooks[0].headers


def test_a_failed_delivery_comes_again_and_says_so(shop: Shop) -> None:
    shop.receiver.status = 500
    shop.sdk.customers.create(given_name="Ada")
    [first] = shop.receiver.wait_for(1)
    assert shop.world.quiet()
    shop.world.advance(61)
    second = shop.receiver.wait_for(2)[1]
    assert shop.world.quiet()
    shop.world.advance(121)
    third = shop.receiver.wait_for(3)[2]

    assert "square-retry-number" not in first.headers
    assert [again.headers["square-retry-number"] for again in (second, third)] == ["1", "2"]
    assert {again.headers["square-retry-reason"] for again in (second, third)} == {"http_error"}
    stamps = {again.headers["square-initial-delivery-timestamp"] for again in (second, third)}
    assert len(stamps) == 1
    assert {first.body, second.body, third.body} == {first.body}
    signatures = {got.headers["x-square-hmacsha256-signature"] for got in (first, second, third)}
    assert len(signatures) == 1, "no time is in the signature"


def test_eleven_retries_are_all(shop: Shop) -> None:
    shop.receiver.status = 500
    shop.sdk.customers.create(given_name="Ada")
    for attempt in range(1, 13):
        shop.receiver.wait_for(attempt)
        assert shop.world.quiet()
        shop.world.advance(8 * 3600 + 1)
    assert shop.world.quiet()

    assert len(shop.receiver.got) == 12


def test_a_rotated_key_signs_from_then_on(shop: Shop) -> None:
    old = shop.endpoint.secret
    key = shop.sdk.webhooks.subscriptions.update_signature_key(shop.endpoint.id, idempotency_key="r").signature_key
    shop.sdk.customers.create(given_name="Ada")
    [webhook] = shop.receiver.wait_for(1)

    assert key is not None
    assert shop.verified(webhook, key)
    assert not shop.verified(webhook, old)


def test_a_subscription_is_tried_out_alone(shop: Shop) -> None:
    shop.world.endpoint(shop.receiver.url.replace("stripe", "other"), provider="square")
    result = shop.sdk.webhooks.subscriptions.test(shop.endpoint.id).subscription_test_result
    [webhook] = shop.receiver.wait_for(1)
    assert shop.world.quiet()
    told = json.loads(webhook.body)

    assert result is not None
    assert shop.verified(webhook)
    assert told["type"] == "webhooks.test_notification"
    assert list(told["data"]) == ["type", "id"]
    assert len(shop.receiver.got) == 1


def test_a_subscription_hears_what_it_is_for(shop: Shop) -> None:
    shop.sdk.webhooks.subscriptions.update(shop.endpoint.id, subscription={"event_types": ["payment.updated"]})
    shop.pay()
    shop.receiver.wait_for(1)
    assert shop.world.quiet()

    assert [json.loads(webhook.body)["type"] for webhook in shop.receiver.got] == ["payment.updated"]
    shop.sdk.webhooks.subscriptions.delete(shop.endpoint.id)
    shop.pay(5)
    assert shop.world.quiet()
    assert len(shop.receiver.got) == 1


@pytest.mark.parametrize("forgery", names_for("square"))
def test_the_sdk_refuses_what_was_forged(forgery: str, shop: Shop) -> None:
    shop.world.hold_news()
    shop.pay()
    shop.world.deliver(one(shop.event("payment.updated"), forgery=forgery), provider="square")
    [webhook] = shop.receiver.wait_for(1)

    assert not shop.verified(webhook)
    assert (webhook.headers["host"] == "shop.example") == (forgery == "other-host")


def test_a_forgery_of_another_provider_is_none_here(shop: Shop) -> None:
    shop.world.hold_news()
    shop.pay()
    with pytest.raises(SimulatorError, match="v0-only"):
        shop.world.deliver(one(shop.event("payment.updated"), forgery="v0-only"), provider="square")


def test_a_pretended_act_leaves_no_trace_but_its_invented_events(shop: Shop) -> None:
    shop.world.hold_news()
    location = shop.world.provider("square").test.credentials["location_id"]
    line: Any = {"name": "tea", "quantity": "1", "base_price_money": {"amount": 900, "currency": "USD"}}
    order = shop.sdk.orders.create(order={"location_id": location, "line_items": [line]}).order
    assert order is not None
    lie = shop.world.act("pay", provider="square", object=order.id, pretend=True)
    event = next(told for told in lie.events if told.type == "payment.updated")
    shop.world.deliver(one(event.id), provider="square")
    [webhook] = shop.receiver.wait_for(1)

    assert event.invented
    assert shop.verified(webhook)
    assert json.loads(webhook.body)["data"]["object"]["payment"]["status"] == "COMPLETED"
    after = shop.sdk.orders.get(str(order.id)).order
    assert after is not None
    assert (after.state, after.tenders) == ("OPEN", None)
    with pytest.raises(ApiError):
        shop.sdk.payments.get(lie.answer["id"])


@pytest.mark.parametrize(
    "other",
    [{"headers": {"Host": "shop.example"}}, {"headers": {"X-Forwarded-Proto": "http"}}, {"query": "utm_source=x"}],
)
def test_what_is_not_signed_may_be_otherwise(other: dict[str, Any], shop: Shop) -> None:
    """A proxy in front changes the host, the scheme, the query: the signature is over the URL that is registered."""
    shop.world.hold_news()
    shop.pay()
    shop.world.deliver(one(shop.event("payment.updated"), **other), provider="square")
    [webhook] = shop.receiver.wait_for(1)

    assert shop.verified(webhook)
    for name, value in other.get("headers", {}).items():
        assert webhook.headers[name.lower()] == value
    assert webhook.path.endswith("?utm_source=x") == ("query" in other)


@pytest.mark.parametrize(
    "broken",
    [{"headers": {"X": "a\r\nb"}}, {"headers": {"Content-Length": "1"}}, {"headers": {"a b": "c"}}, {"query": "a b"}],
)
def test_what_cannot_be_sent_is_said_before_anything_is(broken: dict[str, Any], shop: Shop) -> None:
    shop.world.hold_news()
    shop.pay()
    with pytest.raises(SimulatorError, match=r"schedule: \$\[0\]\.(headers|query)"):
        shop.world.deliver(one(shop.event("payment.updated"), **broken), provider="square")
    assert shop.receiver.got == []


def test_a_delivery_is_of_its_subscriptions_version(shop: Shop) -> None:
    """Whatever a request says of itself: the version of a subscription is that of its deliveries."""
    subscription: Any = {
        "name": "older",
        "event_types": ["payment.updated"],
        "notification_url": f"{shop.receiver.url}/older",
        "api_version": "2024-01-18",
    }
    shop.sdk.webhooks.subscriptions.create(idempotency_key="older", subscription=subscription)
    shop.pay()
    hooks = shop.receiver.wait_for(5)
    versions = {hook.path.rpartition("/")[2]: hook.headers["square-version"] for hook in hooks}
    with pytest.raises(ApiError) as none:
        shop.sdk.webhooks.subscriptions.create(subscription={**subscription, "api_version": "2099-01-01"})

    assert versions == {"older": "2024-01-18", "stripe": "2026-09-16"}
    assert none.value.errors[0].field == "api_version"
