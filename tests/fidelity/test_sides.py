"""Test and live, server and browser, one version and another: what each may see and do."""

from typing import Any

import pytest
import stripe

from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import ENDPOINT, PAGE, PAID


@pytest.fixture
def live(merchant: Merchant) -> Merchant:
    return Merchant(merchant.world, "live")


def test_an_id_of_the_other_mode_is_answered_with_that_hint(merchant: Merchant, live: Merchant) -> None:
    intent = live.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    customer = merchant.sdk.customers.create()

    with pytest.raises(stripe.InvalidRequestError) as first:
        merchant.sdk.payment_intents.retrieve(intent.id)
    with pytest.raises(stripe.InvalidRequestError) as second:
        live.sdk.customers.retrieve(customer.id)

    hint = "a similar object exists in {} mode, but a {} mode key was used to make this request."
    assert str(first.value.user_message) == f"No such payment_intent: '{intent.id}'; {hint.format('live', 'test')}"
    assert str(second.value.user_message) == f"No such customer: '{customer.id}'; {hint.format('test', 'live')}"


def test_every_object_says_which_side_it_is_of(merchant: Merchant, live: Merchant) -> None:
    for side, mode in ((merchant, False), (live, True)):
        intent = side.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
        session = side.sdk.checkout.sessions.create(PAGE)
        assert (intent.livemode, session.livemode, side.sdk.events.list().data[0].livemode) == (mode, mode, mode)
        assert session.id.startswith("cs_live_" if mode else "cs_test_")


@pytest.mark.parametrize("card", ["pm_card_visa", "4242424242424242", "pm_card_authenticationRequired"])
def test_a_published_card_is_no_money_on_the_live_side(card: str, live: Merchant) -> None:
    intent = live.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    live.world.act("pay", side="live", object=intent.id, card=card)

    after = live.sdk.payment_intents.retrieve(intent.id)
    assert after.status == "requires_payment_method"
    assert after.last_payment_error.decline_code == "live_mode_test_card"
    assert after.last_payment_error.message == (
        "Your card was declined. Your request was in live mode, but used a known test card."
    )


def test_the_buyers_own_card_pays_on_the_live_side(live: Merchant) -> None:
    intent = live.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    live.world.act("pay", side="live", object=intent.id)

    assert live.sdk.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_test_card_makes_no_method_on_the_live_side(live: Merchant) -> None:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040}
    with pytest.raises(stripe.CardError) as caught:
        live.sdk.payment_methods.create({"type": "card", "card": card})

    assert caught.value.code == "card_declined"


# The browser.


def as_browser(merchant: Merchant, method: str, path: str, **fields: Any) -> Any:
    place = "params" if method == "GET" else "data"
    return merchant.http(method, path, key=merchant.view.publishable_key, **{place: fields})


def test_a_browser_reads_and_confirms_with_the_client_secret(merchant: Merchant) -> None:
    fields = {"amount": 500, "currency": "usd", "metadata": {"inner": "secret"}, "description": "tea"}
    intent = merchant.sdk.payment_intents.create(fields)
    path, secret = f"/v1/payment_intents/{intent.id}", {"client_secret": intent.client_secret}

    shown = as_browser(merchant, "GET", path, **secret).json()
    assert (shown["status"], shown["amount"], shown["description"]) == ("requires_payment_method", 500, "tea")
    assert not {"metadata", "customer", "latest_charge"} & shown.keys()
    card = {
        "payment_method_data[type]": "card",
        "payment_method_data[card][number]": "4242 4242 4242 4242",
        "payment_method_data[card][exp_month]": "12",
        "payment_method_data[card][exp_year]": "40",
        "payment_method_data[card][cvc]": "123",
    }
    confirmed = as_browser(merchant, "POST", path + "/confirm", **secret, **card)
    assert confirmed.json()["status"] == "succeeded"
    assert confirmed.headers["access-control-allow-origin"] == "*"
    call = merchant.world.calls()[-1]
    assert (call.by, call.operation) == ("publishable_key", "payment_intents.confirm")
    assert "123" not in str(call.parameters["payment_method_data"]["card"]["cvc"])


def test_a_browser_is_told_no_more_when_it_is_refused(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 500, "currency": "usd", "metadata": {"inner": "secret"}})
    fields = {"client_secret": intent.client_secret, "payment_method": "pm_card_visa_chargeDeclined"}

    declined = as_browser(merchant, "POST", f"/v1/payment_intents/{intent.id}/confirm", **fields)
    assert declined.status_code == 402
    assert declined.json()["error"]["payment_intent"]["status"] == "requires_payment_method"
    assert "secret" not in declined.text.replace("client_secret", "").replace(intent.client_secret, "")


def test_a_browser_without_the_secret_sees_nothing(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    path = f"/v1/payment_intents/{intent.id}"

    assert as_browser(merchant, "GET", path).status_code == 400
    wrong = as_browser(merchant, "GET", path, client_secret=intent.id + "_secret_wrong")
    written = as_browser(merchant, "POST", path + "/confirm", client_secret=intent.id + "_secret_wrong")
    for answer in (wrong, written):
        assert answer.status_code == 400
        assert intent.client_secret not in answer.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/payment_intents"), ("GET", "/v1/payment_intents"), ("POST", "/v1/refunds"), ("GET", "/v1/events")],
)
def test_a_publishable_key_is_no_secret_key(method: str, path: str, merchant: Merchant) -> None:
    answer = as_browser(merchant, method, path)

    assert answer.status_code == 401
    assert answer.json()["error"]["code"] == "secret_key_required"


def test_a_page_asks_first(merchant: Merchant) -> None:
    answer = merchant.http("OPTIONS", "/v1/payment_intents/pi_x/confirm", headers={"Origin": "http://shop.example"})

    assert answer.status_code in (200, 204)
    assert answer.headers["access-control-allow-origin"] == "*"


# Versions.


def test_a_request_is_answered_at_its_version(merchant: Merchant) -> None:
    def at(version: str, **fields: Any) -> Any:
        options: Any = {"stripe_version": version}
        return merchant.sdk.payment_intents.create({"amount": 500, "currency": "usd", **fields}, options)

    old = at("2024-06-20", payment_method_types=["card"])
    assert old.last_response.headers["stripe-version"] == "2024-06-20"
    assert old.to_dict()["invoice"] is None
    assert (old.payment_method_types, old.automatic_payment_methods) == (["card"], None)
    assert at("2023-10-16").capture_method == "automatic"
    assert at("2022-11-15").payment_method_types == ["card"]
    paid = at("2020-08-27", confirm=True, payment_method="pm_card_visa")
    assert [charge.id for charge in paid.charges.data] == [paid.latest_charge]
    new = at("2026-10-28.endive")
    assert "invoice" not in new.to_dict()
    session = merchant.sdk.checkout.sessions.create(
        {**PAGE, "ui_mode": "hosted"}, {"stripe_version": "2025-03-31.basil"}
    )
    assert session.ui_mode == "hosted"


def test_an_endpoint_is_shown_events_at_its_version(merchant: Merchant) -> None:
    endpoint = merchant.sdk.webhook_endpoints.create({**ENDPOINT, "api_version": "2024-06-20"})

    assert endpoint.api_version == "2024-06-20"
    assert len(endpoint.secret) == len("whsec_") + 32
    assert "secret" not in merchant.sdk.webhook_endpoints.retrieve(endpoint.id).to_dict()
    assert merchant.sdk.webhook_endpoints.delete(endpoint.id).deleted
    with pytest.raises(stripe.InvalidRequestError):
        merchant.sdk.webhook_endpoints.retrieve(endpoint.id)


def test_every_reply_says_what_it_is(merchant: Merchant) -> None:
    answer = merchant.http("POST", "/v1/payment_intents", data={**PAID, "confirm": "true"})

    assert answer.headers["x-assay-simulator"] == "true"
    assert answer.headers["request-id"].startswith("req_")
    assert answer.headers["stripe-version"] == "2026-10-28.endive"
    assert answer.headers["content-type"] == "application/json"
