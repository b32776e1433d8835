"""Stripe's published test cards and tokens, and what each does. Not: doing it.

Source: Stripe, "Testing"; decline codes with their network codes as recorded where tests/fidelity/ledger.toml says so,
else from "Decline codes" and ISO 8583 (their network and advice codes are unconfirmed). On the live side every one of
them is declined, with a code and sentence that are unconfirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Challenge = Literal["never", "optional", "unless_set_up", "on_session", "always"]
"""When the bank asks the buyer to authenticate: `unless_set_up` lets off-session charges of a set-up card through,
`on_session` is already set up."""


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a bank, a network or Stripe itself says no."""

    code: str
    decline_code: str
    message: str
    network_decline_code: str | None = None
    advice_code: str | None = None
    network_advice_code: str | None = None
    param: str | None = None
    seller_message: str = "The bank did not return any further details with this decline."
    network_status: str = "declined_by_network"
    kind: str = "issuer_declined"
    risk_level: str = "normal"

    @property
    def reason(self) -> str:
        """The reason in a charge's outcome."""
        return "highest_risk_level" if self.kind == "blocked" else self.decline_code


_DECLINED = "Your card was declined."

DECLINES: dict[str, Decline] = {
    "generic_decline": Decline("card_declined", "generic_decline", _DECLINED, "01", "try_again_later"),
    "insufficient_funds": Decline(
        "card_declined", "insufficient_funds", "Your card has insufficient funds.", "51", "try_again_later",
        seller_message="The bank returned the decline code `insufficient_funds`.",
    ),
    "lost_card": Decline(
        "card_declined", "lost_card", _DECLINED, "41", "do_not_try_again",
        seller_message="The bank returned the decline code `lost_card`.",
    ),
    "stolen_card": Decline(
        "card_declined", "stolen_card", _DECLINED, "43", "do_not_try_again",
        seller_message="The bank returned the decline code `stolen_card`.",
    ),
    "expired_card": Decline(
        "expired_card", "expired_card", "Your card has expired.", "54", "confirm_card_data", "03", "exp_month",
        seller_message="The bank returned the decline code `expired_card`.",
    ),
    "incorrect_cvc": Decline(
        "incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect.", "82", "confirm_card_data",
        param="cvc", seller_message="The bank returned the decline code `incorrect_cvc`.",
    ),
    "processing_error": Decline(
        "processing_error", "processing_error",
        "An error occurred while processing your card. Try again in a little bit.", "06", "try_again_later",
        seller_message="The bank returned the decline code `processing_error`.",
    ),
    "card_velocity_exceeded": Decline(
        "card_declined", "card_velocity_exceeded",
        "Your card was declined for making repeated attempts too frequently or exceeding its amount limit.",
        "65", "try_again_later", seller_message="The bank returned the decline code `card_velocity_exceeded`.",
    ),
    "fraudulent": Decline(
        "card_declined", "fraudulent", _DECLINED, None, "do_not_try_again",
        seller_message="Stripe blocked this payment as too risky.", network_status="not_sent_to_network",
        kind="blocked", risk_level="highest",
    ),
    "live_mode_test_card": Decline(
        "card_declined", "live_mode_test_card",
        "Your card was declined. Your request was in live mode, but used a known test card.",
        seller_message="This charge request was in live mode, but used a known test card.",
        network_status="not_sent_to_network", kind="invalid",
    ),
    "test_mode_live_card": Decline(
        "card_declined", "test_mode_live_card",
        "Your card was declined. Your request was in test mode, but used a non test card. For a list of valid test "
        "cards, visit: https://stripe.com/docs/testing.",
        seller_message="This charge request was in test mode, but did not use a Stripe test card number.",
        network_status="not_sent_to_network", kind="invalid",
    ),
}  # fmt: skip

AUTHENTICATION_REQUIRED = "Your card was declined. This transaction requires authentication."
AUTHENTICATION_FAILED = (
    "We are unable to authenticate your payment method. Please choose a different payment method and try again."
)


@dataclass(frozen=True, slots=True)
class Instrument:
    """A test card. `names` are what follows `pm_card_` or `tok_`; `decline` is a key of DECLINES."""

    number: str
    names: tuple[str, ...] = ()
    brand: str = "visa"
    country: str = "US"
    funding: str = "credit"
    decline: str | None = None
    challenge: Challenge = "never"
    attaches: bool = True
    """False: the bank refuses already when the card is attached to a customer."""
    checks: tuple[tuple[str, str], ...] = ()
    """Checks that come out otherwise than `pass`."""
    risk: Literal["normal", "elevated", "highest"] = "normal"
    refund: Literal["at_once", "pending", "fails"] = "at_once"
    available_at_once: bool = False


_ALL: tuple[Instrument, ...] = (
    Instrument("4242424242424242", ("visa", "us")),
    Instrument("4000056655665556", ("visa_debit",), funding="debit"),
    Instrument("5555555555554444", ("mastercard",), "mastercard"),
    Instrument("2223003122003222", ("mastercard_2series",), "mastercard"),
    Instrument("5200828282828210", ("mastercard_debit",), "mastercard", funding="debit"),
    Instrument("5105105105105100", ("mastercard_prepaid",), "mastercard", funding="prepaid"),
    Instrument("378282246310005", ("amex",), "amex"),
    Instrument("371449635398431", (), "amex"),
    Instrument("6011111111111117", ("discover",), "discover"),
    Instrument("6011000990139424", (), "discover"),
    Instrument("3056930009020004", ("diners",), "diners"),
    Instrument("36227206271667", (), "diners"),
    Instrument("3566002020360505", ("jcb",), "jcb", "JP"),
    Instrument("6200000000000005", ("unionpay",), "unionpay", "CN"),
    # Declines. The token of the first four is spelled with and without the brand.
    Instrument("4000000000000002", ("visa_chargeDeclined", "chargeDeclined"), decline="generic_decline",
               attaches=False),
    Instrument("4000000000009995",
               ("visa_chargeDeclinedInsufficientFunds", "chargeDeclinedInsufficientFunds"),
               decline="insufficient_funds", attaches=False),
    Instrument("4000000000009987", ("visa_chargeDeclinedLostCard", "chargeDeclinedLostCard"), decline="lost_card",
               attaches=False),
    Instrument("4000000000009979", ("visa_chargeDeclinedStolenCard", "chargeDeclinedStolenCard"),
               decline="stolen_card", attaches=False),
    Instrument("4000000000000069", ("chargeDeclinedExpiredCard",), decline="expired_card", attaches=False),
    Instrument("4000000000000127", ("chargeDeclinedIncorrectCvc",), decline="incorrect_cvc", attaches=False),
    Instrument("4000000000000119", ("chargeDeclinedProcessingError",), decline="processing_error", attaches=False),
    Instrument("4000000000006975", ("visa_chargeDeclinedVelocityLimitExceeded",
               "chargeDeclinedVelocityLimitExceeded"), decline="card_velocity_exceeded", attaches=False),
    Instrument("4000000000000341", ("chargeCustomerFail",), decline="generic_decline"),
    Instrument("4100000000000019", ("radarBlock", "chargeDeclinedFraudulent"), decline="fraudulent", risk="highest"),
    # Authentication.
    Instrument("4000002500003155", ("authenticationRequiredOnSetup",), challenge="unless_set_up"),
    Instrument("4000002760003184", ("authenticationRequired",), country="DE", challenge="always"),
    Instrument("4000003800000446", ("authenticationRequiredSetupForOffSession",), challenge="on_session"),
    # Unconfirmed: which token belongs to this number.
    Instrument("4000008260003178", ("authenticationRequiredChargeDeclinedInsufficientFunds",),
               decline="insufficient_funds", challenge="always"),
    Instrument("4000008400001629", ("threeDSecureRequiredChargeDeclined",), decline="generic_decline",
               challenge="always"),
    Instrument("4000000000003220", ("threeDSecure2Required", "threeDSecureRequired"), country="IE", challenge="always"),
    Instrument("4000000000003055", ("threeDSecureOptional",), challenge="optional"),
    # Risk, checks, refunds, funds. Disputes are opened by later parts of the simulator; the charge itself succeeds.
    Instrument("4000000000009235", ("riskLevelElevated",), risk="elevated"),
    Instrument("4000000000004954", ("riskLevelHighest",), decline="fraudulent", risk="highest"),
    Instrument("4000000000000101", ("cvcCheckFail",), checks=(("cvc_check", "fail"),)),
    Instrument("4000000000000010", ("avsFail",),
               checks=(("address_line1_check", "fail"), ("address_postal_code_check", "fail"))),
    Instrument("4000000000000028", ("avsLine1Fail",), checks=(("address_line1_check", "fail"),)),
    Instrument("4000000000000036", ("avsZipFail",), checks=(("address_postal_code_check", "fail"),)),
    Instrument("4000000000000044", ("avsUnchecked",), checks=(("address_line1_check", "unavailable"),)),
    Instrument("4000000000000077", ("bypassPending",), available_at_once=True),
    Instrument("4000003720000278", ("bypassPendingInternational",), country="GB", available_at_once=True),
    Instrument("4000000000007726", ("pendingRefund",), refund="pending"),
    Instrument("4000000000005126", ("refundFail",), refund="fails"),
    Instrument("4000000000000259", ("createDispute", "visa_createDispute")),
    Instrument("4000000000002685", ("createDisputeProductNotReceived", "visa_createDisputeProductNotReceived")),
    Instrument("4000000000001976", ("createDisputeInquiry", "visa_createDisputeInquiry")),
    Instrument("4000000000005423", ("createIssuerFraudRecord", "visa_createIssuerFraudRecord")),
    Instrument("4000000404000079", ("createMultipleDisputes", "visa_createMultipleDisputes")),
    Instrument("4000000404000038", ("createCe3EligibleDispute", "visa_createCe3EligibleDispute")),
)  # fmt: skip

INSTRUMENTS: dict[str, Instrument] = {instrument.number: instrument for instrument in _ALL}

BY_NAME: dict[str, Instrument] = {name: instrument for instrument in _ALL for name in instrument.names}

ASKING_NUMBER = "4929007611903456"
"""On the live side whatever is not published is somebody's card. Of this one the bank asks its holder every time."""

INCORRECT_NUMBER = "4242424242424241"
"""Fails the check digit: refused already when a payment method is made of it."""


def named(test_id: str) -> Instrument | None:
    """Return the instrument of `pm_card_visa`, `tok_visa` …; None for any other text."""
    for prefix in ("pm_card_", "tok_"):
        if test_id.startswith(prefix):
            return BY_NAME.get(test_id.removeprefix(prefix))
    return None


def brand_of(number: str) -> str:
    """Return the network that a number's first digits belong to."""
    if number.startswith(("34", "37")):
        return "amex"
    if number.startswith("35"):
        return "jcb"
    if number.startswith(("30", "36", "38", "39")):
        return "diners"
    if number.startswith("62"):
        return "unionpay"
    if number.startswith("6"):
        return "discover"
    if number.startswith(("2", "5")):
        return "mastercard"
    return "visa" if number.startswith("4") else "unknown"
