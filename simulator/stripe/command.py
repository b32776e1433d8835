"""A command: one call with its checked parameters, and the changes that answering it makes. Not: HTTP, storing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from simulator.provider import Announcement, Caller, Later, Outcome, Refusal
from simulator.stripe import errors, policy
from simulator.world import Books

T = TypeVar("T")


class Command(msgspec.Struct, frozen=True):
    """One call. `params` are checked and typed; `ids` are those in the path, in order."""

    books: Books
    params: Mapping[str, Any]
    ids: tuple[str, ...] = ()
    caller: Caller = "secret_key"
    version: str = policy.API_VERSION

    @property
    def now(self) -> int:
        return self.books.clock.now()


class Changes(msgspec.Struct):
    """What a flow has decided so far, in the order of the events; nothing is stored before the flow has ended."""

    puts: list[Any] = []
    announcements: list[Announcement] = []
    later: list[Later] = []
    elsewhere: list[tuple[str, Any]] = []
    """What is stored in other accounts' books, each with that account."""

    def put_in(self, books: Books, value: T) -> T:
        """Remember a value to store in the books of another account, and return it."""
        self.elsewhere.append((books.account, value))
        return value

    def put(self, value: T) -> T:
        """Remember a value to store, and return it."""
        self.puts.append(value)
        return value

    def tell(
        self,
        types: str | tuple[str, ...],
        snapshot: Any,
        previous: Mapping[str, Any] | None = None,
        account: str | None = None,
    ) -> None:
        """Announce one or more events about the same snapshot; `account` is whose they are, if not the caller's."""
        for event_type in (types,) if isinstance(types, str) else types:
            self.announcements.append(Announcement(event_type, snapshot, previous, account))

    def add(self, done: Outcome) -> None:
        """Let what another flow decided follow in the same step."""
        self.puts += done.puts
        self.announcements += done.announcements
        self.later += done.later
        self.elsewhere += done.elsewhere

    def outcome(self, answer: Any, error: Refusal | None = None) -> Outcome:
        """Close the flow: with `error` set, what was decided is stored *and* refused."""
        return Outcome(
            answer=answer,
            puts=tuple(self.puts),
            announcements=tuple(self.announcements),
            later=tuple(self.later),
            elsewhere=tuple(self.elsewhere),
            status=error.status if error else 200,
            error=error,
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of a list, newest first."""

    items: tuple[Any, ...]
    has_more: bool
    url: str
    total_count: int | None = None
    """None unless it was asked for."""


@dataclass(frozen=True, slots=True)
class SearchResult(Listing):
    """A page of what a search found."""

    next_page: str | None = None


NOUNS: Mapping[str, tuple[str, str]] = {
    "ApplicationFee": ("application fee", "id"),
    "BalanceTransaction": ("balance transaction", "id"),
    "BankAccount": ("external account", "id"),
    "CashBalanceTransaction": ("customer_cash_balance_transaction", "transaction"),
    "Charge": ("charge", "id"),
    "CheckoutSession": ("checkout.session", "session"),
    "ConnectedAccount": ("account", "account"),
    "Coupon": ("coupon", "coupon"),
    "CreditNote": ("credit note", "id"),
    "Customer": ("customer", "id"),
    "CustomerBalanceTransaction": ("customer balance transaction", "transaction"),
    "Dispute": ("dispute", "dispute"),
    "Invoice": ("invoice", "id"),
    "InvoiceItem": ("invoiceitem", "id"),
    "InvoicePayment": ("invoice_payment", "invoice_payment"),
    "Mandate": ("mandate", "mandate"),
    "File": ("file upload", "file"),
    "FileLink": ("file link", "link"),
    "PaymentIntent": ("payment_intent", "intent"),
    "PaymentLink": ("payment link", "payment_link"),
    "PaymentMethod": ("PaymentMethod", "payment_method"),
    "PortalConfiguration": ("configuration", "configuration"),
    "PortalSession": ("session", "session"),
    "Price": ("price", "price"),
    "Product": ("product", "id"),
    "PromotionCode": ("promotion code", "promotion_code"),
    "Payout": ("payout", "payout"),
    "Refund": ("refund", "id"),
    "SetupAttempt": ("setupattempt", "setup_attempt"),
    "SetupIntent": ("setupintent", "intent"),
    "Subscription": ("subscription", "id"),
    "SubscriptionItem": ("subscription_item", "item"),
    "AppliedDiscount": ("discount", "discount"),
    "TaxRate": ("tax rate", "tax_rate"),
    "Meter": ("billing meter", "id"),
    "TestClock": ("test clock", "test_clock"),
    "Token": ("token", "token"),
    "Topup": ("topup", "topup"),
    "Transfer": ("transfer", "transfer"),
}
"""How an error names a kind of object, and which parameter it blames for an id in the path."""


def find(books: Books, kind: type[T], object_id: str, param: str | None = None) -> T:
    """Return the object with that id.

    Raises the refusal for one that is not there: 404 for an id from the path (`param` None), 400 for a parameter. An
    id of the other mode is answered with that hint; the kind is not looked at, as Stripe does not look at prefixes.
    """
    found = books.objects.get(object_id)
    if type(found) is kind:
        return found
    noun, in_path = NOUNS[kind.__name__]
    other = books.neighbour
    elsewhere = other.side if other is not None and type(other.objects.get(object_id)) is kind else None
    raise errors.no_such(noun, object_id, param or in_path, in_path=param is None, other_side=elsewhere)


def standing(books: Books, kind: type[T], object_id: str, param: str | None = None) -> T:
    """Return the object with that id if it is not deleted: a deleted product or coupon is no longer there (recorded).

    Raises the refusal as `find` does.
    """
    found = find(books, kind, object_id, param)
    if getattr(found, "deleted", False):
        noun, in_path = NOUNS[kind.__name__]
        raise errors.no_such(noun, object_id, param or in_path, in_path=param is None)
    return found


def free(books: Books, kind: type, object_id: str, noun: str) -> str:
    """Return an id that a merchant chose, if nothing has it. Raises the refusal for one that is taken.

    One that an object of another kind has is a gap of ours: the books keep all kinds under their ids.
    """
    found = books.objects.get(object_id)
    if found is None or (type(found) is kind and getattr(found, "deleted", False)):
        return object_id
    if type(found) is kind:
        raise errors.already_exists(noun)
    raise errors.not_simulated(f"an id that another kind of object has, {object_id}", "id")


def check_client_secret(command: Command, secret: str, wrong: Callable[[], Refusal]) -> None:
    """Let a browser in only with the intent's secret; one that is given must be right. Raises a refusal, or `wrong`."""
    given = command.params.get("client_secret")
    if command.caller == "publishable_key" and given is None:
        raise errors.missing("client_secret")
    if given is not None and given != secret:
        raise wrong()


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Return the earlier values of what differs, as `previous_attributes` shows them: hashes key by key, new keys null.

    Lists and hashes that appear or vanish as a whole are shown whole.
    """
    previous: dict[str, Any] = {}
    for key in after.keys() | before.keys():
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            previous[key] = changed(old, new)
        else:
            previous[key] = old
    return dict(sorted(previous.items()))
