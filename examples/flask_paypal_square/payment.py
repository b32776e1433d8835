"""A payment as either provider shows it now, and the state that a purchase earns by it. Not: asking for one."""

from dataclasses import dataclass


class NoAnswerError(Exception):
    """The provider gave no usable answer: nobody knows what happened, so nothing may be concluded."""


class RefusedError(Exception):
    """The provider has understood and says no: the buyer's card is declined, say."""


@dataclass(frozen=True)
class Payment:
    """What there is of money for one order at a provider. Amounts are integers in the minor unit."""

    id: str
    """The order at the provider, PayPal's or Square's; its captures and payments are parts of it."""
    status: str
    """`open`, `approved` by the buyer and ours to take, `paid`, or `over`: nothing can come any more."""
    purchase: str | None
    asked: tuple[int, str]
    received: int
    currency: str
    given_back: int
    """All that was ever on its way back; it only grows, and so does the next."""
    bounced: int
    """What of it the buyer did not get."""
    contested: bool
    """A dispute is open or lost: the bank has the money."""
    parts: frozenset[str]
    """Ids of the captures and payments that took money, and of refunds: what news may know before it shows here."""


@dataclass(frozen=True)
class News:
    """What is read of an event: names, which are asked about. Nothing else of it is believed."""

    id: str
    type: str
    order: str
    """The order at the provider that it names, or nothing."""
    part: str
    """The capture or the payment that it names, or nothing."""
    shows: str
    """What must show at the provider before this news is done with, or nothing."""
    dispute: str = ""


def state_of(payment, purchase):
    """Return the state that a purchase has earned by its payment: money that is not the money asked for is held."""
    if payment.status == "over":
        return "called_off"
    if payment.status != "paid":
        return "awaiting"
    if payment.given_back - payment.bounced >= payment.received:
        return "money_back"
    asked, came = (purchase["cents"], purchase["currency"]), (payment.received, payment.currency)
    return "settled" if came == asked else "on_hold"
