"""3-D Secure: when the bank asks, where the buyer is sent, and what comes of it."""

from typing import Any

import pytest
import stripe

from tests.fidelity.conftest import Merchant

ASKED = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_authenticationRequired"}
BACK = "https://shop.example/return"


def test_a_challenge_leads_to_a_page_and_back(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({**ASKED, "return_url": BACK})

    assert (intent.status, intent.latest_charge, intent.amount_received) == ("requires_action", None, 0)
    assert intent.next_action.type == "redirect_to_url"
    assert intent.next_action.redirect_to_url.return_url == BACK
    assert intent.next_action.redirect_to_url.url.startswith(merchant.base_url)
    page = merchant.http("GET", intent.next_action.redirect_to_url.url.removeprefix(merchant.base_url))
    assert page.status_code == 200
    assert merchant.types() == ["payment_intent.created", "payment_intent.requires_action"]


@pytest.mark.parametrize("options", [{}, {"return_url": BACK, "use_stripe_sdk": True}])
def test_without_a_way_back_the_pages_script_handles_it(options: dict[str, Any], merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({**ASKED, **options})

    assert intent.next_action.type == "use_stripe_sdk"
    assert intent.next_action.use_stripe_sdk.stripe_js.startswith(merchant.base_url)


def test_a_buyer_who_authenticates_has_paid(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({**ASKED, "return_url": BACK})
    merchant.world.act("authenticate", object=intent.id, succeed=True)

    after = merchant.sdk.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert (after.status, after.next_action, after.amount_received) == ("succeeded", None, 2000)
    assert after.latest_charge.payment_method_details.card.three_d_secure.result == "authenticated"
    assert merchant.types()[2:] == ["charge.succeeded", "payment_intent.succeeded"]


def test_a_buyer_who_fails_may_try_again(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({**ASKED, "return_url": BACK})
    merchant.world.act("authenticate", object=intent.id, succeed=False)

    after = merchant.sdk.payment_intents.retrieve(intent.id)
    assert (after.status, after.payment_method) == ("requires_payment_method", None)
    assert after.last_payment_error.code == "payment_intent_authentication_failure"
    assert merchant.types()[2:] == ["payment_intent.payment_failed"]
    again = merchant.sdk.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    assert (again.status, again.last_payment_error) == ("succeeded", None)


def test_off_session_nobody_can_authenticate(merchant: Merchant) -> None:
    """Refused before the network is asked: no charge, no network code, and the security code is still unchecked."""
    with pytest.raises(stripe.CardError) as caught:
        merchant.sdk.payment_intents.create({**ASKED, "off_session": True})

    body = caught.value.json_body["error"]  # type: ignore[index]
    assert (body["code"], body["decline_code"]) == ("authentication_required", "authentication_required")
    assert body["message"] == "Your card was declined. This transaction requires authentication."
    assert "charge" not in body
    assert body["payment_intent"]["latest_charge"] is None
    assert body["payment_method"]["card"]["checks"]["cvc_check"] == "unchecked"
    assert list(body["payment_intent"]["last_payment_error"]) == [
        "code", "decline_code", "doc_url", "message", "payment_method", "payment_method_type", "type",
    ]  # fmt: skip
    assert merchant.types() == ["payment_intent.created", "payment_intent.payment_failed"]


def test_a_merchant_who_wants_no_actions_gets_an_error(merchant: Merchant) -> None:
    with pytest.raises(stripe.CardError) as caught:
        merchant.sdk.payment_intents.create({**ASKED, "error_on_requires_action": True})

    assert caught.value.code == "authentication_required"


@pytest.mark.parametrize(
    ("name", "off_session", "status"),
    [
        ("threeDSecureOptional", False, "succeeded"),
        ("threeDSecure2Required", False, "requires_action"),
        ("authenticationRequiredSetupForOffSession", False, "requires_action"),
        ("authenticationRequiredSetupForOffSession", True, "succeeded"),
        ("authenticationRequiredOnSetup", False, "requires_action"),
    ],
)
def test_each_card_is_challenged_as_published(name: str, off_session: bool, status: str, merchant: Merchant) -> None:
    fields = {**ASKED, "payment_method": f"pm_card_{name}", **({"off_session": True} if off_session else {})}

    assert merchant.sdk.payment_intents.create(fields).status == status


def test_a_merchant_may_ask_for_a_challenge(merchant: Merchant) -> None:
    options = {"card": {"request_three_d_secure": "any"}}
    fields = {**ASKED, "payment_method": "pm_card_threeDSecureOptional", "payment_method_options": options}
    intent = merchant.sdk.payment_intents.create(fields)

    assert intent.status == "requires_action"
    assert intent.payment_method_options.card.request_three_d_secure == "any"


def test_a_card_set_up_once_is_charged_off_session_later(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create().id
    fields = {**ASKED, "payment_method": "pm_card_authenticationRequiredOnSetup", "customer": customer}
    first = sdk.payment_intents.create({**fields, "setup_future_usage": "off_session"})
    merchant.world.act("authenticate", object=first.id)

    [kept] = sdk.payment_methods.list({"customer": customer}).data
    assert merchant.types()[-1] == "payment_method.attached"
    later = sdk.payment_intents.create({**fields, "payment_method": kept.id, "off_session": True})
    assert later.status == "succeeded"


@pytest.mark.parametrize(
    ("name", "decline"),
    [
        ("authenticationRequiredChargeDeclinedInsufficientFunds", "insufficient_funds"),
        ("threeDSecureRequiredChargeDeclined", "generic_decline"),
    ],
)
def test_a_card_may_be_declined_after_its_challenge(name: str, decline: str, merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({**ASKED, "payment_method": f"pm_card_{name}"})
    merchant.world.act("authenticate", object=intent.id)

    after = merchant.sdk.payment_intents.retrieve(intent.id)
    assert after.status == "requires_payment_method"
    assert after.last_payment_error.decline_code == decline
    assert merchant.types()[-2:] == ["charge.failed", "payment_intent.payment_failed"]


def test_a_manual_confirmation_waits_for_the_merchants_second_confirm(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({**ASKED, "confirmation_method": "manual", "return_url": BACK})
    merchant.world.act("authenticate", object=intent.id)

    assert merchant.sdk.payment_intents.retrieve(intent.id).status == "requires_confirmation"
    assert merchant.sdk.payment_intents.confirm(intent.id).status == "succeeded"
