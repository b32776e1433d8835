"""Setup attempts, mandates, tokens and debited methods have exactly the fields of Stripe's published schema.

The schema is of 2026-08-26.dahlia; what it marks as optional or belongs to another mode of the object is left out.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.fidelity.conftest import Merchant
from tests.fidelity.operations_of_setup import ACCEPTED, CARD, PERMITTED, SET_UP, UNVERIFIED

US = {"allowed_payment_method_types": ["us_bank_account"], "mandate_data": ACCEPTED, "confirm": True}
IBAN: dict[str, Any] = {
    "type": "sepa_debit",
    "sepa_debit": {"iban": "DE89370400440532013000"},
    "billing_details": {"name": "Ada", "email": "a@b.co"},
}


def debited(s: Any, kind: str, method: str, currency: str) -> Any:
    intent = s.payment_intents.create(
        {**US, "allowed_payment_method_types": [kind], "amount": 900, "currency": currency, "payment_method": method,
         "expand": ["latest_charge"]}
    )  # fmt: skip
    return intent.latest_charge.payment_method_details[kind]


OBJECTS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "setup_attempt": (
        lambda s: s.setup_attempts.list({"setup_intent": s.setup_intents.create(SET_UP).id}).data[0],
        "id object application created customer customer_account flow_directions livemode on_behalf_of payment_method "
        "payment_method_details setup_error setup_intent status usage",
    ),
    "card of a setup_attempt": (
        lambda s: s.setup_attempts.list({"setup_intent": s.setup_intents.create(SET_UP).id})
        .data[0].payment_method_details.card,
        "brand checks country exp_month exp_year fingerprint funding last4 network three_d_secure wallet",
    ),
    "mandate": (
        lambda s: s.mandates.retrieve(s.setup_intents.create(PERMITTED).mandate),
        "id object customer_acceptance livemode multi_use payment_method payment_method_details status type",
    ),
    "token": (
        lambda s: s.tokens.create({"card": CARD}),
        "id object card client_ip created livemode type used",
    ),
    "sepa_debit of a payment_method": (
        lambda s: s.payment_methods.create(IBAN).sepa_debit,
        "bank_code branch_code country fingerprint generated_from last4",
    ),
    "sepa_debit of a charge": (
        lambda s: debited(s, "sepa_debit", "pm_success_de", "eur"),
        "bank_code branch_code country fingerprint last4 mandate",
    ),
    "us_bank_account of a charge": (
        lambda s: debited(s, "us_bank_account", "pm_usBankAccount_success", "usd"),
        "account_holder_type account_type bank_name fingerprint last4 mandate payment_reference routing_number",
    ),
    "verify_with_microdeposits": (
        lambda s: s.setup_intents.create(UNVERIFIED).next_action.verify_with_microdeposits,
        "arrival_date hosted_verification_url microdeposit_type",
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", OBJECTS)
def test_an_object_has_the_published_fields(kind: str, merchant: Merchant) -> None:
    make, keys = OBJECTS[kind]

    assert list(make(merchant.sdk).to_dict()) == keys.split()


def test_related_objects_can_be_expanded(merchant: Merchant) -> None:
    sdk = merchant.sdk
    customer = sdk.customers.create().id
    paths = ["latest_attempt.payment_method", "mandate.payment_method", "customer", "payment_method"]
    made = sdk.setup_intents.create({**PERMITTED, "customer": customer, "expand": paths})
    listed = sdk.setup_attempts.list({"setup_intent": made.id, "expand": ["data.setup_intent"]})

    assert made.latest_attempt.payment_method.id == made.payment_method.id == made.mandate.payment_method.id
    assert (made.customer.id, made.payment_method.customer) == (customer, customer)
    assert listed.data[0].setup_intent.id == made.id
