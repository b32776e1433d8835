"""Every published test card does what Stripe publishes of it, by test id, by token and by number."""

import pytest
import stripe

from simulator.stripe.test_values import BY_NAME, DECLINES, INSTRUMENTS
from tests.fidelity.conftest import Merchant

SUCCEED = [
    "4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "5200828282828210",
    "5105105105105100", "378282246310005", "371449635398431", "6011111111111117", "3056930009020004",
    "3566002020360505", "6200000000000005", "4000000000000077", "4000000000003055", "4000000000000259",
    "4000000000002685", "4000000000001976", "4000000000005423", "4000000404000079", "4000000404000038",
    "4000000000007726", "4000000000005126", "4000000000000101", "4000000000009235",
]  # fmt: skip

# number: code, decline_code, network_decline_code, advice_code, param, message
DECLINED = {
    "4000000000000002": ("card_declined", "generic_decline", "01", "try_again_later", None, "Your card was declined."),
    "4000000000009995": (
        "card_declined", "insufficient_funds", "51", "try_again_later", None, "Your card has insufficient funds."),
    "4000000000009987": ("card_declined", "lost_card", "41", "do_not_try_again", None, "Your card was declined."),
    "4000000000009979": ("card_declined", "stolen_card", "43", "do_not_try_again", None, "Your card was declined."),
    "4000000000000069": (
        "expired_card", "expired_card", "54", "confirm_card_data", "exp_month", "Your card has expired."),
    "4000000000000127": (
        "incorrect_cvc", "incorrect_cvc", "82", "confirm_card_data", "cvc",
        "Your card's security code is incorrect."),
    "4000000000000119": (
        "processing_error", "processing_error", "06", "try_again_later", None,
        "An error occurred while processing your card. Try again in a little bit."),
    "4000000000006975": (
        "card_declined", "card_velocity_exceeded", "65", "try_again_later", None,
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit."),
    "4000000000000341": ("card_declined", "generic_decline", "01", "try_again_later", None, "Your card was declined."),
    "4100000000000019": ("card_declined", "fraudulent", None, "do_not_try_again", None, "Your card was declined."),
    "4000000000004954": ("card_declined", "fraudulent", None, "do_not_try_again", None, "Your card was declined."),
}  # fmt: skip


def method_of(merchant: Merchant, number: str) -> str:
    card = {"number": number, "exp_month": 12, "exp_year": 2040, "cvc": "1234" if number.startswith("3") else "123"}
    made: str = merchant.sdk.payment_methods.create({"type": "card", "card": card}).id
    return made


@pytest.mark.parametrize("number", SUCCEED)
def test_a_good_card_pays(number: str, merchant: Merchant) -> None:
    fields = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": method_of(merchant, number)}
    intent = merchant.sdk.payment_intents.create({**fields, "expand": ["latest_charge"]})

    card = intent.latest_charge.payment_method_details.card
    assert (intent.status, intent.amount_received) == ("succeeded", 2000)
    assert (card.last4, card.brand) == (number[-4:], INSTRUMENTS[number].brand)
    assert intent.latest_charge.outcome.network_status == "approved_by_network"


@pytest.mark.parametrize("number", DECLINED)
def test_a_bad_card_is_declined_and_the_intent_stays(number: str, merchant: Merchant) -> None:
    """402 with the whole intent, which goes back to needing a method; the attempt is on record as a failed charge."""
    code, decline, network, advice, param, message = DECLINED[number]
    customer = merchant.sdk.customers.create().id
    intent = merchant.sdk.payment_intents.create({"amount": 2000, "currency": "usd", "customer": customer})
    method = method_of(merchant, number)

    with pytest.raises(stripe.CardError) as caught:
        merchant.sdk.payment_intents.confirm(intent.id, {"payment_method": method})

    body = caught.value.json_body["error"]  # type: ignore[index]
    told = ("code", "decline_code", "network_decline_code", "advice_code", "param", "message")
    assert caught.value.http_status == 402
    assert tuple(body.get(key) for key in told) == (code, decline, network, advice, param, message)
    assert body["payment_method"]["id"] == method
    after = merchant.sdk.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})
    assert body["payment_intent"]["id"] == intent.id
    assert after.status == body["payment_intent"]["status"] == "requires_payment_method"
    assert (after.payment_method, after.customer, after.amount_received) == (None, customer, 0)
    assert after.latest_charge.id == body["charge"] == after.last_payment_error.charge
    charge = after.latest_charge
    assert (charge.status, charge.paid, charge.captured) == ("failed", False, False)
    assert (charge.failure_code, charge.failure_message, charge.receipt_url) == (code, message, None)
    assert merchant.types()[-2:] == ["charge.failed", "payment_intent.payment_failed"]
    assert merchant.sdk.payment_methods.retrieve(method).card.checks.cvc_check == "pass"


def test_the_recorded_decline_is_met_word_for_word(merchant: Merchant) -> None:
    fields = {"amount": 2000, "currency": "usd", "confirm": True, "payment_method": "pm_card_visa_chargeDeclined"}
    with pytest.raises(stripe.CardError) as caught:
        merchant.sdk.payment_intents.create(fields)

    body = caught.value.json_body["error"]  # type: ignore[index]
    error = body["payment_intent"]["last_payment_error"]
    charge = merchant.sdk.charges.retrieve(body["charge"])
    assert list(body) == [
        "advice_code", "charge", "code", "decline_code", "doc_url", "message", "network_decline_code",
        "payment_intent", "payment_method", "request_log_url", "type",
    ]  # fmt: skip
    assert list(error) == [
        "advice_code", "charge", "code", "decline_code", "doc_url", "message", "network_decline_code",
        "payment_method", "payment_method_type", "type",
    ]  # fmt: skip
    outcome = charge.outcome.to_dict()
    assert 3 <= outcome.pop("risk_score") <= 64
    assert outcome == {
        "advice_code": "try_again_later",
        "network_advice_code": None,
        "network_decline_code": "01",
        "network_status": "declined_by_network",
        "reason": "generic_decline",
        "risk_level": "normal",
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }
    assert charge.payment_method_details.card.amount_authorized is None
    assert charge.payment_method_details.card.authorization_code


def test_a_wrong_number_or_date_makes_no_method(merchant: Merchant) -> None:
    def refused(**card: object) -> tuple[str | None, str | None]:
        whole = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123", **card}
        with pytest.raises(stripe.CardError) as caught:
            merchant.sdk.payment_methods.create({"type": "card", "card": whole})
        return caught.value.code, caught.value.param

    assert refused(number="4242424242424241") == ("incorrect_number", "number")
    assert refused(exp_month=13) == ("invalid_expiry_month", "exp_month")
    assert refused(exp_year=2020) == ("invalid_expiry_year", "exp_year")
    assert refused(cvc="99") == ("invalid_cvc", "cvc")
    assert refused(number="4929420573595709") == ("card_declined", None)


def test_a_card_that_is_always_declined_cannot_be_attached_but_one_that_fails_later_can(merchant: Merchant) -> None:
    customer = merchant.sdk.customers.create().id

    with pytest.raises(stripe.CardError):
        merchant.sdk.payment_methods.attach("pm_card_visa_chargeDeclined", {"customer": customer})
    kept = merchant.sdk.payment_methods.attach("pm_card_chargeCustomerFail", {"customer": customer})
    assert kept.customer == customer
    fields = {"amount": 500, "currency": "usd", "confirm": True, "customer": customer, "payment_method": kept.id}
    with pytest.raises(stripe.CardError):
        merchant.sdk.payment_intents.create(fields)


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_every_token_makes_the_card_of_its_number(name: str, merchant: Merchant) -> None:
    method = merchant.sdk.payment_methods.create({"type": "card", "card": {"token": f"tok_{name}"}})

    instrument = BY_NAME[name]
    assert (method.card.last4, method.card.brand) == (instrument.number[-4:], instrument.brand)
    assert (method.card.country, method.card.funding) == (instrument.country, instrument.funding)


def test_every_decline_is_reached_by_some_card() -> None:
    reached = {instrument.decline for instrument in INSTRUMENTS.values()} - {None}

    assert reached | {"live_mode_test_card", "test_mode_live_card"} == DECLINES.keys()
