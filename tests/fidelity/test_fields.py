"""Objects have exactly the recorded fields, in the recorded order, and the recorded defaults."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fidelity import catalogue_operations
from tests.fidelity.conftest import Merchant
from tests.fidelity.test_operations import HELD, PAGE, PAID, booked, disputed, owned, refunded

RECORDED_AT = "2026-08-26.dahlia"

RECORDED = tomllib.loads((Path(__file__).parent / "recorded.toml").read_text())

OBJECTS: dict[str, Callable[[Any], Any]] = {
    "customer": lambda s: s.customers.create(),
    "payment_method": owned,
    "payment_intent": lambda s: s.payment_intents.create({"amount": 500, "currency": "usd"}),
    "charge": lambda s: s.charges.retrieve(s.payment_intents.create(PAID).latest_charge),
    "refund": refunded,
    "dispute": disputed,
    "balance_transaction": lambda s: s.balance_transactions.retrieve(booked(s)),
    "balance": lambda s: s.balance.retrieve(),
    "price": lambda s: s.checkout.sessions.create({**PAGE, "expand": ["line_items"]}).line_items.data[0].price,
    "product": lambda s: (
        s.checkout.sessions.create({**PAGE, "expand": ["line_items.data.price.product"]})
        .line_items.data[0]
        .price.product
    ),
    "coupon": catalogue_operations.coupon,
    "promotion_code": catalogue_operations.code,
    "event": lambda s: [s.customers.create(), s.events.list()][1].data[0],
    "list": lambda s: s.payment_intents.list(),
}


@pytest.mark.parametrize("kind", OBJECTS)
def test_an_object_has_the_recorded_fields(kind: str, merchant: Merchant) -> None:
    shown = OBJECTS[kind](merchant.client(stripe_version=RECORDED_AT).v1).to_dict()

    assert list(shown) == RECORDED[kind]["keys"].split()
    for path, keys in RECORDED[kind].get("inside", {}).items():
        inner: Any = shown
        for step in path.split("."):
            inner = inner[step]
        assert list(inner) == keys.split(), path


def test_every_recorded_object_is_checked() -> None:
    assert RECORDED.keys() == OBJECTS.keys()


def test_only_a_hold_says_until_when_it_stands(merchant: Merchant) -> None:
    charge = merchant.sdk.charges.retrieve(merchant.sdk.payment_intents.create(HELD).latest_charge)
    card = charge.payment_method_details.card.to_dict()

    assert list(card)[:4] == ["amount_authorized", "authorization_code", "brand", "capture_before"]
    assert card["capture_before"] == charge.created + 604800


def test_a_new_intent_has_the_recorded_defaults(merchant: Merchant) -> None:
    intent = merchant.sdk.payment_intents.create({"amount": 500, "currency": "usd"})

    assert intent.status == "requires_payment_method"
    assert intent.capture_method == "automatic_async"
    assert intent.payment_method_types == ["card", "link"]
    assert intent.automatic_payment_methods.to_dict() == {"allow_redirects": "always", "enabled": True}
    assert intent.client_secret.startswith(f"{intent.id}_secret_")
    assert len(intent.client_secret) == len(intent.id) + len("_secret_") + 25
    another = merchant.sdk.payment_intents.create({"amount": 500, "currency": "usd"})
    assert intent.payment_method_configuration_details == another.payment_method_configuration_details


def test_a_cards_fingerprint_is_the_same_for_one_number_and_tells_nothing(merchant: Merchant) -> None:
    first, again, other = (
        merchant.sdk.payment_methods.create({"type": "card", "card": {"token": token}}).card
        for token in ("tok_visa", "tok_visa", "tok_mastercard")
    )

    assert first.fingerprint == again.fingerprint != other.fingerprint
    assert len(first.fingerprint) == 16
    assert first.checks.cvc_check == "unchecked"


def test_ids_have_the_recorded_layout(merchant: Merchant) -> None:
    """One payment shares its first seventeen characters; all long ids repeat the account's ten."""
    sdk = merchant.sdk
    intent = sdk.payment_intents.create({**PAID, "capture_method": "automatic", "expand": ["latest_charge"]})
    refund = sdk.refunds.create({"payment_intent": intent.id})
    customer = sdk.customers.create()
    account = merchant.view.account

    family = [intent.id, intent.latest_charge.id, intent.latest_charge.balance_transaction, refund.id]
    assert [name.partition("_")[0] for name in family] == ["pi", "ch", "txn", "re"]
    bodies = [name.partition("_")[2] for name in family]
    assert len({body[:17] for body in bodies}) == 1
    assert {len(body) for body in bodies} == {24}
    assert bodies[0][0] == "3"
    assert bodies[0][6:16] == account[-10:] == intent.payment_method[9:19]
    assert len(customer.id) == len("cus_") + 14


def test_books_are_kept_as_recorded(merchant: Merchant) -> None:
    """A domestic card costs 2.9 % and 30; a refund does not give the fee back and is due when its charge is."""
    sdk = merchant.sdk
    intent = sdk.payment_intents.create({**PAID, "amount": 4400, "capture_method": "automatic", "description": "tea"})
    refund = sdk.refunds.create({"payment_intent": intent.id, "amount": 1400, "expand": ["balance_transaction"]})
    row = sdk.balance_transactions.list({"source": intent.latest_charge}).data[0]

    assert (row.type, row.amount, row.fee, row.net) == ("charge", 4400, 158, 4242)
    assert [detail.to_dict() for detail in row.fee_details] == [
        {"amount": 158, "application": None, "currency": "usd", "description": "Stripe processing fees",
         "type": "stripe_fee"}
    ]  # fmt: skip
    assert row.available_on % 86_400 == 0
    back = refund.balance_transaction
    assert (back.type, back.amount, back.fee, back.net, back.fee_details) == ("refund", -1400, 0, -1400, [])
    assert back.available_on == row.available_on
    assert back.description == "REFUND FOR CHARGE (tea)"
    balance = sdk.balance.retrieve()
    assert [(part.amount, part.currency) for part in balance.pending] == [(4242 - 1400, "usd")]
