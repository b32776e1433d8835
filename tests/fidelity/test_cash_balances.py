"""Bank transfers as the official SDK sees them: fields, events, expansions. Not: every way in which one can end."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.fidelity.cash_operations import ASKED, BY_HAND, SENT, customer, funded
from tests.fidelity.conftest import Merchant

INSTRUCTIONS = "amount_remaining currency financial_addresses hosted_instructions_url reference type"
HELD = "account_holder_address account_holder_name"


def told(s: Any, kind: str, currency: str) -> Any:
    transfer: Any = {"type": kind}
    if kind == "eu_bank_transfer":
        transfer[kind] = {"country": "FR"}
    options = {"customer_balance": {"funding_type": "bank_transfer", "bank_transfer": transfer}}
    intent = s.payment_intents.create(
        {**ASKED, "currency": currency, "customer": customer(s), "payment_method_options": options}
    )
    return intent.next_action.display_bank_transfer_instructions


def address(s: Any, kind: str, currency: str, name: str) -> Any:
    [found] = [one for one in told(s, kind, currency).financial_addresses if one.type == name]
    return found[name]


OBJECTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "cash_balance": (
        lambda s: s.customers.cash_balance.retrieve(funded(s).customer),
        "object available customer customer_account livemode settings",
    ),
    "a transfer that came in": (
        funded,
        "id object created currency customer customer_account ending_balance funded livemode net_amount type",
    ),
    "what was applied": (
        lambda s: s.customers.cash_balance_transactions.list(
            s.payment_intents.create({**ASKED, "customer": funded(s).customer}).customer
        ).data[0],
        "id object applied_to_payment created currency customer customer_account ending_balance livemode net_amount "
        "type",
    ),
    "instructions": (lambda s: told(s, "us_bank_transfer", "usd"), INSTRUCTIONS),
    "aba": (
        lambda s: address(s, "us_bank_transfer", "usd", "aba"),
        f"{HELD} account_number account_type bank_address bank_name routing_number",
    ),
    "swift": (
        lambda s: address(s, "us_bank_transfer", "usd", "swift"),
        f"{HELD} account_number account_type bank_address bank_name swift_code",
    ),
    "iban": (
        lambda s: address(s, "eu_bank_transfer", "eur", "iban"), f"{HELD} bank_address bic country iban"),
    "sort_code": (
        lambda s: address(s, "gb_bank_transfer", "gbp", "sort_code"),
        f"{HELD} account_number bank_address sort_code",
    ),
    "spei": (
        lambda s: address(s, "mx_bank_transfer", "mxn", "spei"), f"{HELD} bank_address bank_code bank_name clabe"),
    "zengin": (
        lambda s: address(s, "jp_bank_transfer", "jpy", "zengin"),
        f"{HELD} account_number account_type bank_address bank_code bank_name branch_code branch_name",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OBJECTS)
def test_an_object_has_the_published_fields(kind: str, merchant: Merchant) -> None:
    make, keys = OBJECTS[kind]

    assert list(make(merchant.sdk).to_dict()) == keys.split()


def test_a_payment_waits_for_its_transfer_and_succeeds(merchant: Merchant) -> None:
    """Stripe, "Accept a bank transfer": what an integration is told of one that comes in two parts."""
    sdk = merchant.sdk
    who = customer(sdk)
    intent = sdk.payment_intents.create({**ASKED, "customer": who})
    sdk.test_helpers.customers.fund_cash_balance(who, {"amount": 1500, "currency": "usd"})
    waits = sdk.payment_intents.retrieve(intent.id)
    sdk.test_helpers.customers.fund_cash_balance(who, {"amount": 2600, "currency": "usd"})
    paid = sdk.payment_intents.retrieve(intent.id, {"expand": ["latest_charge"]})

    assert (intent.status, waits.status, paid.status) == ("requires_action", "requires_action", "succeeded")
    assert waits.next_action.display_bank_transfer_instructions.amount_remaining == 2500
    assert (paid.amount_received, paid.latest_charge.payment_method_details.type) == (4000, "customer_balance")
    row = "customer_cash_balance_transaction.created"
    assert merchant.types()[2:] == [
        "payment_intent.requires_action", row, row, "payment_intent.partially_funded", row, row, "charge.succeeded",
        "payment_intent.succeeded", "cash_balance.funds_available",
    ]  # fmt: skip
    left = sdk.events.list({"type": "cash_balance.funds_available"}).data[0].data.object
    assert (left.customer, left.available.to_dict()) == (who, {"usd": 100})


def test_related_objects_can_be_expanded(merchant: Merchant) -> None:
    sdk = merchant.sdk
    who = funded(sdk).customer
    intent = sdk.payment_intents.create({**ASKED, "customer": who})
    shown = sdk.customers.retrieve(who, {"expand": ["cash_balance"]})
    rows = sdk.customers.cash_balance_transactions.list(
        who, {"expand": ["data.applied_to_payment.payment_intent", "data.customer"]}
    ).data

    assert shown.cash_balance.available.to_dict() == {"usd": SENT["amount"] - ASKED["amount"]}  # type: ignore[operator]
    assert [row.customer.id for row in rows] == [who, who]
    assert rows[0].applied_to_payment.payment_intent.id == intent.id


def test_thin_events_of_cash_balances_can_be_followed(merchant: Merchant) -> None:
    """The SDK knows their types and reads what they are about."""
    client = merchant.client()
    row = funded(client.v1, cash_balance=BY_HAND)
    told = {event.type: event for event in merchant.world.events()}
    assert {"cash_balance.funds_available", "customer_cash_balance_transaction.created"} <= told.keys()

    listed = [
        client.v2.core.events.list({"object_id": object_id}).data
        for object_id in (row.id, f"cash_balance/{row.customer}")
    ]
    [about_row], [about_balance] = listed
    assert about_row.fetch_related_object().net_amount == SENT["amount"]
    assert about_balance.fetch_related_object().available.to_dict() == {"usd": SENT["amount"]}
