"""What must hold of an order whatever happens to it, in pure functions over what was seen. Not: looking."""

from __future__ import annotations

from typing import Literal

import msgspec

from harness.observation import Sight

Invariant = Literal["one-fulfilment", "paid-first", "refunds", "acknowledged", "final-state"]

INVARIANTS: dict[Invariant, str] = {
    "one-fulfilment": "each order has at most one fulfilment",
    "paid-first": "nothing is fulfilled while the provider says unpaid",
    "refunds": "no more is shown as refunded than was captured",
    "acknowledged": "no event is acknowledged without its effect",
    "final-state": "the final state is the provider's",
}


class Truth(msgspec.Struct, frozen=True, kw_only=True):
    """What the provider's books say of the order's money. Amounts are in the minor unit."""

    captured: int = 0
    refunded: int = 0
    disputed: bool = False

    @property
    def state(self) -> str | None:
        """Our word for the state that the order must come to; None where several would be right."""
        if self.disputed:
            return None
        if not self.captured:
            return "unpaid"
        if not self.refunded:
            return "paid"
        return "refunded" if self.refunded >= self.captured else None


class Broken(msgspec.Struct, frozen=True):
    """An invariant that does not hold, and what was seen."""

    invariant: Invariant
    seen: str


def at_any_time(sight: Sight, truth: Truth) -> Broken | None:
    """Return what must hold at every moment and does not; `truth` is of a moment before the look, or of the same."""
    for name, count in sight.effects.items():
        most = sight.expected.get(name, 0)
        if count > most:
            return Broken("one-fulfilment", f"{name} happened {count} times instead of {most}")
    if not truth.captured and sight.fulfilled:
        return Broken("paid-first", f"nothing was paid, and the order is {_shown(sight)}")
    if sight.refunded is not None and sight.refunded > truth.captured:
        return Broken("refunds", f"{truth.captured} was captured, and {sight.refunded} is shown as refunded")
    return None


def arrived(sight: Sight, truth: Truth, *, knows_refunded: bool) -> bool:
    """Whether the order is what the provider's books say; `knows_refunded`: the descriptor has a state for that."""
    if truth.refunded and sight.refunded not in (None, truth.refunded) and not truth.disputed:
        return False
    wanted = truth.state
    if wanted == "paid":
        return sight.complete is not False
    if wanted == "unpaid":
        return not sight.fulfilled
    return wanted is None or not knows_refunded or sight.state in (None, wanted)


def at_the_end(sight: Sight, truth: Truth, *, knows_refunded: bool, acknowledged: bool) -> Broken | None:
    """Return what does not hold when the target has had its time; `acknowledged`: no event is told any more."""
    if (now := at_any_time(sight, truth)) is not None:
        return now
    if arrived(sight, truth, knows_refunded=knows_refunded):
        return None
    told = f"the provider says {_told(truth)}, and the order is {_shown(sight)}"
    if acknowledged:
        return Broken("acknowledged", f"every event was acknowledged; {told}")
    return Broken("final-state", told)


def _told(truth: Truth) -> str:
    if not truth.captured:
        return "unpaid"
    return f"paid, {truth.refunded} of {truth.captured} refunded" if truth.refunded else "paid"


def _shown(sight: Sight) -> str:
    counts = ", ".join(f"{name} {count}" for name, count in sorted(sight.effects.items()))
    back = f"; refunded {sight.refunded}" if sight.refunded else ""
    return f"{sight.state}{f' ({counts})' if counts else ''}{back}"
