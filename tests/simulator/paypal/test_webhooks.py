"""Webhooks over real sockets: registered by the API, told of events, which are read, sent again and made up."""

import json

import httpx

from simulator.client import WorldClient
from simulator.schedules.schedule import Delivery
from tests.simulator.paypal.conftest import Api
from tests.simulator.receiver import Receiver

W = "/v1/notifications"


def register(api: Api, url: str, *names: str) -> httpx.Response:
    return api.post(f"{W}/webhooks", {"url": url, "event_types": [{"name": name} for name in names]})


def test_an_endpoint_hears_what_it_subscribed_to_in_order(world: WorldClient, api: Api, receiver: Receiver) -> None:
    made = register(api, receiver.url, "PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED").json()
    order = api.order()
    world.act("pay", provider="paypal", object=order)
    paid = api.post(f"/v2/checkout/orders/{order}/capture")
    got = receiver.wait_for(2)
    bodies = [json.loads(one.body) for one in got]

    assert paid.status_code == 201
    assert [body["event_type"] for body in bodies] == ["PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED"]
    assert list(bodies[0]) == [
        "id", "event_version", "create_time", "resource_type", "resource_version", "event_type", "summary", "resource",
        "links",
    ]  # fmt: skip
    assert bodies[0]["summary"] == "Payment completed for $ 10.0 USD"
    assert bodies[0]["resource"]["supplementary_data"]["related_ids"] == {"order_id": order}
    assert bodies[1]["resource"]["status"] == "COMPLETED"
    assert b" " not in got[0].body.replace(b"Payment completed for $ 10.0 USD", b"").replace(b"Ada Buyer", b"")
    assert [event_type["name"] for event_type in made["event_types"]] == [
        "PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED",
    ]  # fmt: skip


def test_an_event_is_read_after_its_delivery_and_sent_again(world: WorldClient, api: Api, receiver: Receiver) -> None:
    webhook = register(api, receiver.url, "*").json()["id"]
    order = api.order()
    world.act("pay", provider="paypal", object=order)
    (first,) = receiver.wait_for(1)
    assert world.quiet()
    event = json.loads(first.body)
    read = api.http.get(f"{W}/webhooks-events/{event['id']}").json()
    found = api.http.get(f"{W}/webhooks-events", params={"transaction_id": order}).json()
    again = api.post(f"{W}/webhooks-events/{event['id']}/resend", {"webhook_ids": [webhook]})
    second = receiver.wait_for(2)[1]

    assert (read["status"], read["transmissions"][0]["http_status"]) == ("SUCCESS", 200)
    assert list(read)[-2:] == ["event_version", "resource_version"]
    assert read["links"][0]["encType"] == "application/json"
    assert [one["id"] for one in found["events"]] == [event["id"]]
    assert again.status_code == 202
    assert second.body == first.body
    assert second.headers["paypal-transmission-id"] != first.headers["paypal-transmission-id"]


def test_what_is_refused_of_webhooks(api: Api) -> None:
    url = "https://shop.example/hook"
    register(api, url, "*")
    again, bad = register(api, url, "*"), register(api, "https://shop.example/2", "NO.SUCH.EVENT")
    for nth in range(9):
        assert register(api, f"https://shop.example/n{nth}", "*").status_code == 201
    many = register(api, "https://shop.example/eleventh", "*")
    missing = api.http.get(f"{W}/webhooks/0AAAA")

    assert (again.status_code, again.json()["name"]) == (400, "WEBHOOK_URL_ALREADY_EXISTS")
    assert again.json()["information_link"].endswith("/docs/api/webhooks/#errors")
    assert bad.json()["details"] == [
        {"field": "event_types[0].name", "location": "body", "issue": "Not a valid event name"}
    ]
    assert (many.status_code, many.json()["name"]) == (400, "WEBHOOK_NUMBER_LIMIT_EXCEEDED")
    assert missing.status_code == 404


def test_a_simulated_event_reaches_one_address_and_verifies_nowhere(
    world: WorldClient, api: Api, receiver: Receiver
) -> None:
    webhook = register(api, receiver.url, "*").json()["id"]
    told = api.post(f"{W}/simulate-event", {"webhook_id": webhook, "event_type": "PAYMENT.CAPTURE.REFUNDED"})
    (got,) = receiver.wait_for(1)
    assert world.quiet()
    body = json.loads(got.body)
    names = ("transmission_id", "transmission_time", "transmission_sig", "cert_url", "auth_algo")
    fields = {name: got.headers[f"paypal-{name.replace('_', '-')}"] for name in names}
    verified = api.post(f"{W}/verify-webhook-signature", {**fields, "webhook_id": webhook, "webhook_event": body})

    assert (told.status_code, told.json()["id"]) == (202, body["id"])
    assert body["resource_type"] == "refund"
    assert len(receiver.got) == 1
    assert verified.json() == {"verification_status": "FAILURE"}
    assert api.http.get(f"{W}/webhooks-events").json()["count"] == 0
    assert [one["id"] for one in api.http.get(f"{W}/webhooks").json()["webhooks"]] == [webhook]


def test_a_delivery_that_fails_comes_again_as_another_transmission(
    world: WorldClient, api: Api, receiver: Receiver
) -> None:
    receiver.status = 500
    register(api, receiver.url, "*")
    order = api.order()
    world.act("pay", provider="paypal", object=order)
    receiver.wait_for(1)
    assert world.quiet()
    receiver.status = 200
    world.advance(31)
    first, second = receiver.wait_for(2)

    assert first.body == second.body
    assert first.headers["paypal-transmission-id"] != second.headers["paypal-transmission-id"]


def test_an_event_that_is_given_whole_is_delivered_as_it_stands(
    world: WorldClient, api: Api, receiver: Receiver
) -> None:
    world.endpoint(receiver.url, provider="paypal")
    body = (
        b'{"id": "WH-1-2",  "event_type": "CHECKOUT.PAYMENT-APPROVAL.REVERSED", "resource": {"id": "7A",'
        b' "supplementary_data": {"related_ids": {"order_id": "8B"}}}}'
    )
    told = world.give("WH-1-2", body, provider="paypal")
    world.deliver([Delivery(event="WH-1-2")], provider="paypal")
    (got,) = receiver.wait_for(1)

    assert (told.type, told.objects) == ("CHECKOUT.PAYMENT-APPROVAL.REVERSED", ("7A", "8B"))
    assert got.body == body
    assert got.headers["paypal-auth-algo"] == "SHA256withRSA"


def test_a_sample_of_another_version_is_a_gap_and_no_sample_of_this_one(api: Api, receiver: Receiver) -> None:
    asked = {"url": receiver.url, "event_type": "PAYMENT.CAPTURE.COMPLETED"}
    told = {
        version: api.post(f"{W}/simulate-event", {**asked, "resource_version": version}) for version in ("2.0", "1.0")
    }
    dispute = api.post(f"{W}/simulate-event", {"url": receiver.url, "event_type": "CUSTOMER.DISPUTE.CREATED"})

    assert {version: reply.status_code for version, reply in told.items()} == {"2.0": 202, "1.0": 400}
    assert told["2.0"].json()["resource_version"] == "2.0"
    assert "does not know" in told["1.0"].json()["message"]
    assert "resource_version" not in dispute.json()
