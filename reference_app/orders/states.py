"""Protections: pending is not paid, and a later state is never overwritten. Pure: no database, no provider."""

from __future__ import annotations

from reference_app.providers.payment import Payment

# state -> what may follow. Whatever is not in the row is an older truth that arrived late, and changes nothing.
FOLLOWS: dict[str, frozenset[str]] = {
    "pending": frozenset({"authorised", "payment_failed", "cancelled", "paid", "partially_refunded", "refunded"}),
    "authorised": frozenset(
        {"cancelled", "paid", "partially_refunded", "refunded"}
    ),  # a promise of money, and none yet
    "payment_failed": frozenset({"pending", "authorised", "cancelled", "paid", "partially_refunded", "refunded"}),
    "cancelled": frozenset({"paid", "partially_refunded", "refunded"}),  # money that arrived all the same is money
    "paid": frozenset({"partially_refunded", "refunded"}),
    "partially_refunded": frozenset({"refunded"}),
    "refunded": frozenset(),
}
PAYABLE = ("pending", "payment_failed")
OPEN = (*PAYABLE, "authorised")
RETRYABLE = (*PAYABLE, "cancelled")
SETTLED = ("paid", "partially_refunded", "refunded")
TO_FULFIL = ("paid", "partially_refunded")


def state_at_provider(payment: Payment) -> str:
    """Return the state that the provider's record asks for.

    Only `succeeded` is money. Processing, awaiting 3-D Secure and a completed session without money are all still
    pending: days later they may fail. Authorised is a promise, which ends by itself after some days.
    """
    if payment.status == "succeeded":
        if payment.refunded == 0:
            return "paid"
        return "refunded" if payment.refunded >= payment.received else "partially_refunded"
    if payment.status == "requires_capture":
        return "authorised"
    if payment.status in ("canceled", "expired"):
        return "cancelled"
    return "payment_failed" if payment.declined else "pending"


def later_state(now: str, told: str, *, refund_failed: bool = False) -> str:
    """Return the state after being told `told`: never backwards, in whatever order the news arrives.

    There is one way back: a refund that failed, days after it looked done, is owed again.
    """
    if refund_failed and now in SETTLED and told in SETTLED:
        return told
    return told if told in FOLLOWS[now] else now
