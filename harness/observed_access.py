"""What is seen of somebody who subscribes, at the target and at the provider: data, a leaf. Not: judging it."""

from __future__ import annotations

from harness.observation import Observation


class Access(Observation, frozen=True):
    """What one look at a subscriber's access returned."""

    subscriber: str
    """The harness's name of the subscriber: a role and a number."""
    granted: bool | None = None
    """None: could not be seen."""
    shown: str = ""
    """The target's own word for it."""
    plan: str | None = None
    """The plan that it is access to, as the target shows it."""
    shut: str | None = None
    """The line of the descriptor that would let it be seen, where it could not be."""

    @property
    def told(self) -> str:
        """In words."""
        if self.granted is None:
            return "cannot be seen"
        return f"has {'access' if self.granted else 'no access'} ({self.shown})"


class Subscribed(Observation, frozen=True):
    """What the provider has on record of the subscriptions that one subscriber's doings made."""

    plans: tuple[str, ...] = ()
    """Of each that was agreed to and goes on: the plan, by the descriptor's name, or the id if it is none of those."""
    trials: int = 0
    """How many of all of them gave days away."""
    ending: int = 0
    """How many are over, or will be at the end of their period."""
