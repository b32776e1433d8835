"""Stripe's published test cards and payment methods, by what they do in test mode. Not: what they do in live.

In live each of them must buy nothing. Source: Stripe, "Testing". A test holds the table to the simulator's own.
"""

from __future__ import annotations

from harness.providers.terms import Instruments

UNPUBLISHED_CARD = "4929420573595709"
"""Passes the check digit and is no test card: on the simulator's live side it is money."""

ASKING_CARD = "4929007611903456"
"""The same, and its bank asks the holder every time."""

DECLINED_CARD = "4000000000000002"
INSUFFICIENT_FUNDS_CARD = "4000000000009995"
THREE_D_SECURE_CARD = "4000002760003184"
PENDING_REFUND_CARD = "4000000000007726"

CARDS: tuple[str, ...] = (
    "4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "5200828282828210",
    "5105105105105100", "378282246310005", "371449635398431", "6011111111111117", "3056930009020004",
    "3566002020360505", "6200000000000005", "4000000000000077", "4000002500003155", "4000000000003055",
    "4000000000000259", "4000000000007726", "4000000000000341",
)  # fmt: skip
"""Numbers that are accepted in test mode, those that are challenged or disputed later among them."""

METHODS: dict[str, tuple[str, ...]] = {
    "brands": ("visa", "visa_debit", "mastercard", "mastercard_debit", "mastercard_prepaid", "amex", "discover",
               "diners", "jcb", "unionpay"),
    "special": ("bypassPending", "authenticationRequiredOnSetup", "threeDSecureOptional", "createDispute",
                "pendingRefund", "refundFail", "riskLevelElevated", "cvcCheckFail", "avsZipFail"),
    "declines": ("visa_chargeDeclined", "visa_chargeDeclinedInsufficientFunds", "chargeDeclinedExpiredCard",
                 "chargeDeclinedProcessingError", "chargeCustomerFail", "authenticationRequired", "radarBlock"),
}  # fmt: skip
"""What follows `pm_card_`, and `tok_` likewise."""

DECLINES: dict[str, tuple[str, str]] = {
    "declined": ("pm_card_visa_chargeDeclined", DECLINED_CARD),
    "insufficient_funds": ("pm_card_visa_chargeDeclinedInsufficientFunds", INSUFFICIENT_FUNDS_CARD),
    "expired": ("pm_card_chargeDeclinedExpiredCard", "4000000000000069"),
    "incorrect_cvc": ("pm_card_chargeDeclinedIncorrectCvc", "4000000000000127"),
    "processing_error": ("pm_card_chargeDeclinedProcessingError", "4000000000000119"),
}
"""Payment method and number of cards that the bank declines in test mode."""

GOOD_METHOD = "pm_card_visa"

INSTRUMENTS = Instruments(
    declined=({"card": DECLINED_CARD}, {"card": INSUFFICIENT_FUNDS_CARD}),
    challenged={"card": THREE_D_SECURE_CARD},
    refunded_later={"card": PENDING_REFUND_CARD},
    good_method=GOOD_METHOD,
    waiting_method="pm_card_authenticationRequired",
    declines={reason: (method, {"card": card}) for reason, (method, card) in DECLINES.items()},
    no_such_method="pm_3NoSuchMethodAssay0000000",
    reasons_kept_back={
        "lost": "pm_card_chargeDeclinedLostCard",
        "stolen": "pm_card_chargeDeclinedStolenCard",
        "fraudulent": "pm_card_chargeDeclinedFraudulent",
    },
    test_methods={group: tuple(f"pm_card_{name}" for name in names) for group, names in METHODS.items()},
    test_payers=tuple({"card": number} for number in CARDS),
    test_tokens={
        "payment_method": {"payment_method": GOOD_METHOD, "payment_method_id": GOOD_METHOD},
        "token": {"token": "tok_visa", "stripeToken": "tok_visa", "source": "tok_visa"},
    },
)
