"""How the SDK drives setup intents, attempts, mandates and tokens, in both of its styles. Not: what they do."""

from collections.abc import Callable
from typing import Any

CARD = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
SET_UP = {"payment_method": "pm_card_visa", "confirm": True}
ACCEPTED = {"customer_acceptance": {"type": "offline"}}
ACCOUNT = {
    "type": "us_bank_account",
    "us_bank_account": {
        "account_holder_type": "individual", "routing_number": "110000000", "account_number": "000123456789",
    },
    "billing_details": {"name": "Ada"},
}  # fmt: skip
UNVERIFIED = {"allowed_payment_method_types": ["us_bank_account"], "confirm": True, "mandate_data": ACCEPTED,
              "payment_method_data": ACCOUNT}  # fmt: skip
PERMITTED = {"allowed_payment_method_types": ["sepa_debit"], "confirm": True, "mandate_data": ACCEPTED,
             "payment_method": "pm_success_de"}  # fmt: skip


def verified_payment(s: Any) -> Any:
    intent = s.payment_intents.create({**UNVERIFIED, "amount": 900, "currency": "usd"})
    return s.payment_intents.verify_microdeposits(intent.id, {"amounts": [32, 45]})


def attempts(s: Any) -> Any:
    return s.setup_attempts.list({"setup_intent": s.setup_intents.create(SET_UP).id})


# SDK method, the operation in the journal, how it is called, and what it gives back.
CLIENT: dict[str, tuple[str, Callable[[Any], Any], str]] = {
    "setup_intents.create": ("setup_intents.create", lambda s: s.setup_intents.create(SET_UP), "setup_intent"),
    "setup_intents.list": ("setup_intents.list", lambda s: s.setup_intents.list({"limit": 3}), "list"),
    "setup_intents.retrieve": (
        "setup_intents.retrieve", lambda s: s.setup_intents.retrieve(s.setup_intents.create().id), "setup_intent"),
    "setup_intents.update": (
        "setup_intents.update",
        lambda s: s.setup_intents.update(s.setup_intents.create().id, {"metadata": {"a": "b"}}), "setup_intent"),
    "setup_intents.confirm": (
        "setup_intents.confirm",
        lambda s: s.setup_intents.confirm(s.setup_intents.create().id, {"payment_method": "pm_card_visa"}),
        "setup_intent"),
    "setup_intents.cancel": (
        "setup_intents.cancel", lambda s: s.setup_intents.cancel(s.setup_intents.create().id), "setup_intent"),
    "setup_intents.verify_microdeposits": (
        "setup_intents.verify_microdeposits",
        lambda s: s.setup_intents.verify_microdeposits(
            s.setup_intents.create(UNVERIFIED).id, {"descriptor_code": "SM11AA"}), "setup_intent"),
    "payment_intents.verify_microdeposits": (
        "payment_intents.verify_microdeposits", verified_payment, "payment_intent"),
    "setup_attempts.list": ("setup_attempts.list", attempts, "list"),
    "mandates.retrieve": (
        "mandates.retrieve", lambda s: s.mandates.retrieve(s.setup_intents.create(PERMITTED).mandate), "mandate"),
    "tokens.create": ("tokens.create", lambda s: s.tokens.create({"card": CARD}), "token"),
    "tokens.retrieve": (
        "tokens.retrieve", lambda s: s.tokens.retrieve(s.tokens.create({"card": CARD}).id), "token"),
}  # fmt: skip

# The module-wide style, object methods included.
GLOBAL: dict[str, Callable[[Any], Any]] = {
    "SetupIntent.create": lambda s: s.SetupIntent.create(**SET_UP),
    "SetupIntent.retrieve": lambda s: s.SetupIntent.retrieve(s.SetupIntent.create().id),
    "SetupIntent.modify": lambda s: s.SetupIntent.modify(s.SetupIntent.create().id, description="tea"),
    "SetupIntent.list": lambda s: s.SetupIntent.list(limit=1),
    "SetupIntent.confirm": lambda s: s.SetupIntent.create().confirm(payment_method="pm_card_visa"),
    "SetupIntent.cancel": lambda s: s.SetupIntent.create().cancel(),
    "SetupIntent.verify_microdeposits": lambda s: s.SetupIntent.create(**UNVERIFIED).verify_microdeposits(
        amounts=[32, 45]),
    "SetupAttempt.list": lambda s: s.SetupAttempt.list(setup_intent=s.SetupIntent.create(**SET_UP).id),
    "Mandate.retrieve": lambda s: s.Mandate.retrieve(s.SetupIntent.create(**PERMITTED).mandate),
    "Token.create": lambda s: s.Token.create(card=CARD),
    "Token.retrieve": lambda s: s.Token.retrieve(s.Token.create(card=CARD).id),
}  # fmt: skip
