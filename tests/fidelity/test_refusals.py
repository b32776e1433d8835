"""Refusals have the recorded status, type, code, parameter and words."""

from typing import Any

import httpx
import pytest
import stripe

from tests.fidelity.conftest import Merchant
from tests.fidelity.payout_operations import paid_out
from tests.fidelity.test_operations import HELD, PAGE, PAID


def refusal(call: Any) -> stripe.StripeError:
    with pytest.raises(stripe.StripeError) as caught:
        call()
    return caught.value


def body_of(error: stripe.StripeError) -> dict[str, Any]:
    body: Any = error.json_body
    told: dict[str, Any] = body["error"]
    return told


LARGER = (
    "The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency"
)

# What is asked, and: status, code, param, the beginning of the message.
PLAIN: dict[str, tuple[Any, int, str | None, str | None, str]] = {
    "unknown parameter": (
        lambda s: s.customers.create({"wat": 1}), 400, "parameter_unknown", "wat", "Received unknown parameter: wat"),
    "unknown nested parameter": (
        lambda s: s.customers.create({"invoice_settings": {"nope": 1}}), 400, "parameter_unknown",
        "invoice_settings[nope]", "Received unknown parameter: invoice_settings[nope]"),
    "a payout that is reversed": (
        lambda s: s.payouts.reverse(paid_out(s).id), 400, None, None, "Payouts can only be reversed"),
    "an idempotency key as a parameter": (
        lambda s: s.customers.create({"idempotency_key": "k"}), 400, "parameter_unknown", "idempotency_key",
        "Received unknown parameter: idempotency_key"),
    "missing parameter": (
        lambda s: s.payment_intents.create({"amount": 500}), 400, "parameter_missing", "currency",
        "Missing required param: currency."),
    "no integer": (
        lambda s: s.customers.list({"limit": "abc"}), 400, "parameter_invalid_integer", "limit",
        "Invalid integer: abc"),
    "a fraction of a cent": (
        lambda s: s.payment_intents.create({"amount": 19.99, "currency": "usd"}), 400, "parameter_invalid_integer",
        "amount", "Invalid integer: 19.99"),
    "amount of zero": (
        lambda s: s.payment_intents.create({"amount": 0, "currency": "usd"}), 400, "parameter_invalid_integer",
        "amount", LARGER),
    "amount below the minimum": (
        lambda s: s.payment_intents.create({"amount": 49, "currency": "usd"}), 400, "amount_too_small", "amount",
        "Amount must be at least $0.50 usd"),
    "amount of nine digits": (
        lambda s: s.payment_intents.create({"amount": 100_000_000, "currency": "usd"}), 400, "amount_too_large",
        "amount", "Amount must be no more than $999,999.99"),
    "bad currency": (
        lambda s: s.payment_intents.create({"amount": 500, "currency": "xxd"}), 400, None, "currency",
        "Invalid currency: xxd. Stripe currently supports these currencies: usd, aed, afn, "),
    "bad enum": (
        lambda s: s.customers.create({"tax_exempt": "maybe"}), 400, None, "tax_exempt",
        "Invalid tax_exempt: must be one of "),
    "array for a string": (
        lambda s: s.customers.create({"name": ["wrong", "type", "array"]}), 400, None, "name",
        'Invalid string: {"0":"wrong","1":"type","2":"array"}'),
    "scalar for a hash": (
        lambda s: s.customers.create({"invoice_settings": "x"}), 400, None, "invoice_settings", "Invalid object"),
    "bad e-mail": (
        lambda s: s.customers.create({"email": "not-an-email"}), 400, "email_invalid", "email",
        "Invalid email address: not-an-email"),
    "empty id": (
        lambda s: s.payment_intents.create({"amount": 500, "currency": "usd", "customer": ""}), 400,
        "parameter_invalid_empty", "customer", "You passed an empty string for 'customer'."),
    "refund without target": (
        lambda s: s.refunds.create({"amount": 5}), 400, None, None,
        "One of the following params should be provided for this request: payment_intent or charge."),
    "payment_method_types since endive": (
        lambda s: s.payment_intents.create({"amount": 500, "currency": "usd", "payment_method_types": ["card"]}), 400,
        "payment_method_types_no_longer_supported", "payment_method_types", "The `payment_method_types` parameter"),
    "two ways to choose methods": (
        lambda s: s.payment_intents.create({"amount": 500, "currency": "usd", "allowed_payment_method_types": ["card"],
                                            "automatic_payment_methods": {"enabled": True}}), 400, None,
        "allowed_payment_method_types", "You may only specify one of these parameters: allowed_payment_method_types,"),
    "unknown customer as a parameter": (
        lambda s: s.payment_intents.create({"amount": 500, "currency": "usd", "customer": "cus_x"}), 400,
        "resource_missing", "customer", "No such customer: 'cus_x'"),
    "unknown intent in the path": (
        lambda s: s.payment_intents.retrieve("pi_x"), 404, "resource_missing", "intent",
        "No such payment_intent: 'pi_x'"),
    "unknown charge in the path": (
        lambda s: s.charges.retrieve("ch_x"), 404, "resource_missing", "id", "No such charge: 'ch_x'"),
    "unknown customer in the path, whatever its prefix": (
        lambda s: s.customers.retrieve("ch_x"), 404, "resource_missing", "id", "No such customer: 'ch_x'"),
    "unknown row": (
        lambda s: s.balance_transactions.retrieve("txn_x"), 404, "resource_missing", "id",
        "No such balance transaction: 'txn_x'"),
    "expanding what cannot be": (
        lambda s: s.payment_intents.create({"amount": 500, "currency": "usd", "expand": ["x.deep"]}), 400, None, None,
        "This property cannot be expanded (x)."),
    "expanding beyond what can be": (
        lambda s: s.payment_intents.create({"amount": 500, "currency": "usd", "expand": ["customer.name"]}), 400, None,
        None, "This property cannot be expanded (name)."),
    "expanding a list without its prefix": (
        lambda s: s.payment_intents.list({"expand": ["customer"]}), 400, None, None,
        "This property cannot be expanded (customer). You may want to try expanding 'data.customer' instead."),
    "a charge of a card token": (
        lambda s: s.charges.create({"amount": 500, "currency": "usd", "source": "tok_visa"}), 400, None, None,
        "Card Token usage on the Customers API and Charges API has reached end of life."),
    "a card token as a source": (
        lambda s: s.customers.payment_sources.create(s.customers.create().id, {"source": "tok_visa"}), 400, None, None,
        "Card Token usage on the Customers API and Charges API has reached end of life."),
    "a source of nothing": (
        lambda s: s.customers.payment_sources.create(s.customers.create().id, {}), 400, "parameter_missing", "source",
        "Missing required param: source."),
    "a charge of nothing": (
        lambda s: s.charges.create({"amount": 500, "currency": "usd"}), 400, "parameter_missing", None,
        "Must provide source or customer."),
    "a charge of a customer without anything": (
        lambda s: s.charges.create({"amount": 500, "currency": "usd", "customer": s.customers.create().id}), 402,
        "missing", "card", "This Customer doesn't have any saved payment details."),
    "metadata key too long": (
        lambda s: s.customers.create({"metadata": {"k" * 41: "v"}}), 400, None, "metadata",
        "Metadata keys can have up to 40 characters"),
    "metadata value too long": (
        lambda s: s.customers.create({"metadata": {"k": "v" * 501}}), 400, None, "metadata",
        "Metadata values can have up to 500 characters"),
    "too much metadata": (
        lambda s: s.customers.create({"metadata": {f"k{n}": "v" for n in range(51)}}), 400, None, "metadata",
        "Metadata can have up to 50 keys"),
    "a session without an address to go to": (
        lambda s: s.checkout.sessions.create({"mode": "payment", "line_items": PAGE["line_items"]}), 400,
        "parameter_missing", "success_url", "Missing required param: success_url."),
    "a session that is open too long": (
        lambda s: s.checkout.sessions.create({**PAGE, "expires_at": 4_000_000_000}), 400, None, "expires_at",
        "The `expires_at` timestamp must be at least 30 minutes"),
    "an endpoint that is no URL": (
        lambda s: s.webhook_endpoints.create({"url": "nowhere", "enabled_events": ["*"]}), 400, "url_invalid", "url",
        "Not a valid URL"),
}  # fmt: skip


@pytest.mark.parametrize("case", PLAIN)
def test_a_request_is_refused_as_recorded(case: str, merchant: Merchant) -> None:
    call, status, code, param, message = PLAIN[case]

    body = body_of(error := refusal(lambda: call(merchant.sdk)))

    assert (error.http_status, body.get("code"), body.get("param")) == (status, code, param)
    assert body["message"].startswith(message)
    assert body["type"] == ("card_error" if status == 402 else "invalid_request_error")
    assert list(body) == sorted(body)
    assert body.get("doc_url") == (code and f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}")
    assert body["request_log_url"].endswith(f"object={error.request_id}")


# On an intent in some state: how it got there, what is asked, and code, param, message.
CANCELABLE = (
    "requires_payment_method, requires_capture, requires_reauthorization, requires_confirmation, requires_action, "
    "expired, processing."
)
STATES: dict[str, tuple[Any, Any, str | None, str | None, str]] = {
    "confirm without a method": (
        {"amount": 500, "currency": "usd"}, lambda s, i: s.payment_intents.confirm(i),
        "payment_intent_unexpected_state", None,
        "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update"),
    "capture when succeeded": (
        PAID, lambda s, i: s.payment_intents.capture(i), "payment_intent_unexpected_state", None,
        "This PaymentIntent could not be captured because it has a status of succeeded. Only a PaymentIntent with one "
        "of the following statuses may be captured: requires_capture."),
    "capture too much": (
        HELD, lambda s, i: s.payment_intents.capture(i, {"amount_to_capture": 2001}), "amount_too_large", None,
        "The payment could not be captured because the requested capture amount is greater than the amount you can"),
    "capture a negative amount": (
        HELD, lambda s, i: s.payment_intents.capture(i, {"amount_to_capture": -100}), None, "amount_to_capture",
        "Invalid non-negative integer"),
    "capture nothing": (
        HELD, lambda s, i: s.payment_intents.capture(i, {"amount_to_capture": 0}), "parameter_invalid_integer",
        "amount", "This value must be greater than or equal to 1."),
    "cancel when succeeded": (
        PAID, lambda s, i: s.payment_intents.cancel(i), "payment_intent_unexpected_state", None,
        "You cannot cancel this PaymentIntent because it has a status of succeeded. Only a PaymentIntent with one of "
        f"the following statuses may be canceled: {CANCELABLE}"),
    "update the amount when succeeded": (
        PAID, lambda s, i: s.payment_intents.update(i, {"amount": 600}), "payment_intent_unexpected_state", "amount",
        "This PaymentIntent's amount could not be updated because it has a status of succeeded. You may only update "
        "the amount of a PaymentIntent with one of the following statuses: requires_payment_method, "
        "requires_confirmation, requires_action."),
    "a plain parameter fault": (
        PAID, lambda s, i: s.payment_intents.update(i, {"wat": 1}), "parameter_unknown", "wat",
        "Received unknown parameter: wat"),
}  # fmt: skip


@pytest.mark.parametrize("case", STATES)
def test_a_failing_action_on_an_intent_shows_the_whole_intent(case: str, merchant: Merchant) -> None:
    made, call, code, param, message = STATES[case]
    intent = merchant.sdk.payment_intents.create(made)

    body = body_of(error := refusal(lambda: call(merchant.sdk, intent.id)))

    assert (error.http_status, body.get("code"), body.get("param")) == (400, code, param)
    assert body["message"].startswith(message)
    assert body["payment_intent"]["id"] == intent.id
    assert body["payment_intent"]["status"] == intent.status


def test_a_failing_action_on_a_charge_shows_nothing_more(merchant: Merchant) -> None:
    charge = merchant.sdk.payment_intents.create(PAID).latest_charge

    body = body_of(refusal(lambda: merchant.sdk.charges.capture(charge)))
    other = body_of(refusal(lambda: merchant.sdk.charges.update(charge, {"transfer_group": "g"})))

    assert body["code"] == "charge_already_captured"
    assert body["message"] == f"Charge {charge} has already been captured."
    assert other["message"].startswith("This Charge was created by a PaymentIntent (pi_")
    assert "payment_intent" not in body | other


def test_after_a_partial_capture_the_rest_has_been_released(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create(HELD)
    merchant.sdk.payment_intents.capture(intent.id, {"amount_to_capture": 500})

    body = body_of(refusal(lambda: merchant.sdk.payment_intents.capture(intent.id)))

    assert body["message"].startswith("The remaining amount on this PaymentIntent could not be captured")


def test_refunds_are_refused_as_recorded(merchant: Merchant) -> None:
    sdk = merchant.sdk
    intent = sdk.payment_intents.create({**PAID, "amount": 2500})
    sdk.refunds.create({"payment_intent": intent.id, "amount": 2479})

    large = body_of(refusal(lambda: sdk.refunds.create({"payment_intent": intent.id, "amount": 2500})))
    assert large["message"] == "Refund amount ($25.00) is greater than unrefunded amount on charge ($0.21)"
    assert ("code" in large, large["param"]) == (False, "amount")
    rest = sdk.refunds.create({"payment_intent": intent.id})
    assert rest.amount == 21
    again = body_of(refusal(lambda: sdk.refunds.create({"payment_intent": intent.id})))
    assert again["code"] == "charge_already_refunded"
    assert again["message"] == f"Charge {intent.latest_charge} has already been refunded."
    kept = refusal(lambda: sdk.refunds.cancel(rest.id))
    assert (kept.http_status, kept.code) == (400, None)
    assert body_of(kept)["message"] == "Canceling this refund is unsupported."


def test_a_method_is_refused_where_it_does_not_belong(merchant: Merchant) -> None:
    sdk = merchant.sdk
    owner, other = sdk.customers.create().id, sdk.customers.create().id
    method = sdk.payment_methods.attach("pm_card_visa", {"customer": owner}).id
    fields = {"amount": 500, "currency": "usd", "payment_method": method}

    nobodys = body_of(refusal(lambda: sdk.payment_intents.create(fields)))
    assert (nobodys["code"], nobodys["param"]) == ("parameter_missing", "source")
    assert nobodys["message"] == (
        f"The `payment_method` parameter supplied {method} belongs to the Customer {owner}. Please include the "
        "Customer in the `customer` parameter on the PaymentIntent."
    )
    anothers = body_of(refusal(lambda: sdk.payment_intents.create({**fields, "customer": other})))
    assert ("code" in anothers, anothers["param"]) == (False, "payment_method")
    assert anothers["message"].startswith(
        f"The PaymentMethod {method} does not belong to the Customer you supplied {other}."
    )


def test_what_no_customer_owns_can_be_used_once(merchant: Merchant) -> None:
    sdk = merchant.sdk
    method = sdk.payment_methods.create({"type": "card", "card": {"token": "tok_visa"}}).id
    sdk.payment_intents.create({**PAID, "payment_method": method})

    error = refusal(lambda: sdk.payment_intents.create({**PAID, "payment_method": method}))

    assert "It may not be used again" in str(error)


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/widgets"), ("DELETE", "/v1/payment_intents/pi_x"), ("PUT", "/v1/customers")]
)
def test_an_unknown_url_or_verb_has_no_code_and_no_log(method: str, path: str, merchant: Merchant) -> None:
    answer = merchant.http(method, path)

    assert answer.status_code == 404
    assert answer.json() == {
        "error": {
            "message": f"Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can "
            "help at https://support.stripe.com/.",
            "type": "invalid_request_error",
        }
    }
    assert merchant.world.calls()[-1].unsupported == (path == "/v1/widgets")


def test_what_stripe_has_and_the_simulator_has_not_is_marked_in_the_journal(merchant: Merchant) -> None:
    error = refusal(merchant.sdk.quotes.list)

    assert error.http_status == 404
    assert merchant.world.calls()[-1].unsupported


def test_a_version_that_is_none_is_refused(merchant: Merchant) -> None:
    answer = merchant.http("GET", "/v1/customers", headers={"Stripe-Version": "not-a-real-version"})

    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "Invalid Stripe API version: not-a-real-version"
    assert "request_log_url" not in answer.json()["error"]


def test_json_is_no_form(merchant: Merchant) -> None:
    answer = merchant.http("POST", "/v1/customers", json={"name": "Ada"})

    assert answer.status_code == 400
    assert "check that your POST content type is application/x-www-form-urlencoded" in answer.text


def test_an_account_that_is_not_connected_is_not_opened(merchant: Merchant) -> None:
    answer = merchant.http("GET", "/v1/customers", headers={"Stripe-Account": "acct_1other"})

    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "account_invalid")
    assert not merchant.world.calls()[-1].unsupported


def test_a_call_without_a_key_or_with_a_wrong_one_is_refused(merchant: Merchant) -> None:
    wrong = merchant.http("GET", "/v1/customers", key="sk_test_ASSAYwrong0000000000000")
    none = httpx.get(merchant.base_url + "/v1/customers", trust_env=False)

    assert (wrong.status_code, none.status_code) == (401, 401)
    assert wrong.json()["error"]["message"].startswith("Invalid API Key provided: sk_test_")
    assert "wrong" not in wrong.text
    assert none.json()["error"]["message"].startswith("You did not provide an API key.")


def test_the_key_may_come_as_a_user_name(merchant: Merchant) -> None:
    answer = httpx.get(merchant.base_url + "/v1/account", auth=(merchant.view.secret_key, ""), trust_env=False)

    assert answer.json()["id"] == merchant.view.account
