"""Debits: money that is on its way for days, of which nobody knows at first whether it arrives."""

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator.masking import iban_fits
from simulator.provider import Refusal
from simulator.stripe.test_accounts import ACCOUNTS, FAILURES, Account
from tests.simulator.stripe.inprocess import Merchant

BILLING = {"name": "Ada", "email": "a@b.co"}
ONLINE = {
    "customer_acceptance": {"type": "online", "online": {"ip_address": "198.51.100.7", "user_agent": "a browser"}}
}
SEPA: Any = {"amount": 900, "currency": "eur", "allowed_payment_method_types": ["sepa_debit"]}
ACH: Any = {"amount": 900, "currency": "usd", "allowed_payment_method_types": ["us_bank_account"]}
OF_KIND = {"sepa_debit": SEPA, "us_bank_account": ACH}
STARTED = ["payment_intent.created", "payment_intent.processing", "charge.pending"]
BOOKED = "charge.updated"
PAGE: Any = {"mode": "payment", "success_url": "https://shop.example/ok"}
BY_IBAN = [account for account in ACCOUNTS.values() if account.kind == "sepa_debit"]
BY_NUMBER = [account for account in ACCOUNTS.values() if account.kind == "us_bank_account"]


def wait(merchant: Merchant, seconds: float) -> None:
    """Let time pass in steps, for what follows from what comes due is due later still."""
    for _ in range(3):
        merchant.world.clock.advance(seconds)
        merchant.sandbox.tick()


def debited(merchant: Merchant, account: Account, **more: Any) -> Any:
    base = OF_KIND[account.kind]
    params = {**base, "payment_method": account.name, "confirm": True, "mandate_data": ONLINE, **more}
    return merchant.call("POST", "/v1/payment_intents", **params).body


def read(merchant: Merchant, object_id: str, kind: str = "payment_intents") -> Any:
    return merchant.call("GET", f"/v1/{kind}/{object_id}").body


IN_GERMANY = [account for account in BY_IBAN if account.name.endswith("_de")]
REACHED = [account for account in BY_NUMBER if account.deposits]


@pytest.mark.parametrize("account", [*IN_GERMANY, *REACHED], ids=lambda account: account.name)
def test_a_published_account_does_what_is_published(account: Account) -> None:
    merchant = Merchant()
    started = debited(merchant, account)
    wait(merchant, 4)
    soon = read(merchant, started["id"])
    wait(merchant, 180)
    after = read(merchant, started["id"])
    charge = read(merchant, started["latest_charge"], "charges")

    assert (started["status"], started["amount_received"]) == ("processing", 0)
    assert merchant.told()[:3] == STARTED
    if account.slow or account.fate == "stays":
        assert soon["status"] == "processing"
    if account.fate == "stays":
        assert (after["status"], charge["status"]) == ("processing", "pending")
        assert merchant.call("POST", f"/v1/payment_intents/{after['id']}/cancel").body["status"] == "canceled"
    elif account.fate == "fails":
        assert (after["status"], after["payment_method"]) == ("requires_payment_method", None)
        assert (charge["status"], charge["failure_code"]) == ("failed", account.failure)
        assert after["last_payment_error"]["code"] == account.failure
        assert after["last_payment_error"]["message"] == FAILURES[str(account.failure)]
        assert merchant.told()[3:5] == ["charge.failed", "payment_intent.payment_failed"]
    else:
        assert (after["status"], after["amount_received"], charge["paid"]) == ("succeeded", 900, True)
        assert merchant.told()[3:6] == ["charge.succeeded", "payment_intent.succeeded", BOOKED]
        assert charge["disputed"] == (account.fate == "disputed")
        assert ("charge.dispute.created" in merchant.told()) == charge["disputed"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from([*BY_IBAN, *REACHED]), min_size=1, max_size=4))
def test_money_is_on_its_way_only_until_it_is_not(accounts: list[Account]) -> None:
    """A debit ends once: its charge succeeds or fails, what is booked is what arrived, and no event is told twice."""
    merchant = Merchant()
    intents = [debited(merchant, account) for account in accounts]
    wait(merchant, 200)
    after = [read(merchant, intent["id"]) for intent in intents]
    rows = merchant.call("GET", "/v1/balance_transactions", type="payment", limit=100).body["data"]
    told = [(event.type, event.snapshot.id) for event in merchant.books.events.values()]

    arrived = [intent for intent in after if intent["status"] == "succeeded"]
    assert sum(row["amount"] for row in rows) == sum(intent["amount_received"] for intent in arrived)
    assert all(intent["status"] in ("succeeded", "requires_payment_method", "processing") for intent in after)
    ends = [one for one in told if one[0] in ("payment_intent.succeeded", "payment_intent.payment_failed")]
    assert len(ends) == len(set(ends)) == len([i for i in after if i["status"] != "processing"])


def test_every_published_iban_fits_and_is_named_once() -> None:
    assert all(iban_fits(account.number) for account in BY_IBAN)
    assert len({account.number for account in ACCOUNTS.values()}) == len(ACCOUNTS)


@settings(max_examples=200)
@given(st.sampled_from(BY_IBAN), st.integers(4, 33), st.sampled_from("0123456789"))
def test_no_single_mistyped_digit_passes(account: Account, place: int, digit: str) -> None:
    """ISO 7064 MOD 97-10 finds every digit that was taken for another one."""
    place = min(place, len(account.number) - 1)
    assume(account.number[place].isdigit())
    wrong = account.number[:place] + digit + account.number[place + 1 :]

    assert iban_fits(wrong) == (wrong == account.number)


# Methods.


def test_a_method_of_an_iban_shows_bank_and_end(merchant: Merchant) -> None:
    made = merchant.call(
        "POST", "/v1/payment_methods", type="sepa_debit", sepa_debit={"iban": "de89 3704 0044 0532 0130 00"},
        billing_details=BILLING,
    )  # fmt: skip

    assert made.body["sepa_debit"] == {
        "bank_code": "37040044", "branch_code": "", "country": "DE",
        "fingerprint": made.body["sepa_debit"]["fingerprint"],
        "generated_from": {"charge": None, "setup_attempt": None}, "last4": "3000",
    }  # fmt: skip
    assert len(made.body["sepa_debit"]["fingerprint"]) == 16


@pytest.fixture
def merchant() -> Merchant:
    return Merchant()


def us_method(merchant: Merchant, account: str = "000123456789", **more: Any) -> Any:
    numbers = {"routing_number": "110000000", "account_number": account, "account_holder_type": "individual", **more}
    params: Any = {"type": "us_bank_account", "us_bank_account": numbers, "billing_details": BILLING}
    return merchant.call("POST", "/v1/payment_methods", **params)


def test_a_method_of_an_account_shows_bank_and_end(merchant: Merchant) -> None:
    shown = us_method(merchant, account_type="savings").body["us_bank_account"]

    assert list(shown) == [
        "account_holder_type", "account_type", "bank_name", "financial_connections_account", "fingerprint", "last4",
        "networks", "routing_number", "status_details",
    ]  # fmt: skip
    assert (shown["account_type"], shown["last4"], shown["routing_number"]) == ("savings", "6789", "110000000")


@pytest.mark.parametrize(
    ("params", "code", "gap"),
    [
        ({"sepa_debit": {"iban": "DE89370400440532013001"}}, "invalid_bank_account_iban", False),
        ({"sepa_debit": {"iban": "DE75512108001245126199"}}, None, True),
        (
            {"sepa_debit": {"iban": "DE89370400440532013000"}, "billing_details": {"name": "Ada"}},
            "parameter_missing",
            False,
        ),
        ({}, "parameter_missing", False),
    ],
)
def test_what_makes_no_method_of_an_iban(params: Any, code: str | None, gap: bool, merchant: Merchant) -> None:
    answer = merchant.call(
        "POST", "/v1/payment_methods", **{"type": "sepa_debit", "billing_details": BILLING, **params}
    )

    assert (answer.status, answer.body["error"].get("code")) == (400, code)
    assert merchant.sandbox.journal.of(merchant.world.id)[-1].unsupported == gap


def test_published_accounts_are_refused_on_the_live_side() -> None:
    live = Merchant(side="live")
    iban = live.call(
        "POST", "/v1/payment_methods", type="sepa_debit", sepa_debit={"iban": "DE89370400440532013000"},
        billing_details=BILLING,
    )  # fmt: skip
    name = live.call("POST", "/v1/payment_intents", **{**SEPA, "payment_method": "pm_success_de"})

    assert (iban.status, iban.body["error"]["code"]) == (400, "account_number_invalid")
    assert us_method(live).body["error"]["code"] == "account_number_invalid"
    assert name.body["error"]["message"] == "No such PaymentMethod: 'pm_success_de'"


def test_a_live_debit_takes_days() -> None:
    live = Merchant(side="live")
    made = live.call(
        "POST", "/v1/payment_methods", type="sepa_debit", sepa_debit={"iban": "DE75512108001245126199"},
        billing_details=BILLING,
    ).body  # fmt: skip
    params = {**SEPA, "payment_method": made["id"], "confirm": True, "mandate_data": ONLINE}
    intent = live.call("POST", "/v1/payment_intents", **params).body
    wait(live, 86_400)
    early = read(live, intent["id"])["status"]
    wait(live, 86_400)

    assert (early, read(live, intent["id"])["status"]) == ("processing", "succeeded")


# What an intent takes.


def test_an_intent_takes_a_debit_only_where_it_was_asked_for(merchant: Merchant) -> None:
    plain = {
        "amount": 900,
        "currency": "eur",
        "payment_method": "pm_success_de",
        "confirm": True,
        "mandate_data": ONLINE,
    }
    answer = merchant.call("POST", "/v1/payment_intents", **plain)

    assert answer.status == 400
    assert answer.body["error"]["message"].startswith(
        "The PaymentMethod provided (sepa_debit) is not allowed for this PaymentIntent."
    )


def test_kinds_of_another_currency_are_dropped_or_refused(merchant: Merchant) -> None:
    both: Any = {"allowed_payment_method_types": ["card", "sepa_debit", "us_bank_account"]}
    eur = merchant.call("POST", "/v1/payment_intents", amount=900, currency="eur", **both).body
    usd = merchant.call("POST", "/v1/payment_intents", amount=900, currency="usd", **both).body
    old = {"stripe-version": "2025-03-31.basil"}
    named = merchant.call(
        "POST", "/v1/payment_intents", headers=old, amount=900, currency="usd", payment_method_types=["sepa_debit"]
    )

    assert eur["payment_method_types"] == ["card", "sepa_debit"]
    assert usd["payment_method_types"] == ["card", "us_bank_account"]
    assert (named.status, named.body["error"]["param"]) == (400, "payment_method_types")


def test_a_debit_needs_a_mandate(merchant: Merchant) -> None:
    intent = merchant.call("POST", "/v1/payment_intents", **SEPA, payment_method="pm_success_de").body
    answer = merchant.call("POST", f"/v1/payment_intents/{intent['id']}/confirm")
    early = merchant.call("POST", "/v1/payment_intents", **SEPA, mandate_data=ONLINE)

    assert answer.body["error"]["message"].startswith("This PaymentIntent requires a mandate")
    assert answer.body["error"]["payment_intent"]["status"] == "requires_confirmation"
    assert early.body["error"]["param"] == "mandate_data"


def test_a_debits_charge_names_its_mandate(merchant: Merchant) -> None:
    charge = read(merchant, debited(merchant, ACCOUNTS["pm_success_de"])["latest_charge"], "charges")
    mandate = read(merchant, charge["payment_method_details"]["sepa_debit"]["mandate"], "mandates")

    assert (mandate["type"], mandate["single_use"]) == ("single_use", {"amount": 900, "currency": "eur"})
    assert mandate["payment_method"] == charge["payment_method"]
    assert mandate["customer_acceptance"]["online"] == {"ip_address": "198.51.100.7", "user_agent": "a browser"}
    assert mandate["payment_method_details"]["sepa_debit"].keys() == {"reference", "url"}


def set_up(merchant: Merchant, name: str) -> tuple[str, Any]:
    customer = merchant.call("POST", "/v1/customers").body["id"]
    params: Any = {"customer": customer, "payment_method": name, "confirm": True, "mandate_data": ONLINE}
    kinds = [ACCOUNTS[name].kind]
    return customer, merchant.call("POST", "/v1/setup_intents", allowed_payment_method_types=kinds, **params).body


def test_a_mandate_that_was_set_up_carries_later_debits(merchant: Merchant) -> None:
    customer, setup = set_up(merchant, "pm_success_de")
    params = {**SEPA, "customer": customer, "payment_method": setup["payment_method"], "confirm": True}
    intent = merchant.call("POST", "/v1/payment_intents", **params, off_session=True).body
    charge = read(merchant, intent["latest_charge"], "charges")

    assert (setup["status"], intent["status"]) == ("succeeded", "processing")
    assert read(merchant, setup["mandate"], "mandates")["type"] == "multi_use"
    assert charge["payment_method_details"]["sepa_debit"]["mandate"] == setup["mandate"]


def test_a_mandate_that_is_named_is_the_one_that_is_used(merchant: Merchant) -> None:
    customer, setup = set_up(merchant, "pm_success_de")
    params = {**SEPA, "customer": customer, "payment_method": setup["payment_method"], "confirm": True}
    named = merchant.call("POST", "/v1/payment_intents", **params, mandate=setup["mandate"], mandate_data=ONLINE).body
    other = merchant.call(
        "POST", "/v1/payment_intents", **{**params, "payment_method": "pm_success_de"}, mandate=setup["mandate"]
    )
    charge = read(merchant, named["latest_charge"], "charges")

    assert charge["payment_method_details"]["sepa_debit"]["mandate"] == setup["mandate"]
    assert (other.status, other.body["error"]["code"]) == (400, "payment_intent_mandate_invalid")


def test_an_account_that_is_no_more_takes_its_mandate_with_it(merchant: Merchant) -> None:
    customer, setup = set_up(merchant, "pm_usBankAccount_accountClosed")
    params = {**ACH, "customer": customer, "payment_method": setup["payment_method"], "confirm": True}
    first = merchant.call("POST", "/v1/payment_intents", **params).body
    wait(merchant, 4)
    again = merchant.call("POST", "/v1/payment_intents", **params)

    assert read(merchant, first["id"])["last_payment_error"]["code"] == "account_closed"
    assert read(merchant, setup["mandate"], "mandates")["status"] == "inactive"
    assert "mandate.updated" in merchant.told()
    assert again.body["error"]["message"].startswith("This PaymentIntent requires a mandate")


# Whose account it is.


def unverified(merchant: Merchant, account: str = "000123456789") -> Any:
    method = us_method(merchant, account).body["id"]
    params = {**ACH, "payment_method": method, "confirm": True, "mandate_data": ONLINE}
    return merchant.call("POST", "/v1/payment_intents", **params).body


def verify(merchant: Merchant, intent: Any, **params: Any) -> Any:
    kind = "setup_intents" if intent["id"].startswith("seti_") else "payment_intents"
    return merchant.call("POST", f"/v1/{kind}/{intent['id']}/verify_microdeposits", **params)


@pytest.mark.parametrize("params", [{"amounts": [45, 32]}, {"descriptor_code": "SM11AA"}])
def test_small_deposits_prove_whose_an_account_is(params: Any, merchant: Merchant) -> None:
    intent = unverified(merchant)
    done = verify(merchant, intent, **params).body
    wait(merchant, 4)

    assert (intent["status"], intent["next_action"]["type"]) == ("requires_action", "verify_with_microdeposits")
    assert (done["status"], done["next_action"]) == ("processing", None)
    assert read(merchant, intent["id"])["status"] == "succeeded"


@pytest.mark.parametrize(
    ("params", "code", "ends"),
    [
        ({"amounts": [1, 2]}, "amounts_mismatch", False),
        ({"amounts": [1]}, "amounts_invalid", False),
        ({"descriptor_code": "SMXXXX"}, "descriptor_code_mismatch", False),
        ({"amounts": [10, 11]}, "attempts_exceeded", True),
        ({"descriptor_code": "SM44DD"}, "timeout", True),
    ],
)
def test_what_proves_nothing(params: Any, code: str, ends: bool, merchant: Merchant) -> None:
    intent = unverified(merchant)
    answer = verify(merchant, intent, **params)
    after = read(merchant, intent["id"])

    assert answer.status == 400
    assert answer.body["error"]["code"] == f"payment_method_microdeposit_verification_{code}"
    assert after["status"] == ("requires_payment_method" if ends else "requires_action")
    assert ("payment_intent.payment_failed" in merchant.told()) == ends


def test_ten_guesses_are_all(merchant: Merchant) -> None:
    intent = unverified(merchant)
    codes = [verify(merchant, intent, amounts=[1, nth]).body["error"]["code"] for nth in range(1, 11)]

    assert codes[:9] == ["payment_method_microdeposit_verification_amounts_mismatch"] * 9
    assert codes[9] == "payment_method_microdeposit_verification_attempts_exceeded"


def test_deposits_that_never_arrive_end_the_attempt(merchant: Merchant) -> None:
    intent = unverified(merchant, "000666666661")
    wait(merchant, 4)
    after = read(merchant, intent["id"])

    assert after["last_payment_error"]["code"] == "payment_method_microdeposit_failed"
    assert after["status"] == "requires_payment_method"


def test_an_account_is_set_up_when_it_is_proved(merchant: Merchant) -> None:
    customer = merchant.call("POST", "/v1/customers").body["id"]
    method = us_method(merchant).body["id"]
    params: Any = {"customer": customer, "payment_method": method, "confirm": True, "mandate_data": ONLINE}
    waiting = merchant.call(
        "POST", "/v1/setup_intents", allowed_payment_method_types=["us_bank_account"], **params
    ).body
    done = verify(merchant, waiting, descriptor_code="SM11AA").body

    assert (waiting["status"], waiting["mandate"]) == ("requires_action", None)
    assert (done["status"], read(merchant, done["mandate"], "mandates")["status"]) == ("succeeded", "active")
    assert read(merchant, method, "payment_methods")["customer"] == customer


@pytest.mark.parametrize("succeed", [True, False])
def test_a_buyer_may_tell_the_deposits_elsewhere(succeed: bool, merchant: Merchant) -> None:
    intent = unverified(merchant)
    merchant.act("verify", object=intent["id"], succeed=succeed)

    assert read(merchant, intent["id"])["status"] == ("processing" if succeed else "requires_payment_method")
    with pytest.raises(Refusal):
        merchant.act("verify", object=intent["id"])


# Pages.


def page(merchant: Merchant, kind: str, currency: str) -> Any:
    line = {"price_data": {"currency": currency, "unit_amount": 900, "product_data": {"name": "tea"}}, "quantity": 1}
    return merchant.call(
        "POST", "/v1/checkout/sessions", **PAGE, line_items=[line], allowed_payment_method_types=[kind]
    ).body


@pytest.mark.parametrize(
    ("iban", "end", "paid"),
    [("DE89370400440532013000", "succeeded", "paid"), ("DE65370400440002222227", "failed", "unpaid")],
)
def test_a_page_is_complete_and_unpaid_until_the_money_arrives(
    iban: str, end: str, paid: str, merchant: Merchant
) -> None:
    session = page(merchant, "sepa_debit", "eur")
    merchant.act("pay", object=session["id"], iban=iban)
    at_first = merchant.call("GET", f"/v1/checkout/sessions/{session['id']}").body
    wait(merchant, 4)
    after = merchant.call("GET", f"/v1/checkout/sessions/{session['id']}").body

    assert session["payment_method_types"] == ["sepa_debit"]
    assert (at_first["status"], at_first["payment_status"]) == ("complete", "unpaid")
    assert (after["status"], after["payment_status"]) == ("complete", paid)
    told = [name for name in merchant.told() if name.startswith("checkout.")]
    assert told == ["checkout.session.completed", f"checkout.session.async_payment_{end}"]


def test_a_page_whose_account_is_not_proved_yet_is_complete_and_unpaid(merchant: Merchant) -> None:
    session = page(merchant, "us_bank_account", "usd")
    merchant.act("pay", object=session["id"], account_number="000123456789")
    at_first = merchant.call("GET", f"/v1/checkout/sessions/{session['id']}").body
    merchant.act("verify", object=session["id"])
    wait(merchant, 4)

    assert (at_first["status"], at_first["payment_status"]) == ("complete", "unpaid")
    assert merchant.call("GET", f"/v1/checkout/sessions/{session['id']}").body["payment_status"] == "paid"


def test_what_is_processed_by_hand_ends_only_by_hand(merchant: Merchant) -> None:
    intent = merchant.call("POST", "/v1/payment_intents", amount=900, currency="usd").body
    merchant.act("process", object=intent["id"])
    wait(merchant, 1_000)
    waiting = read(merchant, intent["id"])["status"]
    merchant.act("complete", object=intent["id"], succeed=False, code="no_account")

    assert waiting == "processing"
    assert read(merchant, intent["id"])["last_payment_error"]["code"] == "no_account"


# What is refused and what follows.


def test_an_unproved_account_is_not_attached(merchant: Merchant) -> None:
    customer = merchant.call("POST", "/v1/customers").body["id"]
    method = us_method(merchant).body["id"]
    answer = merchant.call("POST", f"/v1/payment_methods/{method}/attach", customer=customer)

    assert (answer.status, answer.body["error"]["code"]) == (400, "bank_account_unverified")


def test_a_debit_is_given_back_by_transfer_and_costs_less_than_a_card(merchant: Merchant) -> None:
    intent = debited(merchant, ACCOUNTS["pm_success_de"], amount=10_000)
    wait(merchant, 4)
    refund = merchant.call("POST", "/v1/refunds", payment_intent=intent["id"], amount=5).body
    [row] = merchant.call("GET", "/v1/balance_transactions", type="payment").body["data"]

    assert refund["destination_details"]["type"] == "eu_bank_transfer"
    assert (row["fee"], row["net"]) == (80, 9_920)


def test_a_disputed_debit_shows_no_card(merchant: Merchant) -> None:
    intent = debited(merchant, ACCOUNTS["pm_disputed_de"])
    wait(merchant, 4)
    [dispute] = merchant.call("GET", "/v1/disputes", payment_intent=intent["id"]).body["data"]

    assert "payment_method_details" not in dispute
    assert dispute["reason"] == "debit_not_authorized"


def test_a_debit_that_is_given_up_never_arrives(merchant: Merchant) -> None:
    intent = debited(merchant, ACCOUNTS["pm_success_de"])
    canceled = merchant.call("POST", f"/v1/payment_intents/{intent['id']}/cancel").body
    wait(merchant, 200)

    assert canceled["status"] == "canceled"
    assert read(merchant, intent["id"])["amount_received"] == 0
    assert read(merchant, intent["latest_charge"], "charges")["status"] == "failed"


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"capture_method": "manual"}, "capture_method"),
        ({"mandate": "mandate_none"}, "mandate"),
        ({"currency": "usd", "payment_method": "pm_success_de"}, "payment_method"),
    ],
)
def test_what_cannot_be_debited(more: Any, param: str, merchant: Merchant) -> None:
    params = {**SEPA, "payment_method": "pm_success_de", "confirm": True, "mandate_data": ONLINE, **more}
    answer = merchant.call("POST", "/v1/payment_intents", **params)

    assert (answer.status, answer.body["error"]["param"]) == (400, param)
