"""Payment: what the provider says, now, about the money of one order. Not: what that means for the order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Payment:
    """Facts as fetched. Amounts are integers in the currency's minor unit."""

    provider: str
    object_id: str
    """What was fetched: what we opened for the order, or what pays it."""
    intent_id: str | None
    """What pays it: a PaymentIntent, a capture of PayPal's, a payment of Square's; None: nothing does yet."""
    order_id: str | None
    """The order that we wrote into the provider's object when we created it."""
    livemode: bool
    status: str
    """`succeeded`: the money is here. `requires_capture`: authorised. `approved`: the buyer has agreed, and it is ours
    to take. `canceled`, `expired`: nothing can come any more. Whatever else a provider says is a way of waiting."""
    received: int
    currency: str
    offered: int = 0
    """Of one that is `approved`: what the buyer has agreed to pay."""
    refunds_made: int = 0
    """All that was ever on its way back, also what did not arrive. It only grows, and so does the next one: whoever
    hears of two looks at the provider in the wrong order keeps the larger of each."""
    refunds_failed: int = 0
    """What of it came back to us, for the bank did not take it: the buyer is owed it again."""
    declined: bool = False
    """The last attempt failed; the buyer may try again."""
    disputed: bool = False
    """The bank has taken the money for now, or for good."""
    disputes_told: bool = True
    """False: the provider told nothing of disputes, which some tell late; then a hold for one stays."""
    lost: int = 0
    """What disputes that were lost have cost."""
    paid_with: str | None = None
    """Brand and last four, for people."""

    @property
    def refunded(self) -> int:
        return self.refunds_made - self.refunds_failed
