"""Setup intents: what a merchant sees of a method that is kept for later, in every way that it can go."""

from typing import Any

import httpx
import pytest
import stripe

from tests.fidelity.conftest import Merchant

BACK = "https://shop.example/return"
CHALLENGED = {"payment_method": "pm_card_authenticationRequiredOnSetup", "confirm": True}
FIELDS = """id object allowed_payment_method_types application automatic_payment_methods cancellation_reason
client_secret created customer customer_account description excluded_payment_method_types flow_directions
last_setup_error latest_attempt livemode managed_payments mandate metadata next_action on_behalf_of payment_method
payment_method_configuration_details payment_method_options payment_method_types single_use_mandate status usage"""
"""Recorded: complete, in this order."""


def refused(call: Any) -> Any:
    with pytest.raises(stripe.StripeError) as caught:
        call()
    return caught.value


def test_a_new_intent_has_the_recorded_fields_and_defaults(merchant: Merchant) -> None:
    intent = merchant.sdk.setup_intents.create({"usage": "on_session"})

    assert list(intent.to_dict()) == FIELDS.split()
    assert (intent.status, intent.usage) == ("requires_payment_method", "off_session")
    assert intent.automatic_payment_methods.to_dict() == {"allow_redirects": "always", "enabled": True}
    assert intent.payment_method_options.to_dict() == {
        "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
    }
    assert len(intent.client_secret) == len(intent.id) + len("_secret_") + 31
    assert merchant.types() == ["setup_intent.created"]


def test_a_customers_card_is_attached_when_it_is_set_up(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create()
    intent = sdk.setup_intents.create({"customer": customer.id, "metadata": {"order": "7"}})
    done = sdk.setup_intents.confirm(intent.id, {"payment_method": "pm_card_visa", "expand": ["payment_method"]})

    assert (done.status, done.next_action, done.last_setup_error) == ("succeeded", None, None)
    assert (done.payment_method.customer, done.payment_method.card.checks.cvc_check) == (customer.id, "pass")
    assert merchant.types() == [
        "customer.created", "setup_intent.created", "setup_intent.succeeded", "payment_method.attached",
    ]  # fmt: skip
    paid = sdk.payment_intents.create(
        {"amount": 900, "currency": "usd", "customer": customer.id, "payment_method": done.payment_method.id,
         "off_session": True, "confirm": True}
    )  # fmt: skip
    assert paid.status == "succeeded"


def test_without_a_customer_the_method_may_be_attached_later(merchant: Merchant) -> None:
    sdk = merchant.sdk
    done = sdk.setup_intents.create({"payment_method": "pm_card_visa", "confirm": True})
    kept = sdk.payment_methods.attach(done.payment_method, {"customer": sdk.customers.create().id})

    assert (done.customer, kept.id) == (None, done.payment_method)


def test_a_challenge_leads_to_the_banks_page_and_back(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create()
    intent = sdk.setup_intents.create({**CHALLENGED, "customer": customer.id, "return_url": BACK})
    url = intent.next_action.redirect_to_url.url
    asked = httpx.get(url, trust_env=False)
    answered = httpx.post(url, data={"succeed": "true", "return_url": BACK}, trust_env=False)
    after = sdk.setup_intents.retrieve(intent.id, {"expand": ["latest_attempt"]})

    assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
    assert (asked.status_code, "saves this card" in asked.text) == (200, True)
    assert answered.headers["location"].startswith(f"{BACK}?setup_intent={intent.id}&")
    assert answered.headers["location"].endswith("redirect_status=succeeded")
    assert (after.status, after.latest_attempt.status) == ("succeeded", "succeeded")
    assert after.latest_attempt.payment_method_details.card.three_d_secure.result == "authenticated"
    assert merchant.types()[2:] == [
        "setup_intent.requires_action", "setup_intent.succeeded", "payment_method.attached",
    ]  # fmt: skip
    later = {"amount": 900, "currency": "usd", "customer": customer.id, "payment_method": after.payment_method}
    assert sdk.payment_intents.create({**later, "off_session": True, "confirm": True}).status == "succeeded"


def test_a_buyer_who_fails_to_authenticate_may_try_again(merchant: Merchant) -> None:
    sdk = merchant.sdk
    intent = sdk.setup_intents.create(CHALLENGED)
    merchant.world.act("authenticate", object=intent.id, succeed=False)
    failed = sdk.setup_intents.retrieve(intent.id)
    again = sdk.setup_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    tried = sdk.setup_attempts.list({"setup_intent": intent.id}).data

    assert intent.next_action.type == "use_stripe_sdk"
    assert (failed.status, failed.payment_method) == ("requires_payment_method", None)
    assert failed.last_setup_error.code == "setup_intent_authentication_failure"
    assert (again.status, again.last_setup_error) == ("succeeded", None)
    assert [attempt.status for attempt in tried] == ["succeeded", "failed"]
    assert tried[1].setup_error.code == "setup_intent_authentication_failure"


def test_an_attempt_that_nobody_ends_is_abandoned(merchant: Merchant) -> None:
    sdk = merchant.sdk
    intent = sdk.setup_intents.create(CHALLENGED)
    sdk.setup_intents.confirm(intent.id, {"payment_method": "pm_card_authenticationRequired"})
    sdk.setup_intents.cancel(intent.id, {"cancellation_reason": "duplicate"})
    after = sdk.setup_intents.retrieve(intent.id)

    assert (after.status, after.cancellation_reason, after.next_action) == ("canceled", "duplicate", None)
    tried = sdk.setup_attempts.list({"setup_intent": intent.id}).data
    assert [attempt.status for attempt in tried] == ["abandoned", "abandoned"]
    assert merchant.types()[-1] == "setup_intent.canceled"


def test_a_declined_card_is_answered_as_recorded(merchant: Merchant) -> None:
    sdk = merchant.sdk
    intent = sdk.setup_intents.create()
    expired = {"payment_method": "pm_card_chargeDeclinedExpiredCard"}
    error = refused(lambda: sdk.setup_intents.confirm(intent.id, expired))
    after = sdk.setup_intents.retrieve(intent.id)

    assert (error.http_status, error.code, error.param) == (402, "expired_card", "exp_month")
    said = error.json_body["error"]
    assert said["setup_intent"]["id"] == intent.id
    assert "charge" not in said
    assert (after.status, after.payment_method) == ("requires_payment_method", None)
    assert (after.last_setup_error.code, after.last_setup_error.network_advice_code) == ("expired_card", "03")
    assert after.last_setup_error.payment_method.card.last4 == "0069"
    assert not {"charge", "payment_method_type"} & after.last_setup_error.to_dict().keys()
    assert merchant.types() == ["setup_intent.created", "setup_intent.setup_failed"]


def test_a_card_that_only_charges_fail_with_can_be_set_up(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create()
    done = sdk.setup_intents.create(
        {"payment_method": "pm_card_chargeCustomerFail", "customer": customer.id, "confirm": True}
    )
    later = {"amount": 900, "currency": "usd", "customer": customer.id, "payment_method": done.payment_method}

    assert done.status == "succeeded"
    assert refused(lambda: sdk.payment_intents.create({**later, "confirm": True})).code == "card_declined"


def owned(sdk: Any) -> tuple[str, str]:
    customer = sdk.customers.create().id
    return customer, sdk.payment_methods.attach("pm_card_visa", {"customer": customer}).id


def test_whose_method_it_is_decides(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer, method = owned(sdk)
    other = sdk.customers.create().id
    nobody = refused(lambda: sdk.setup_intents.create({"payment_method": method}))
    another = refused(lambda: sdk.setup_intents.create({"payment_method": method, "customer": other}))

    assert (nobody.code, nobody.param) == (None, "payment_method")
    assert nobody.user_message == (
        f"The payment method supplied ({method}) belongs to the Customer {customer}. Please include the Customer in "
        "the `customer` parameter on the SetupIntent."
    )
    assert f"does not belong to the Customer you supplied {other}" in another.user_message
    assert sdk.setup_intents.create({"payment_method": method, "customer": customer}).status == "requires_confirmation"


WRONG_STATES = {
    "confirm": {
        "succeeded": "You cannot confirm this SetupIntent because it has already succeeded.",
        "canceled": "You cannot confirm this SetupIntent because it has been canceled.",
    },
    "cancel": {
        "succeeded": "You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with "
        "one of the following statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or "
        "`requires_action`.",
        "canceled": "You cannot cancel this SetupIntent because it is already canceled.",
    },
    "update": {"succeeded": "You cannot update this SetupIntent because it has already succeeded."},
}
"""Recorded sentences."""


@pytest.mark.parametrize(("verb", "state"), [(verb, state) for verb, said in WRONG_STATES.items() for state in said])
def test_what_is_over_is_over(verb: str, state: str, merchant: Merchant) -> None:
    sdk = merchant.sdk
    intent = sdk.setup_intents.create({"payment_method": "pm_card_visa", "confirm": state == "succeeded"})
    if state == "canceled":
        sdk.setup_intents.cancel(intent.id)
    params = {"payment_method": "pm_card_visa"} if verb == "update" else {}
    error = refused(lambda: getattr(sdk.setup_intents, verb)(intent.id, params))

    assert (error.http_status, error.code) == (400, "setup_intent_unexpected_state")
    assert error.user_message == WRONG_STATES[verb][state]
    assert error.json_body["error"]["setup_intent"]["status"] == state
    assert sdk.setup_intents.update(intent.id, {"metadata": {"a": "b"}}).metadata.to_dict() == {"a": "b"}


def test_other_refusals_as_recorded(merchant: Merchant) -> None:
    sdk = merchant.sdk
    bare = sdk.setup_intents.create()
    unknown = refused(lambda: sdk.setup_intents.retrieve("seti_none"))
    missing = refused(lambda: sdk.setup_intents.confirm(bare.id))
    early = refused(lambda: sdk.setup_intents.verify_microdeposits(bare.id, {"amounts": [32, 45]}))

    assert (unknown.http_status, unknown.user_message, unknown.param) == (
        404,
        "No such setupintent: 'seti_none'",
        "intent",
    )
    assert missing.code == "setup_intent_unexpected_state"
    assert missing.user_message.startswith("You cannot confirm this SetupIntent because it's missing a payment method.")
    assert early.code == "intent_invalid_state"
    assert early.user_message == (
        "This SetupIntent cannot be actioned on because it has a status of requires_payment_method. Only a SetupIntent "
        'with one of the following statuses may be actioned on: ["requires_action"].'
    )


@pytest.mark.parametrize(("name", "value"), [("confirmation_token", "ctoken_1"), ("attach_to_self", True)])
def test_what_the_simulator_cannot_do_is_marked_as_a_gap(name: str, value: Any, merchant: Merchant) -> None:
    refused(lambda: merchant.sdk.setup_intents.create({name: value}))

    assert merchant.world.calls()[-1].unsupported


def test_types_are_refused_today_and_taken_by_older_versions(merchant: Merchant) -> None:
    named = {"payment_method_types": ["card"], "usage": "on_session"}
    error = refused(lambda: merchant.sdk.setup_intents.create(named))
    older = merchant.sdk.setup_intents.create(named, {"stripe_version": "2025-03-31.basil"})

    assert error.code == "payment_method_types_no_longer_supported"
    assert (older.payment_method_types, older.usage, older.automatic_payment_methods) == (["card"], "on_session", None)


def test_intents_are_listed_by_customer_and_method(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer, method = owned(sdk)
    mine = sdk.setup_intents.create({"customer": customer, "payment_method": method, "confirm": True})
    sdk.setup_intents.create()

    assert [i.id for i in sdk.setup_intents.list({"customer": customer}).data] == [mine.id]
    assert [i.id for i in sdk.setup_intents.list({"payment_method": method}).data] == [mine.id]
    assert len(sdk.setup_intents.list().data) == 2


def test_a_browser_confirms_with_the_client_secret_and_sees_no_more(merchant: Merchant) -> None:
    intent = merchant.sdk.setup_intents.create({"metadata": {"inner": "secret"}})
    path, key = f"/v1/setup_intents/{intent.id}", merchant.view.publishable_key
    blind = merchant.http("GET", path, key=key)
    wrong = merchant.http("POST", path + "/confirm", key=key, data={"client_secret": intent.id + "_secret_wrong"})
    data = {"client_secret": intent.client_secret, "payment_method": "pm_card_visa"}
    done = merchant.http("POST", path + "/confirm", key=key, data=data).json()

    assert (blind.status_code, wrong.status_code) == (400, 400)
    assert intent.client_secret not in wrong.text
    assert done["status"] == "succeeded"
    assert not {"metadata", "customer", "latest_attempt"} & done.keys()
    assert merchant.http("GET", "/v1/setup_intents", key=key).status_code == 401


def test_a_published_card_is_not_set_up_on_the_live_side(merchant: Merchant) -> None:
    live = Merchant(merchant.world, "live")
    error = refused(lambda: live.sdk.setup_intents.create({"payment_method": "pm_card_visa", "confirm": True}))
    own = live.sdk.setup_intents.create()
    merchant.world.act("set_up", side="live", object=own.id)

    assert (error.http_status, error.json_body["error"]["decline_code"]) == (402, "live_mode_test_card")
    assert live.sdk.setup_intents.retrieve(own.id).status == "succeeded"


# Checkout in setup mode.

PAGE = {"mode": "setup", "success_url": BACK, "currency": "eur"}


def test_a_page_in_setup_mode_keeps_a_card(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create()
    session = sdk.checkout.sessions.create(
        {**PAGE, "customer": customer.id, "setup_intent_data": {"metadata": {"order": "7"}}}
    )
    assert (session.mode, session.payment_status, session.amount_total) == ("setup", "no_payment_required", None)
    merchant.world.act("set_up", object=session.id, card="pm_card_authenticationRequired", email="a@b.co")
    waiting = sdk.checkout.sessions.retrieve(session.id)
    merchant.world.act("authenticate", object=session.id)
    after = sdk.checkout.sessions.retrieve(session.id, {"expand": ["setup_intent"]})

    assert waiting.status == "open"
    assert (after.status, after.payment_status) == ("complete", "no_payment_required")
    assert (after.setup_intent.status, after.setup_intent.customer) == ("succeeded", customer.id)
    assert after.setup_intent.metadata.to_dict() == {"order": "7"}
    assert merchant.types()[-3:] == [
        "setup_intent.succeeded", "payment_method.attached", "checkout.session.completed",
    ]  # fmt: skip


def test_a_mode_takes_only_what_is_its_own(merchant: Merchant) -> None:
    sdk = merchant.sdk
    line = {"price_data": {"currency": "usd", "unit_amount": 900, "product_data": {"name": "tea"}}, "quantity": 1}
    wrong = refused(lambda: sdk.checkout.sessions.create({**PAGE, "line_items": [line]}))
    other = refused(
        lambda: sdk.checkout.sessions.create(
            {"mode": "payment", "success_url": BACK, "line_items": [line], "setup_intent_data": {"description": "x"}}
        )
    )

    assert (wrong.param, other.param) == ("line_items", "setup_intent_data")
