"""Taking, through the target, what a buyer only authorised, as staff does when the goods leave. Not: judging it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from harness.failures import Moot, NoVerdict
from harness.observation import ProviderCall, Sight
from harness.target import checkout
from harness.target.desk import Desk

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.requests import Browser, Replied
    from harness.target.staff import Keys
    from harness.target.target import Target


def authorised_order(target: Target, role: str) -> Order:
    """Check out and let the buyer authorise; nothing is taken before staff captures.

    News must be held back. Where the merchant has to ask for the hold, the target hears that the buyer has agreed; one
    that does not ask then leaves that to its page in the buyer's browser, which asks the provider itself.
    Raises Moot if the descriptor names no way that is captured later, or if that way took the money at once.
    """
    declared = target.descriptor.capture
    if declared is None:
        raise Moot("the descriptor names no way to have the target capture what was authorised: [capture] request")
    place, flow = checkout.captured_later(target.descriptor, declared)
    tried = target.try_checkout(way=(place, flow), more={"payment_method": target.sandbox.instruments.good_method})
    order = target.adopted(role, tried, flow, checkout.payment_of(tried, place, flow.payment))
    if order.about.waits:
        order.pay(captured=False)
    if order.terms.held_by_merchant:
        _have_it_held(order)
    if order.terms.is_paid(order.at_provider(), order.records):
        raise Moot(f"orders of {place} are paid at once: [capture] is about a way whose payments are only held")
    return order


def _have_it_held(order: Order) -> None:
    """Let the merchant hold what the buyer of `order` has agreed to pay: the target, or else its page."""

    def done() -> bool:
        shown = order.at_provider()
        return order.terms.is_held(shown, order.records) or order.terms.is_paid(shown, order.records)

    if not done():
        order.target.sandbox.deliver(order.news)
        order.target.settle(until=done)
    if not done():
        order.act("authorize")


def is_held(target: Target, payment: str) -> bool:
    """Whether the money of `payment` was authorised and nobody has captured it yet."""
    records = target.sandbox.records(target.side)
    return target.sandbox.terms.is_held(records.look(payment), records)


class Capturing:
    """Captures of one order, by the request that the descriptor names."""

    def __init__(self, order: Order) -> None:
        """Speak of `order`, which was made by `authorised_order`. Raises Moot if no request for a capture is named."""
        self._order = order
        self._desk = Desk(order.target, "capture")
        self._since = order.target.sandbox.position()

    def ask(self, amount: int, word: str | None = None) -> Replied | None:
        """Ask for a capture of `amount`, in the minor unit; the same `word` is the same capture, asked for again.

        None if the target gave no answer: whoever staff is, he asks again.
        """
        try:
            return self._desk.ask(self._desk.values(self._order, amount, word), self._order.browser)
        except NoVerdict:
            return None

    def ask_without_role(self, amount: int, *, keys: Keys, browser: Browser | None = None) -> Replied:
        """Ask for a capture with these keys in the place of staff's, as whoever has that browser, or the buyer's."""
        return self._desk.ask_without_role(self._desk.values(self._order, amount), keys, browser or self._order.browser)

    def of_buyer(self) -> Keys:
        """Return what a buyer has to show."""
        return self._desk.of_buyer()

    def almost_staffs(self) -> Keys:
        """Return staff's keys, with the end of each changed: they look like the right ones."""
        return self._desk.almost_staffs()

    def ask_at_once(self, amount: int, words: list[str]) -> list[Replied | None]:
        """Ask for a capture for each of the words, at the same moment."""
        with ThreadPoolExecutor(len(words)) as pool:
            return list(pool.map(lambda word: self.ask(amount, word), words))

    def word(self) -> str:
        """Return a word for a capture that was never asked for."""
        return self._desk.word()

    def calls(self) -> list[ProviderCall]:
        """Return the target's calls since, that ask the provider to capture this order's payment."""
        calls = self._order.target.sandbox.provider_calls(self._since)
        return [call for call in calls if fnmatchcase(call.operation, self._order.terms.capturing)]


def captured_by_staff(order: Order, amount: int) -> None:
    """Capture, with the news of the authorisation and then of the capture told in their order: all as it should be."""
    target, sandbox = order.target, order.target.sandbox
    authorised = order.news
    sandbox.deliver(authorised)
    with sandbox.holding_news():
        Capturing(order).ask(amount)
    sandbox.deliver(order.news.without(authorised))
    target.settle(until=order.fulfilled)


def told_of_the_hold(order: Order) -> Sight:
    """Tell that the payment is authorised, give the target a moment, and return what it shows then."""
    told = order.target.sandbox.deliver(order.news.in_turn())
    order.target.settle_briefly(until=lambda: bool(told.look().calls))
    return order.look()
