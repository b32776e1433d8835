"""API v2 as the official SDK uses it: event destinations, thin events that are pushed, fetched and listed."""

from collections.abc import Iterator
from typing import Any

import pytest
import stripe
from stripe.events import _event_classes

from simulator.stripe.v2 import thin
from tests.fidelity.billing_operations import subscription
from tests.fidelity.conftest import Merchant
from tests.simulator.receiver import Receiver, Webhook

PAID = {
    "amount": 2000,
    "currency": "usd",
    "payment_method": "pm_card_visa",
    "confirm": True,
    "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
}
THIN = ["v1.charge.succeeded", "v1.payment_intent.succeeded"]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as started:
        yield started


def destination(client: Any, url: str, **more: Any) -> Any:
    return client.v2.core.event_destinations.create(
        {
            "name": "books",
            "type": "webhook_endpoint",
            "event_payload": "thin",
            "enabled_events": THIN,
            "webhook_endpoint": {"url": url},
            "include": ["webhook_endpoint.signing_secret"],
            **more,
        }
    )


def opened(client: Any, webhook: Webhook, made: Any) -> Any:
    return client.parse_event_notification(
        webhook.body, webhook.headers["stripe-signature"], made.webhook_endpoint.signing_secret
    )


def test_a_thin_event_names_its_object_and_is_fetched(merchant: Merchant, receiver: Receiver) -> None:
    client = merchant.client()
    made = destination(client, receiver.url)
    intent = client.v1.payment_intents.create(PAID)

    told = [opened(client, webhook, made) for webhook in receiver.wait_for(2)]
    paid = told[1]
    event = paid.fetch_event()
    snapshot = client.v1.events.retrieve(event.snapshot_event)

    assert [type(one).__name__ for one in told] == [
        "V1ChargeSucceededEventNotification",
        "V1PaymentIntentSucceededEventNotification",
    ]
    assert (paid.related_object.id, paid.related_object.type) == (intent.id, "payment_intent")
    assert paid.fetch_related_object().status == "succeeded"
    assert told[0].fetch_related_object().payment_intent == intent.id
    assert paid.reason.request.id == intent.last_response.request_id
    assert paid.context is None
    assert (event.id, event.type, event.created) == (paid.id, paid.type, paid.created)
    assert (snapshot.type, snapshot.data.object.id) == ("payment_intent.succeeded", intent.id)
    assert not [call.operation for call in merchant.world.calls() if call.unsupported]


def test_a_snapshot_endpoint_and_a_thin_one_hear_of_the_same_fact(merchant: Merchant, receiver: Receiver) -> None:
    client = merchant.client()
    made = destination(client, receiver.url)
    with Receiver() as other:
        endpoint = merchant.world.endpoint(other.url)
        client.v1.payment_intents.create(PAID)
        snapshots = {one.verified(endpoint.secret).id for one in other.wait_for(3)}

    named = {opened(client, webhook, made).fetch_event().snapshot_event for webhook in receiver.wait_for(2)}
    assert named < snapshots


def test_a_destination_is_kept_changed_and_deleted(merchant: Merchant) -> None:
    client = merchant.client()
    destinations = client.v2.core.event_destinations
    made = destination(client, "http://127.0.0.1:9/a", metadata={"a": "1", "b": "2"})
    changed = destinations.update(
        made.id,
        {
            "name": "other",
            "metadata": {"a": None},
            "webhook_endpoint": {"url": "http://127.0.0.1:9/b"},
            "include": ["webhook_endpoint.url"],
        },
    )
    off = destinations.disable(made.id)
    on = destinations.enable(made.id)
    gone = destinations.delete(made.id)

    assert made.webhook_endpoint.signing_secret.startswith("whsec_")
    assert made.webhook_endpoint.url is None
    assert (made.id[:10], made.livemode, made.events_from) == ("ed_test_61", False, ["@self"])
    assert (changed.name, changed.metadata.to_dict(), changed.updated > made.updated) == ("other", {"b": "2"}, True)
    assert (changed.webhook_endpoint.url, changed.webhook_endpoint.signing_secret) == ("http://127.0.0.1:9/b", None)
    assert (off.status, off.status_details.disabled.reason) == ("disabled", "user")
    assert (on.status, on.status_details) == ("enabled", None)
    assert (gone.id, gone.object) == (made.id, "v2.core.event_destination")
    with pytest.raises(stripe.InvalidRequestError) as refused:
        destinations.retrieve(made.id)
    assert (refused.value.http_status, refused.value.code) == (404, "not_found")


def test_a_ping_reaches_its_destination_alone(merchant: Merchant, receiver: Receiver) -> None:
    client = merchant.client()
    made = destination(client, receiver.url)
    destination(client, receiver.url.replace("/webhooks", "/other"))
    sent = client.v2.core.event_destinations.ping(made.id)

    (webhook,) = receiver.wait_for(1)
    told = opened(client, webhook, made)

    assert (told.id, told.type, told.created) == (sent.id, "v2.core.event_destination.ping", sent.created)
    assert told.fetch_related_object().name == "books"
    assert sent.id not in [event.id for event in client.v1.events.list().data]
    assert [webhook.path for webhook in receiver.got] == [webhook.path]


def test_lists_are_walked_by_their_pages(merchant: Merchant) -> None:
    client = merchant.client()
    made = [destination(client, f"http://127.0.0.1:9/{nth}").id for nth in range(5)]
    intents = [client.v1.payment_intents.create(PAID).id for _ in range(2)]
    params = {"limit": 2, "types": ["v1.payment_intent.succeeded", "v1.payment_intent.created"]}

    first = client.v2.core.event_destinations.list({"limit": 2, "include": ["webhook_endpoint.url"]})
    second = client.raw_request("get", first.next_page_url)
    before = client.raw_request("get", client.deserialize(second, api_mode="V2").previous_page_url)
    events = list(client.v2.core.events.list(params).auto_paging_iter())
    about = client.v2.core.events.list({"object_id": intents[0], "types": params["types"]})
    since = client.v2.core.events.list({"created": {"gt": events[0].created}})

    assert [one.id for one in first.auto_paging_iter()] == made[::-1]
    assert all(one.webhook_endpoint.url for one in first.auto_paging_iter())
    assert [one.id for one in client.deserialize(before, api_mode="V2").data] == [one.id for one in first.data]
    assert [event.related_object.id for event in events] == [intents[1]] * 2 + [intents[0]] * 2
    assert [event.type for event in about.data] == params["types"]
    assert since.data == []


def test_a_connected_account_is_the_context(merchant: Merchant, receiver: Receiver) -> None:
    """The SDK fetches in the context that the notification names."""
    client = merchant.client()
    account = client.v1.accounts.create({"type": "standard"}).id
    made = destination(client, receiver.url, enabled_events=["v1.customer.created"], events_from=["@accounts"])
    client.v1.customers.create()
    customer = client.v1.customers.create(options={"stripe_account": account})

    told = opened(client, receiver.wait_for(1)[0], made)

    assert (str(told.context), told.fetch_related_object().id) == (account, customer.id)
    assert told.fetch_event().related_object.id == customer.id
    assert len(receiver.got) == 1


SPOILED: dict[str, tuple[dict[str, Any], str]] = {
    "unknown": ({"price": 1}, "'price: Unknown field.'"),
    "payload": ({"event_payload": "fat"}, "event_payload: Unrecognized enum value 'fat', valid values are: snapshot,"),
    "scope": ({"events_from": ["@us"]}, "events_from[0]: Unrecognized enum value '@us', valid values are: @accounts,"),
    "everything": ({"enabled_events": ["*"]}, "enabled_events[0]"),
    "snapshot-type": ({"enabled_events": ["charge.succeeded"]}, "enabled_events[0]"),
    "versioned": ({"snapshot_api_version": "2026-10-28.endive"}, "snapshot_api_version"),
    "no-address": ({"webhook_endpoint": {"url": "nowhere"}}, "webhook_endpoint.url"),
    "a-number": ({"name": 7}, "'name: Must be a string.'"),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILED)
def test_what_does_not_fit_is_refused_in_the_manner_of_v2(name: str, merchant: Merchant) -> None:
    changes, said = SPOILED[name]

    with pytest.raises(stripe.InvalidRequestError) as refused:
        destination(merchant.client(), "http://127.0.0.1:9/", **changes)

    error = refused.value.json_body["error"]
    assert error.keys() == {"code", "message"}
    assert (refused.value.http_status, error["code"]) == (400, "invalid_fields")
    assert said in error["message"]
    assert error["message"].startswith("Some fields in the request were invalid: '")


def test_v2_is_json_of_a_version_that_is_said(merchant: Merchant) -> None:
    path, version = "/v2/core/event_destinations", {"Stripe-Version": "2026-10-28.endive"}
    answers = [
        merchant.http("GET", path),
        merchant.http("GET", path, headers={"Stripe-Version": "2020-02-30"}),
        merchant.http("POST", path, headers=version, data={"name": "x"}),
        merchant.http("GET", path, headers=version, key="sk_test_nobody"),
        merchant.http("GET", path, headers=version),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 400, 401, 200]
    assert all(answer.json()["error"].keys() == {"code", "message"} for answer in answers[:-1])
    assert answers[-1].json() == {"data": [], "next_page_url": None, "previous_page_url": None}


def test_a_key_is_used_once_and_a_failed_call_is_made_again(merchant: Merchant) -> None:
    client = merchant.client()
    keyed = {"idempotency_key": "once"}
    asked = {"name": "x", "type": "webhook_endpoint", "event_payload": "thin", "enabled_events": THIN}
    with pytest.raises(stripe.InvalidRequestError):
        client.v2.core.event_destinations.create(asked, keyed)  # type: ignore[arg-type]
    asked["webhook_endpoint"] = {"url": "http://127.0.0.1:9/"}

    made = [client.v2.core.event_destinations.create(asked, keyed).id for _ in range(2)]  # type: ignore[arg-type]

    assert len(set(made)) == 1
    with pytest.raises(stripe.IdempotencyError) as refused:
        client.v2.core.event_destinations.create({**asked, "name": "y"}, keyed)  # type: ignore[arg-type, typeddict-item]
    assert (refused.value.http_status, refused.value.code) == (409, "idempotency_error")


def test_every_thin_type_is_one_that_the_sdk_knows(merchant: Merchant) -> None:
    """What happens in a shop is told by types that are typed; the one that has none is told as a snapshot only."""
    client = merchant.client()
    client.v1.payment_intents.create(PAID)
    client.v1.customers.delete(client.v1.customers.create().id)
    told = {event.type for event in client.v2.core.events.list({"limit": 100}).data}

    assert {"v1.customer.deleted", "v1.payment_intent.created", "v1.charge.succeeded"} <= told
    assert told <= _event_classes._V2_EVENT_CLASS_LOOKUP.keys()
    assert "v1.payment.created" not in _event_classes._V2_EVENT_CLASS_LOOKUP
    assert thin.name("payment.created") is None


def test_a_month_of_a_subscription_is_told_by_types_that_the_sdk_knows(merchant: Merchant) -> None:
    """What is only announced can be read of nowhere: its event names the customer and the subscription."""
    client = merchant.client()
    made = subscription(client.v1)
    client.v1.subscriptions.update(made.id, {"items": [{"id": made["items"].data[0].id, "quantity": 2}]})
    merchant.world.advance(29 * 86_400)
    found = {event.type: event for event in client.v2.core.events.list({"limit": 100}).data}
    paid, announced = found["v1.invoice.paid"], found["v1.invoice.upcoming"]

    assert {"v1.customer.subscription.created", "v1.invoiceitem.created", "v1.invoice_payment.paid"} <= found.keys()
    assert found.keys() <= _event_classes._V2_EVENT_CLASS_LOOKUP.keys()
    assert paid.fetch_related_object().status == "paid"
    assert "related_object" not in announced
    assert announced.data.to_dict() == {"customer": made.customer, "subscription": made.id}
