"""What the harness must know of a provider to speak of its payments: a Protocol. Not: any provider's words.

A scenario says "the payment", "a decline", "the event that says paid"; a provider's terms say what that is there.
Amounts are integers in the currency's minor unit.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, Protocol

import msgspec

from harness.descriptor.model import PaymentKind
from harness.observation import Returned
from harness.windows.api_calls import Understood
from simulator.client import Call, EventView, ProviderView, Side


class Records(Protocol):
    """What the provider has on record of one side of a world, read without a call of the target's."""

    def look(self, object_id: str) -> dict[str, Any]:
        """Return the object of that id as the provider shows it now."""

    def everything(self, kind: str) -> Sequence[Mapping[str, Any]]:
        """Return all objects of one kind, by the simulator's name for it, oldest first."""

    def events(self, object_id: str) -> Sequence[EventView]:
        """Return the genuine events about an object, oldest first."""


Field = Literal["event", "type", "mode", "account", "data", "object", "payment", "amount", "references", "description"]
"""What of an event a scenario changes: its id, its type, test or live, whose it is, all that it tells; of the object
in it, the whole, which payment, how much, by which words it names the order, and a text for people."""
Fact = Literal["status", "amount", "currency"]


DESCRIPTION = "description"


class Kind(msgspec.Struct, frozen=True):
    """One of a provider's objects that a checkout makes and a buyer pays."""

    name: PaymentKind
    provider: str
    operation: str
    """The provider's operation that makes it, as the simulator's journal calls it."""
    prefix: str
    """How its ids begin."""
    hosted: bool
    """Buyers pay it on a page of the provider's."""
    paid: str
    """The event on which most integrations act."""
    told_by: str
    """How the types of the events about the object itself begin."""
    ends: tuple[str, str] | None
    """How it ends unpaid: what is done at the provider, and the event that tells it; None if nothing tells it."""

    waits: bool = True
    """It is made unpaid, and waits for its buyer; otherwise the call that makes it takes the money."""

    @property
    def ends_as(self) -> str:
        """In a word, what it has become then."""
        return "expired" if self.hosted else "cancelled"


class Wanted(msgspec.Struct, frozen=True):
    """What a payment is to be like that no checkout leads to."""

    amount: int
    currency: str
    references: Mapping[str, str] = {}
    """As `Terms.references` returns them."""


class Instruments(msgspec.Struct, frozen=True, kw_only=True):
    """What buyers pay with in test mode, as the provider publishes it, by what it does."""

    declined: tuple[Mapping[str, Any], ...]
    """How buyers pay whose bank says no, each for another reason."""
    challenged: Mapping[str, Any] | None
    """How a buyer pays whose bank asks a question first; None if that never shows."""
    refunded_later: Mapping[str, Any] | None
    """How a buyer pays whose refund is pending at first; None if every refund is, or none."""
    good_method: str
    """What a browser brings for a card that pays, where buyers pay on the target's server."""
    waiting_method: str | None
    """In test, the same of what does not pay at once: an account, until the act `complete`, or a card whose bank asks
    its holder first. None: none is known."""
    declines: Mapping[str, tuple[str, Mapping[str, Any]]]
    """By reason, what a browser brings for a card that the bank declines, and how a buyer pays with it."""
    no_such_method: str | None
    """The same, of a form that the provider gives out, and yet of nobody; None if nothing like that is refused."""
    reasons_kept_back: Mapping[str, str]
    """What a browser brings for cards whose reason of decline the buyer must not learn."""
    test_methods: Mapping[str, tuple[str, ...]]
    """What browsers bring for the provider's published test instruments, in groups."""
    test_payers: tuple[Mapping[str, Any], ...]
    """How buyers pay with the published test instruments at the provider."""
    test_tokens: Mapping[str, Mapping[str, Any]]
    """Fields by which a checkout might be talked into a test instrument."""


class Terms(Protocol):
    """The words and rules of one provider. Each of them is in a module of this folder, on one screen."""

    name: str
    title: str
    """As people write it."""
    kinds: tuple[Kind, ...]
    signature_header: str
    retry_headers: Mapping[str, str]
    """What a delivery says beside its signature when it is not the first of its event."""
    no_such_payment: str
    """An id of the right form that is nobody's."""
    about_money: tuple[str, ...]
    """How the types of events begin that are about money; others tell nothing of an order."""
    paid: tuple[str, ...]
    """Types of the events that say that money came."""
    failed: tuple[str, ...]
    """Types of the events that say that an attempt failed."""
    created: tuple[str, ...]
    """Types of the events that say that a payment was made, and no more."""
    money_went_back: tuple[str, ...]
    """Types of the events after which the refunded amount is another one."""
    taking: str
    """The operations that make or confirm a payment, as a pattern."""
    instruments: Instruments
    settles_otherwise: bool
    """A payment can settle with another amount or in another currency than was asked for."""
    paid_after_a_decline: bool
    """A payment that was declined can be paid by other means; otherwise another one is made."""
    captures_in_part: bool
    """Of what was held, a merchant can take less from the dashboard."""
    lists_payments: bool
    """The provider has a list of all payments, which a reconciler can read."""
    narrow_keys: bool
    """Keys can be restricted."""
    told_by_keys: frozenset[str]
    """Settings whose values say of themselves whether they are of test or live."""
    settles_refunds: bool
    """Every refund is pending at first, and settles a moment later."""
    capturing: str
    """The operation that takes what was held, as a pattern."""
    held_by_merchant: bool
    """What a buyer has agreed to is held only when the merchant asks for that."""
    refunding: str
    """The operation that gives money back."""
    verifying: str | None
    """The operation by which a merchant asks whether a delivery is genuine; None: there is no such thing."""
    fetching: str
    """The operations that read one object, as a pattern."""
    facts: Mapping[Fact, tuple[str, ...]]
    """Where in what is fetched of a payment it is said, by JSON pointer."""
    acts: frozenset[str]
    """What can be done at the provider by those who are not the target: buyers, banks, merchants in its dashboard."""
    needs_a_payment: Collection[str]
    """What cannot be done at the provider before the buyer has paid on a page of its own."""

    def waiting_method(self, view: ProviderView, side: Side) -> str | None:
        """Return what a browser brings that does not pay at once, in that mode; None: nothing like that is known."""
        return self.instruments.waiting_method

    def sent_back(self, payment: str) -> dict[str, str]:
        """Return what stands in the address to which a buyer comes back who has paid."""

    def made(self, call: Call, kind: Kind) -> Sequence[str]:
        """Return the ids of the payments of that kind which this call made."""

    def among(self, objects: Sequence[str], kind: Kind) -> Sequence[str]:
        """Return which of the ids are payments of that kind."""

    def understood(self, call: Call) -> Understood:
        """Say what a call asks for, of whom, and whether the bank said no."""

    def is_paid(self, shown: Mapping[str, Any], records: Records) -> bool:
        """Say whether the provider's books show that money was taken for this payment."""

    def is_held(self, shown: Mapping[str, Any], records: Records) -> bool:
        """Say whether money was authorised for this payment, and not taken yet."""

    def has_a_payment(self, kind: Kind, shown: Mapping[str, Any]) -> bool:
        """Say whether a buyer has tried to pay it."""

    def returned(self, order: str, kind: Kind, shown: Mapping[str, Any], records: Records) -> Returned:
        """Return what the books say of the money of `order`, whose payment is `shown`."""

    def all_returned(self, records: Records) -> dict[str, tuple[str, Returned]]:
        """Return the same of every payment that took money, by each id that an order may know it by.

        Beside it stands the id that events of refunds name.
        """

    def refunds(self, events: Sequence[EventView]) -> list[str]:
        """Return the ids of the refunds that these events tell of, oldest first."""

    def names(self, payment: str, shown: Mapping[str, Any], records: Records) -> set[str]:
        """Return every id that means this payment alone: it, its charge, its refunds, disputes and events."""

    def is_pending(self, refund: Mapping[str, Any]) -> bool:
        """Say whether a refund, as it is shown, may still fail or go through."""

    def references(self, shown: Mapping[str, Any]) -> dict[str, str]:
        """Return the words by which a payment may name its order, by the field that holds each (`metadata.order`).

        What is written for people to read is under `DESCRIPTION`.
        """

    def referring(self, shown: Mapping[str, Any]) -> dict[str, Any]:
        """Return how an event's object would name the order as `shown` does, by JSON pointer; {} if by nothing."""

    def secret_of(self, shown: Mapping[str, Any]) -> str | None:
        """Return what opens this payment to a browser, and must stand in no address; None if there is no such thing."""

    def price_of(self, shown: Mapping[str, Any]) -> tuple[int, str]:
        """Return the amount and the currency, in lower case, that a payment asks its buyer for."""

    def make(self, kind: Kind, wanted: Wanted, view: ProviderView, side: Side) -> str:
        """Make a payment on `side`, as its merchant would without the target; return its id. Raises NoVerdict."""

    def says(self, field: Field, event_type: str) -> bool:
        """Say whether events of that type say such a thing at all."""

    def changed(self, field: Field, value: Any, kind: Kind) -> dict[str, Any]:
        """Return where in an event's body that is said, and how `value` is written there, by JSON pointer.

        Raises Moot where the provider's events do not say it.
        """
