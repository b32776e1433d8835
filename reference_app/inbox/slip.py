"""Slip: the little of an event that is kept. Not: the event's copy of amounts and states, which nobody here may trust.

The worker asks the provider for everything it acts on, so ids are enough; the buyer's name, address and mail in the
body are never stored. (Who needs the whole event finds it at the provider for some weeks, by its id.)
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slip:
    """A verified event by its ids."""

    provider: str
    account: str
    """The connected account, or empty: the same event id of two accounts is two events."""
    livemode: bool
    event_id: str
    event_type: str
    object_id: str
    payment_intent: str
    """What the object belongs to, and is known here by: an intent, an order, a payment, a subscription; or empty."""
    seq: int = 0
    """Its number in the inbox; 0 before it is stored."""

    @property
    def key(self) -> str:
        """The name of this event everywhere in the shop: one row in the inbox, one processed mark."""
        side = "live" if self.livemode else "test"
        return f"{self.provider}/{self.account}/{side}/{self.event_id}"


class ForgedError(Exception):
    """Not signed by the provider, or signed and yet no event. The message is for the log, without the body."""


class UndecidedError(Exception):
    """Nobody can tell now whether the provider signed it: what that takes cannot be fetched. It may come again."""
