"""What the shop needs of a provider to sell subscriptions. Not: which do (`table.py`), nor how any of them does it.

As with payments (`interface.py`), every method that calls the provider raises `trouble.ProviderError`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from reference_app.inbox.slip import Slip
from reference_app.providers.record import Begun, Record
from reference_app.subscriptions.plans import Plan


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription that shall be created: the same one, however often it is asked for."""

    id: str
    """Ours, from which the idempotency key is made."""
    plan_id: str
    trial_days: int
    customer: str | None
    email: str
    created_at: float
    source: str | None = None
    """What the provider's script gave the browser for a card, where a subscription begins with one."""


class Billing(Protocol):
    """One provider's subscriptions, for this shop's account."""

    name: str
    ends_at_once: bool
    """Whether cancelling ends it now: the provider has no way to let a period run out."""
    dies_unapproved: bool
    """Whether one that nobody has approved cannot be cancelled: it is nothing, and the provider forgets it."""
    needs_source: bool
    """Whether a subscription begins with what the browser got for a card."""

    def difference(self, plan: Plan, plan_id: str) -> str | None:
        """Return in what the provider's plan of this id is not ours (`amount`, `currency`, `interval` …), or None."""

    def customer(self, account_id: str, email: str) -> str | None:
        """Make the account known there, once, and return its id; None: the provider knows no customers."""

    def begin(self, wanted: Wanted) -> Begun:
        """Create the subscription, or get the one that exists: the same key, the same plan, the same object."""

    def find(self, wanted: Wanted) -> Begun | None:
        """Find one that was created although the reply said otherwise, or was lost."""

    def begun(self, object_id: str) -> Begun:
        """Get what the browser needs for one that exists."""

    def record_now(self, object_id: str) -> Record:
        """Ask for the subscription as it is at this moment, with its invoices and what became of their money."""

    def change(self, object_id: str, plan_id: str, key: str) -> str | None:
        """Bill another plan: from now on, with the rest of the period settled, or from the next period on.

        Returns the page on which the buyer has to agree first; None: nobody has to.
        """

    def cancel(self, object_id: str, key: str, *, now: bool) -> None:
        """End it, now or when what is paid for has passed. Where `ends_at_once`, it is always now."""

    def resume(self, object_id: str, key: str) -> None:
        """Let it go on after all: it was to end with its period."""

    def portal(self, customer: str) -> str:
        """Return the address of a page of the provider's where this customer looks after cards and invoices."""

    def subject_of(self, slip: Slip) -> str | None:
        """Return the id of the subscription that an event names; None: it names none, or changes nothing."""

    def payment_in(self, slip: Slip) -> str | None:
        """Return the payment that an event is about which can be of no order; None: it may be of one, or is of none."""

    def subscription_of(self, payment: str) -> str | None:
        """Ask which subscription this payment was for, by the id that our orders would know it by; None: for none."""

    def since(self, moment: int) -> Iterator[Record]:
        """Every subscription that was created there since (unix seconds), in whatever state, without its invoices."""

    def events(self, since: int) -> Iterator[Slip]:
        """Every event about subscriptions that the provider still lists since then; none if it keeps no list."""
