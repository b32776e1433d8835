"""Tokens: a card or an account sent away by a page, named once, and never kept."""

from typing import Any

import pytest
import stripe

from tests.fidelity.conftest import Merchant
from tests.simulator.stripe.inprocess import Merchant as InProcess

CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
ACCOUNT = {
    "country": "US", "currency": "usd", "account_holder_name": "Ada", "account_holder_type": "individual",
    "routing_number": "110000000", "account_number": "000123456789",
}  # fmt: skip
CARD_FIELDS = """id object address_city address_country address_line1 address_line1_check address_line2 address_state
address_zip address_zip_check brand country cvc_check dynamic_last4 exp_month exp_year fingerprint funding last4
metadata name networks regulated_status tokenization_method"""
SECRET_NUMBER = "4929420573595709"
"""Fits the check digit and belongs to no published card."""


def refused(call: Any) -> Any:
    with pytest.raises(stripe.StripeError) as caught:
        call()
    return caught.value


def test_a_page_sends_a_card_away_and_the_server_names_it_once(merchant: Merchant) -> None:
    sdk = merchant.sdk
    data = {f"card[{name}]": str(value) for name, value in {**CARD, "name": "Ada", "address_zip": "10115"}.items()}
    made = merchant.http("POST", "/v1/tokens", key=merchant.view.publishable_key, data=data).json()
    given = {"type": "card", "card": {"token": made["id"]}}
    paid = sdk.payment_intents.create(
        {"amount": 900, "currency": "usd", "payment_method_data": given, "confirm": True, "expand": ["payment_method"]}
    )
    again = refused(lambda: sdk.payment_methods.create(given))

    assert (made["object"], made["type"], made["used"], made["livemode"]) == ("token", "card", False, False)
    assert list(made["card"]) == CARD_FIELDS.split()
    assert (made["card"]["last4"], made["card"]["brand"]) == ("4242", "Visa")
    assert (paid.status, paid.payment_method.billing_details.name) == ("succeeded", "Ada")
    assert paid.payment_method.billing_details.address.postal_code == "10115"
    assert sdk.tokens.retrieve(made["id"]).used
    assert (again.code, again.user_message) == (
        "token_already_used", f"You cannot use a Stripe token more than once: {made['id']}.",
    )  # fmt: skip
    assert not [name for name in merchant.types() if name.startswith("token")]


def test_a_refused_call_does_not_use_a_token_up(merchant: Merchant) -> None:
    sdk = merchant.sdk
    token = sdk.tokens.create({"card": CARD}).id
    refused(lambda: sdk.payment_methods.create({"type": "card", "card": {"token": token}, "customer": "cus_none"}))

    assert not sdk.tokens.retrieve(token).used
    assert sdk.payment_methods.create({"type": "card", "card": {"token": token}}).card.last4 == "4242"


def test_a_published_name_may_be_named_again_and_again(merchant: Merchant) -> None:
    made = [merchant.sdk.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}}) for _ in range(2)]

    assert made[0].id != made[1].id


def test_charges_still_refuse_what_has_reached_its_end(merchant: Merchant) -> None:
    token = merchant.sdk.tokens.create({"card": CARD}).id
    error = refused(lambda: merchant.sdk.charges.create({"amount": 900, "currency": "usd", "source": token}))

    assert "has reached end of life" in error.user_message


def test_an_accounts_token_shows_only_its_end(merchant: Merchant) -> None:
    token = merchant.sdk.tokens.create({"bank_account": ACCOUNT})
    error = refused(lambda: merchant.sdk.payment_methods.create({"type": "card", "card": {"token": token.id}}))

    assert (token.type, token.id[:5], token.bank_account.last4) == ("bank_account", "btok_", "6789")
    assert token.bank_account.status == "new"
    assert "000123456789" not in str(token.to_dict())
    assert error.http_status == 400


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({}, "parameter_missing"),
        ({"card": {**CARD, "number": "4242424242424241"}}, "incorrect_number"),
        ({"card": {**CARD, "exp_month": 13}}, "invalid_expiry_month"),
        ({"card": {**CARD, "number": SECRET_NUMBER}}, "card_declined"),
        ({"bank_account": {**ACCOUNT, "routing_number": "110000001"}}, "routing_number_invalid"),
        ({"bank_account": {**ACCOUNT, "account_number": "999999999999"}}, "account_number_invalid"),
    ],
)
def test_what_cannot_be_made_a_token(params: dict[str, Any], code: str, merchant: Merchant) -> None:
    assert refused(lambda: merchant.sdk.tokens.create(params)).code == code
    assert not merchant.world.calls()[-1].unsupported


def test_published_instruments_make_no_tokens_on_the_live_side(merchant: Merchant) -> None:
    live = Merchant(merchant.world, "live").sdk

    assert refused(lambda: live.tokens.create({"card": CARD})).code == "card_declined"
    assert refused(lambda: live.tokens.create({"bank_account": ACCOUNT})).code == "account_number_invalid"


def test_a_token_of_the_other_mode_is_answered_with_that_hint(merchant: Merchant) -> None:
    token = merchant.sdk.tokens.create({"card": CARD}).id
    live = Merchant(merchant.world, "live").sdk
    error = refused(lambda: live.tokens.retrieve(token))

    assert "a similar object exists in test mode, but a live mode key was used" in error.user_message


def everything(merchant: InProcess) -> str:
    """Return all that the simulator has kept of a world's side, as text."""
    books = merchant.books
    kept = [books.objects, books.events, books.idempotency, merchant.sandbox.journal.calls]
    return repr(kept)


def test_no_number_is_kept_anywhere() -> None:
    """A card's number, its code, an IBAN and an account's number: not in objects, events, replies or the journal."""
    merchant = InProcess(side="live")
    iban, account = "DE75512108001245126199", "98765432109876"
    headers = {"idempotency-key": "k1"}
    token = merchant.call("POST", "/v1/tokens", headers=headers, card={**CARD, "number": SECRET_NUMBER, "cvc": "971"})
    billing = {"name": "Ada", "email": "a@b.co"}
    sepa = merchant.call(
        "POST", "/v1/payment_methods", type="sepa_debit", sepa_debit={"iban": iban}, billing_details=billing
    )
    numbers = {"routing_number": "021000021", "account_number": account, "account_holder_type": "individual"}
    bank = merchant.call(
        "POST", "/v1/payment_methods", type="us_bank_account", us_bank_account=numbers, billing_details=billing
    )
    wrong = merchant.call(
        "POST", "/v1/payment_methods", type="sepa_debit", sepa_debit={"iban": iban[:-1] + "8"}, billing_details=billing
    )
    assert [answer.status for answer in (token, sepa, bank, wrong)] == [200, 200, 200, 400]

    kept = everything(merchant)
    assert token.body["id"] in kept
    for secret in (SECRET_NUMBER, "971'", iban, iban[:-1], account):
        assert secret not in kept


def test_a_published_account_is_known_by_its_name_alone() -> None:
    merchant = InProcess()
    merchant.call("POST", "/v1/tokens", bank_account=ACCOUNT)
    made = merchant.call(
        "POST", "/v1/payment_methods", type="sepa_debit", sepa_debit={"iban": "DE35370400440532013002"},
        billing_details={"name": "Ada", "email": "a@b.co"},
    )  # fmt: skip

    kept = everything(merchant)
    assert made.body["sepa_debit"]["last4"] == "3002"
    assert "pm_disputed_de" in kept
    assert "370400440532013002" not in kept
    assert "000123456789" not in kept
