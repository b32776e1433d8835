"""Stripe's numbers, with their source: retries, limits, delays, fees. Not: what is done with them."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.provider import Side

API_VERSION = "2026-10-28.endive"
"""What stripe-python 16.1 and stripe-node 23.1 send; a world's default."""

RETRY_AFTER: Mapping[Side, tuple[int, ...]] = {
    "test": (300, 3_600, 7_200),
    "live": (300, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 43_200, 57_600, 57_600),
}
"""Seconds between attempts. Stripe, "Webhooks": sandboxes retry three times over a few hours, live mode for up to three
days with exponential backoff; the exact steps are not published (unconfirmed)."""

DELIVERY_TIMEOUT = 20.0
"""Seconds. Not published; third parties report 10 to 30 (unconfirmed)."""

RATES: Mapping[Side, int] = {"test": 25, "live": 100}
"""Calls per second and account. Stripe, "Rate limits"."""

BALANCE_AFTER = 2.0
"""Seconds from a payment to its balance transaction when capture is asynchronous; read back null for one or two."""

REFUND_REFERENCE_AFTER = 5.0
"""Seconds until a refund's acquirer reference is known. The delay is unconfirmed."""

REFUND_SETTLES_AFTER = 5.0
"""Seconds until the test card of pending or failing refunds does so: a recorded one failed after four."""

DISPUTED_AFTER = 2.0
"""Seconds from a payment to its dispute: recorded for the test cards."""

DISPUTE_DECIDED_AFTER = 5.0
"""Seconds until the test side decides by the evidence. Unconfirmed."""

DEBIT_AFTER, DEBIT_SLOW_AFTER = 3.0, 180.0
"""Seconds until a test account's debit ends; the slow ones take "at least three minutes" (Stripe, test IBANs)."""

DEBIT_LASTS: Mapping[str, float] = {"sepa_debit": 5 * 86_400.0, "us_bank_account": 4 * 86_400.0}
"""Seconds until a live debit arrives: "typically" so many business days, weekends not counted here."""
TOPUP_LASTS = 5 * 86_400.0
"""Seconds until a live top-up arrives: as a debit does (unconfirmed)."""

DAY = 86_400

PAYOUT_TRAVELS = 2 * DAY
"""Seconds from the midnight (UTC) on which a payout is sent to its arrival. Unconfirmed: it differs by country."""

PAYOUT_RECONCILED_AFTER = 5.0
"""Seconds until the rows of an automatic payout are said to be complete. The delay is unconfirmed."""

DISPUTE_FEE = 1500
"""Minor units; recorded for a Canadian account."""

PORTAL_LASTS = 3_600
"""Seconds for which a portal's address is good. Public reports name an hour; it is not documented (unconfirmed)."""

ACCOUNT_LINK_LASTS = 300
"""Seconds; the published examples and public reports agree on five minutes."""

AUTHORISATION_LASTS = 604_800
"""Seconds for which a card's hold stands: recorded as charge.created + 604800."""

SESSION_LASTS = 86_400
SESSION_SHORTEST, SESSION_LONGEST = 1_800, 86_400
"""Seconds that a checkout session may be open. Stripe, "Create a Checkout Session"."""

AVAILABLE_AFTER_DAYS = 7
"""Days until a charge's money is available, at midnight UTC: recorded; it differs by country."""

FEE_PER_MILLE, FEE_FIXED, FEE_FOREIGN_PER_MILLE = 29, 30, 15
"""A US account's price: 2.9 % and 30 cents, 1.5 % more for a card of another country (Stripe, "Pricing")."""

ACCOUNT_COUNTRY = "US"

INVOICE_CHARGED_AFTER, INVOICE_FINAL_AFTER = 3_600, 3_601
"""Seconds that a renewal's draft waits: recorded as `next_payment_attempt` and `automatically_finalizes_at`."""

INVOICE_UNHEARD_FOR = 3 * DAY
"""Seconds for which a draft waits for an endpoint that does not acknowledge it. Stripe, "Status transitions"."""

INVOICE_RETRIES = tuple(day * DAY for day in (1, 2, 2, 2, 2, 2, 3))
"""Seconds from a failed payment to the next try: eight tries in two weeks, the recommended setting. The days of each
are not published (unconfirmed)."""

INVOICE_UPCOMING = 3 * DAY
"""Seconds before a renewal at which it is announced: a setting of the account, three days in a run that was seen."""

TRIAL_WILL_END = 3 * DAY
"""Seconds before a trial's end at which it is announced. Stripe, `customer.subscription.trial_will_end`."""

INCOMPLETE_EXPIRES_AFTER = 82_800
"""Seconds for which a first invoice can be paid: 23 hours. Stripe, "Subscription statuses"."""

CREDIT_WRITTEN_OFF_AFTER = 5
"""Seconds until the draft of a canceled subscription's credit is given up by itself: seen about so (unconfirmed)."""

CLOCK_TRAVELS = 1.0
"""Seconds for which a test clock is `advancing`: seconds, and more for much to do, are reported (unconfirmed)."""

CLOCK_LASTS = 604_800
"""Seconds until a test clock deletes itself: seven days in the reference's samples, thirty in a guide (unconfirmed)."""

CLOCK_CUSTOMERS, CLOCK_SUBSCRIPTIONS = 3, 3
"""How many customers a test clock may have, and subscriptions each. Stripe, "Test clocks: limits"."""

SEARCHABLE_AFTER = (2.0, 20.0)
"""Seconds until a change can be searched for: documented as under a minute, reported as ten and fifteen seconds."""

SMALLEST: Mapping[str, int] = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300, "nzd": 50,
    "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
"""Least amount that can be charged, in minor units. Stripe, "Minimum charge amounts"."""

LARGEST = 99_999_999
"""Eight digits in any currency. Stripe, "Create a PaymentIntent"."""


def fee(amount: int, card_country: str) -> int:
    """Return what Stripe keeps of a charge, rounded half up to the minor unit."""
    per_mille = FEE_PER_MILLE + (0 if card_country == ACCOUNT_COUNTRY else FEE_FOREIGN_PER_MILLE)
    return min(amount, (amount * per_mille + 500) // 1000 + FEE_FIXED)


def debit_fee(amount: int) -> int:
    """Return what Stripe keeps of a debit: 0.8 %, at most 5.00 (Stripe, "Pricing", of ACH; of all else unconfirmed)."""
    return min(500, amount, (amount * 8 + 500) // 1000)


def available_on(created: int) -> int:
    """Return the midnight (UTC) from which a charge's money can be paid out."""
    day = 86_400
    return created - created % day + AVAILABLE_AFTER_DAYS * day
