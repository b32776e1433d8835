"""What PayPal does not promise, varied: each set changes what it says and nothing else."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from simulator.client import WorldClient
from simulator.paypal.variations import MANNER, NEW_REL, NEW_TYPE, SETS
from simulator.schedules.variations import sets_of
from simulator.varying import NEW_FIELD, OTHER_SENTENCE, PAGE
from tests.simulator.paypal.conftest import Api
from tests.simulator.receiver import Receiver

ORDERS, EVENTS = "/v2/checkout/orders", "/v1/notifications/webhooks-events"


def paid(world: WorldClient, api: Api, value: str = "10.00") -> dict[str, Any]:
    """Return the reply to the capture of an order that was approved."""
    order = api.order(value)
    world.act("pay", provider="paypal", object=order)
    captured: dict[str, Any] = api.post(f"{ORDERS}/{order}/capture", Prefer="return=representation").json()
    return captured


def capture_of(order: dict[str, Any]) -> dict[str, Any]:
    (capture,) = order["purchase_units"][0]["payments"]["captures"]
    return dict(capture)


def pages(api: Api, **query: str) -> Iterator[list[dict[str, Any]]]:
    """Yield the pages of the list of events, following its links."""
    page = api.http.get(EVENTS, params=query).json()
    while True:
        yield page["events"]
        further = [link["href"] for link in page["links"] if link["rel"] == "next"]
        if not further:
            return
        page = api.http.get(f"{urlsplit(further[0]).path}?{urlsplit(further[0]).query}").json()


def test_each_set_says_what_it_varies_and_none_varies_by_itself(world: WorldClient, api: Api) -> None:
    order = paid(world, api)

    assert tuple(SETS) == sets_of("paypal")
    assert all(SETS.values())
    assert NEW_FIELD not in json.dumps(order)
    assert (len(order["id"]), capture_of(order)["amount"]["value"]) == (17, "10.00")


def test_properties_are_added_and_stand_in_another_order(world: WorldClient, api: Api, receiver: Receiver) -> None:
    world.endpoint(receiver.url, provider="paypal")
    path = f"{ORDERS}/{paid(world, api)['id']}"
    before = api.http.get(path).json()
    world.vary(["field-order"])
    turned, again = api.http.get(path).json(), api.http.get(path).json()
    world.vary(["fields"])
    more = api.http.get(path).json()
    held = len(receiver.got)
    paid(world, api)
    told = json.loads(receiver.wait_for(held + 1)[held].body)

    assert turned == before
    assert list(turned) == list(again) != list(before)
    assert NEW_FIELD in more
    assert NEW_FIELD in more["purchase_units"][0]["amount"]
    assert NEW_FIELD in told
    assert NEW_FIELD in told["resource"]


def test_words_are_added_and_the_state_of_the_money_is_none_of_them(world: WorldClient, api: Api) -> None:
    world.vary(["enum-values"])
    order = paid(world, api)
    capture = capture_of(order)

    assert (order["status"], capture["status"]) == ("COMPLETED", "COMPLETED")
    assert capture["seller_protection"]["status"] == MANNER.new_word
    assert order["payment_source"]["paypal"]["account_status"] == MANNER.new_word


def test_a_dispute_has_another_reason_and_a_longer_id(world: WorldClient, api: Api) -> None:
    world.vary(["enum-values", "id-lengths"])
    order = paid(world, api)
    world.act("dispute", provider="paypal", object=order["id"])
    (listed,) = api.http.get("/v1/customer/disputes").json()["items"]

    assert listed["reason"] == MANNER.new_word
    assert 100 < len(listed["dispute_id"]) <= 255
    assert api.http.get(f"/v1/customer/disputes/{listed['dispute_id']}").status_code == 200


def test_ids_are_longer_and_still_tell_things_apart(world: WorldClient, api: Api) -> None:
    world.vary(["id-lengths"])
    first, second = paid(world, api), paid(world, api)
    event = next(pages(api))[0]["id"]
    refund = api.post(f"/v2/payments/captures/{capture_of(first)['id']}/refund").json()

    assert {len(first["id"]), len(capture_of(first)["id"]), len(refund["id"])} == {36}
    assert first["id"] != second["id"]
    assert first["id"][:17] == second["id"][:17]
    assert len(event) == 50
    assert api.http.get(f"{EVENTS}/{event}").status_code == 200


def test_sentences_are_others_and_issues_stay(world: WorldClient, api: Api, receiver: Receiver) -> None:
    world.endpoint(receiver.url, provider="paypal")
    world.vary(["messages"])
    unit = {"amount": {"currency_code": "USD", "value": "10.00"}, "description": "a pound of tea"}
    made = api.post(ORDERS, {"intent": "CAPTURE", "purchase_units": [unit]}, Prefer="return=representation").json()
    refused = api.post(f"{ORDERS}/{made['id']}/capture").json()
    paid(world, api)
    told = json.loads(receiver.wait_for(1)[0].body)

    assert (refused["name"], refused["message"]) == ("UNPROCESSABLE_ENTITY", OTHER_SENTENCE)
    assert refused["details"][0]["issue"] == "ORDER_NOT_APPROVED"
    assert refused["details"][0]["description"] == OTHER_SENTENCE
    assert made["purchase_units"][0]["description"] == "a pound of tea", "it is the merchant's"
    assert told["summary"] == OTHER_SENTENCE


def test_webhooks_that_take_all_hear_of_types_that_are_new(world: WorldClient, api: Api, receiver: Receiver) -> None:
    everything = world.endpoint(receiver.url + "/everything", provider="paypal")
    world.endpoint(receiver.url + "/chosen", provider="paypal", enabled_events=("PAYMENT.CAPTURE.COMPLETED",))
    world.vary(["event-types"])
    order = paid(world, api)
    world.quiet()
    told = [json.loads(hook.body) for hook in receiver.wait_for(7) if hook.path.endswith("/everything")]

    assert everything.enabled_events == ("*",)
    new = next(one for one in told if one["event_type"] == f"PAYMENT.CAPTURE.{NEW_TYPE}")
    assert {one["event_type"] for one in told} >= {"PAYMENT.CAPTURE.COMPLETED", "CHECKOUT.ORDER.COMPLETED"}
    assert new["resource"]["id"] == capture_of(order)["id"]
    assert [hook.path for hook in receiver.got].count("/webhooks/stripe/chosen") == 1


def test_links_stand_elsewhere_and_are_known_by_their_relation(world: WorldClient, api: Api) -> None:
    path = f"{ORDERS}/{api.order()}"
    before = api.http.get(path).json()["links"]
    world.vary(["link-order"])
    after = api.http.get(path).json()["links"]

    assert after[1]["rel"] == NEW_REL
    assert [after[0], *after[2:]] == before[::-1]


@pytest.mark.parametrize(
    ("asked", "shown", "currency"),
    [("14.50", "14.5", "USD"), ("10.00", "10.0", "USD"), ("19.99", "19.99", "USD"), ("1500", "1500", "JPY")],
)
def test_noughts_at_the_end_of_an_amount_are_left_out(
    world: WorldClient, api: Api, asked: str, shown: str, currency: str
) -> None:
    world.vary(["amount-digits"])
    unit = {"amount": {"currency_code": currency, "value": asked}}
    body = {"intent": "CAPTURE", "purchase_units": [unit]}
    made = api.post(ORDERS, body, Prefer="return=representation").json()

    assert made["purchase_units"][0]["amount"]["value"] == shown


def test_pages_are_small_keep_the_question_and_lose_nothing(world: WorldClient, api: Api) -> None:
    made = [capture_of(paid(world, api))["id"] for _ in range(5)]
    world.vary(["page-sizes"])
    found = list(pages(api, page_size="100", event_type="PAYMENT.CAPTURE.COMPLETED"))

    assert [len(page) for page in found] == [PAGE, 2]
    assert [event["resource"]["id"] for page in found for event in page] == made[::-1]


def test_a_list_begins_with_the_oldest(world: WorldClient, api: Api) -> None:
    for _ in range(2):
        paid(world, api)
    (before,) = pages(api, page_size="100")
    world.vary(["list-order"])
    (after,) = pages(api, page_size="100")

    assert len(before) > 2
    assert [event["id"] for event in after] == [event["id"] for event in before][::-1]


def test_names_of_headers_are_written_in_other_letters(world: WorldClient, api: Api, receiver: Receiver) -> None:
    world.endpoint(receiver.url, provider="paypal")
    world.vary(["header-case"])
    paid(world, api)
    receiver.wait_for(1)
    world.quiet()

    assert "paypal-transmission-sig" in world.deliveries()[0].request_headers


def test_a_call_that_is_made_again_varies_too(world: WorldClient, api: Api) -> None:
    order = paid(world, api)
    capture = capture_of(order)["id"]
    first = api.post(f"/v2/payments/captures/{capture}/refund", **{"PayPal-Request-Id": "again"})
    world.vary(["link-order"])
    again = api.post(f"/v2/payments/captures/{capture}/refund", **{"PayPal-Request-Id": "again"})

    assert again.json()["id"] == first.json()["id"]
    assert again.json()["links"][1]["rel"] == NEW_REL


def test_everything_at_once_is_paid_and_refunded(world: WorldClient, api: Api) -> None:
    world.vary(SETS)
    order = paid(world, api)
    refund = api.post(f"/v2/payments/captures/{capture_of(order)['id']}/refund", Prefer="return=representation")

    assert (order["status"], capture_of(order)["status"]) == ("COMPLETED", "COMPLETED")
    assert (refund.status_code, refund.json()["status"]) == (201, "COMPLETED")
