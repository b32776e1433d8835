"""Record: what the provider says, now, about one subscription and its invoices. Not: what that gives access to."""

from __future__ import annotations

from dataclasses import dataclass

PAID = "paid"
OPEN = "open"

OVER = frozenset({"canceled", "expired"})
"""No provider brings a subscription back from these."""


@dataclass(frozen=True, slots=True)
class Invoice:
    """What was billed once. Amounts are integers in the currency's minor unit, times are unix seconds."""

    id: str
    status: str
    """`paid`, `open` (somebody waits for the money), or whatever else the provider says of one that is neither."""
    amount: int
    """What was paid of it; of a trial's that is nothing."""
    currency: str
    created: int
    covers_until: int
    payment: str | None = None
    """What pays it, by the provider's id; None: nothing does yet, or nothing has to."""
    refunded: int = 0
    lost: int = 0
    """What disputes that were lost have cost."""
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """Facts as fetched. Times are unix seconds by the provider's clock."""

    provider: str
    object_id: str
    ours: str | None
    """Our id, which we wrote into the provider's object when we created it; None: it was not we who did."""
    customer: str | None
    livemode: bool
    status: str
    """`incomplete`: the first payment is not made. `trialing`, `active`. `past_due`: a payment failed, and is tried
    again. `unpaid`, `paused`: it goes on, without anybody paying. `canceled`, `expired`: it is over."""
    plan_id: str
    """What is billed, by the provider's id."""
    period_end: int
    cancels_at: int | None
    invoices: tuple[Invoice, ...]
    """As far back as a year or so, in whatever order."""
    free_until: int | None = None
    """End of a trial that has no invoice; None: there is none, or it has one."""
    settling: bool = False
    """The provider does something of its own within seconds, such as taking the first money; then it is another."""
    next_plan_id: str | None = None
    """What is billed from the next period on, where a change waits for it; None: the same."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the buyer's browser needs to make the first payment, or to leave a card for after a trial."""

    object_id: str
    client_secret: str | None = None
    approve: str | None = None
    """The provider's page on which it is approved."""
