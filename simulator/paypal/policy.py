"""PayPal's numbers, with their source: retries, limits, windows, fees. Not: what is done with them."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.provider import Side

API_VERSION = "2"
"""PayPal has no version header: the version is in the path. Worlds need a word for it."""

RETRY_AFTER: Mapping[Side, tuple[int, ...]] = {
    "test": (30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 5_400, 7_200, *(14_400,) * 15),
    "live": (30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 5_400, 7_200, *(14_400,) * 15),
}
"""Seconds between attempts: up to 25 further ones over three days (PayPal, "Webhooks"); the steps are not published
(unconfirmed)."""

DELIVERY_TIMEOUT = 15.0
"""Seconds. Not published (unconfirmed)."""

RATES: Mapping[Side, int] = {"test": 30, "live": 50}
"""Calls per second of one app. PayPal publishes none (unconfirmed)."""

TOKEN_LASTS = 32_400
"""Seconds: recorded, `expires_in` counts down from 32400 and a second call returns the same token."""

APPROVAL_WITHIN, CAPTURE_WITHIN = 6 * 3_600, 6 * 3_600
"""Seconds in which the buyer approves an order, and then the merchant captures it. PayPal, "Orders" (partly
unconfirmed)."""

DAY = 86_400

AUTHORIZATION_LASTS = 29 * DAY
"""Seconds: recorded, expiration_time is creation + 29 days to the second."""

REAUTHORIZE_FROM = 4 * DAY
"""Recorded: "A reauthorization is only allowed once from Day 4 to Day 29"."""

OVER_CAPTURE_PERCENT, OVER_CAPTURE_MOST = 115, 7_500
"""Captures of one authorization: up to 115 % of it, or 75 USD more, whichever is less. PayPal, "Payments v2"."""

REFUND_WITHIN = 180 * DAY

REFUNDS_MOST = 10
"""Refunds of one capture. PayPal names the issue and no number (unconfirmed)."""

CAPTURES_MOST = 10
"""Captures of one authorization. PayPal, "Capture authorized payment"."""

KEPT: Mapping[str, float] = {
    "orders": 6 * 3_600.0,
    "payments": 45 * 86_400.0,
    "vault": 3 * 3_600.0,
}
"""Seconds for which a PayPal-Request-Id is known, by API. PayPal, "Idempotency"."""

KEPT_OTHERWISE = 72 * 3_600.0

REQUEST_ID_LENGTH = 108

EVENTS_KEPT = 30 * DAY
"""Seconds for which an event can be read back (unconfirmed)."""

WEBHOOKS_MOST = 10
"""Webhook URLs of one app. PayPal, "Webhooks"."""

LARGEST = 999_999_999
"""Minor units of one amount: seven digits before the point (unconfirmed)."""

RETRY_PAYMENT_AFTER, RETRIES_MOST = 5 * DAY, 2
"""Seconds from a failed payment of a subscription to the next try, and how many there are in a cycle. PayPal, "Payment
failures and recovering balances"; its example, which retries on the 5th and the 10th what failed on the 1st, has four
days the first time."""

PRICE_CHANGE_AFTER = 10 * DAY
"""Seconds in which a new price of a plan is not charged to those who had subscribed. PayPal, "Update plan pricing"."""

DISPUTE_FEE = 1_500
"""Minor units: recorded, taken from the seller who loses."""

DISPUTE_RESPONSE_WITHIN = 10 * DAY
"""Recorded: about ten days, at 06:59:59Z."""

WALLET_FEE, CARD_FEE = (349, 49), (259, 49)
"""Hundredths of a percent and minor units: fits the recorded fees of US accounts in dollars."""

FIXED_FEES: Mapping[str, int] = {"JPY": 40, "HUF": 156, "TWD": 14}
"""Minor units of the fixed part where the currency has no decimals (PayPal, "Merchant fees"; unconfirmed)."""


def fee(amount: int, currency: str, *, card: bool) -> int:
    """Return what PayPal keeps of a capture, rounded half up to the minor unit; at most all of it."""
    rate, fixed = CARD_FEE if card else WALLET_FEE
    return min(amount, (amount * rate + 5_000) // 10_000 + FIXED_FEES.get(currency, fixed))
