"""What is done about money, and what the target's logs say of it: paid, disputed, refunded, refused. Not: judging it.

Each deed has a twin that differs in the one thing that a record must tell. A line counts if it is not said of the
twin as well: that somebody looked at an order, or that the provider told of it, is no record of what staff did.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from harness.descriptor.model import HttpRequest
from harness.failures import Moot, WindowShut
from harness.observation import Recorded
from harness.target.checkout import fresh_key
from harness.target.logbook import Logbook, texts
from harness.target.naming import names_of
from harness.target.refunding import Refunding, part_of, returned
from harness.target.requests import Browser, expected, saved
from harness.target.staff import NO_KEYS
from harness.windows import records, stores

if TYPE_CHECKING:
    from harness.buyers import Buyer
    from harness.target.order import Order
    from harness.target.target import Target

JOURNAL = re.compile(r"audit|journal|history|activit", re.IGNORECASE)
"""How people call tables in which they keep who has done what."""
HERE = ("127.0.0.1", "::1", "localhost")
"""Where all requests of a run come from."""
TIMES = 3
SHOWN = 3


Deed = Callable[["Target"], Recorded]
"""Does something about money at the target, and returns what its logs say of it."""


def payment(target: Target) -> Recorded:
    """Let a buyer pay, and tell of it; the twin is an order that nobody has paid, and that is looked at as well."""
    with target.sandbox.holding_news():
        sample, blank = target.order("sample"), target.order("blank")
        book = Logbook(target)
        sample.pay()
    target.sandbox.deliver(sample.news)
    target.settle(until=sample.fulfilled)
    blank.look()
    sample.look()
    return _of_order(target, "an order was paid", book, sample, beside=_said_of(target, book, blank))


def dispute(target: Target) -> Recorded:
    """Let the bank dispute a payment, and tell of it; the twin is a paid order that nobody disputes."""
    sample, blank = _paid(target, "sample"), _paid(target, "blank")
    book = Logbook(target)
    known = sample.news
    with target.sandbox.holding_news():
        sample.act("dispute")
    target.sandbox.deliver(sample.news.without(known))
    target.settle_soon(until=lambda: not sample.is_state("paid"))
    blank.look()
    sample.look()
    return _of_order(target, "a payment was disputed", book, sample, beside=_said_of(target, book, blank))


def refund_by_staff(target: Target) -> Recorded:
    """Let staff give a part back, untold by the provider; the twin was given back at the provider, and told of.

    Raises Moot if the descriptor names no way, WindowShut if nothing went back.
    """
    sample, twin = _paid(target, "sample"), _paid(target, "twin")
    usual = _given_back_elsewhere(target, twin)
    desk, book = Refunding(sample), Logbook(target)
    word = desk.word()
    with target.sandbox.holding_news():
        replied = desk.ask(part_of(sample, 30), word)
    if not returned(sample).refunded:
        raise WindowShut(
            f"staff's refund was answered {replied.status}, and nothing went back", needs="[refund] request"
        )
    return _of_order(target, "staff gave money back", book, sample, beside=usual, names={word}, person=True)


def refund_by_nobody(target: Target) -> Recorded:
    """Ask for refunds without staff's credentials; the twin is asked for by staff.

    Raises Moot if the descriptor names no way, or if they were not refused.
    """
    sample, twin = _paid(target, "sample"), _paid(target, "twin")
    honest = Logbook(target)
    Refunding(twin).ask(part_of(twin, 10))
    desk, stranger, usual, book = Refunding(sample), target.browser.another(), honest.lines(), Logbook(target)
    for _ in range(TIMES):
        replied = desk.ask_without_role(part_of(sample, 10), keys=NO_KEYS, browser=stranger)
        if replied.status < 400:
            raise Moot(f"a refund that nobody of staff asked for was answered {replied.status}: no refusal to record")
    return _of_refusal(target, "refunds were asked for without staff's credentials, and refused", book, usual, twin)


def refused_webhook(target: Target) -> Recorded:
    """Send deliveries that the provider has not signed; the twin is genuine. Raises Moot if they are acknowledged."""
    sandbox = target.sandbox
    with sandbox.holding_news():
        sample, twin = target.order("sample"), target.paid_order("twin")
    lies = sample.lies().first().each(forgery="random-signature")
    honest = Logbook(target)
    sandbox.deliver(twin.news)
    target.settle(until=twin.complete)
    usual, book = honest.lines(), Logbook(target)
    answers = [answer for _ in range(TIMES) for answer in sandbox.deliver(lies).answers]
    accepted = [answer for answer in answers if answer.accepted]
    if accepted:
        raise Moot(f"a forged delivery was answered {accepted[0].status}: there is no refusal to record at the door")
    return _of_refusal(target, "forged deliveries were refused", book, usual, twin)


def refused_sign_in(target: Target) -> Recorded:
    """Sign in with a wrong password; the twin signs in with the right one. Raises Moot if nobody signs in there."""
    door, buyer, right = SignIn(target), target.buyer(), fresh_key()
    honest = Logbook(target)
    if not door.come(buyer, right, whole=True):
        raise WindowShut("nobody could sign in", needs="[customers] sign_in: path, json and expect")
    usual, book = honest.lines(), Logbook(target)
    came_in = [door.come(buyer, fresh_key()) for _ in range(TIMES)]
    if any(came_in):
        raise Moot("a wrong password was not refused by the last request of [customers] sign_in that holds one")
    return _of_refusal(target, "sign-ins with a wrong password were refused", book, usual, None)


class SignIn:
    """Signing in as `[customers] sign_in` says. Its requests hold passwords, so none of them is kept as evidence."""

    def __init__(self, target: Target) -> None:
        """Raises Moot if the descriptor names no such requests, or none with a password."""
        customers = target.descriptor.customers
        self._target = target
        self._requests: Sequence[HttpRequest] = customers.sign_in if customers else ()
        doors = [nth for nth, one in enumerate(self._requests) if "{password}" in repr(one)]
        if not doors:
            raise Moot("the descriptor names no way to sign in with a password: [customers] sign_in")
        self._door = doors[-1]

    def come(self, buyer: Buyer, password: str, *, whole: bool = False, email: str | None = None) -> bool:
        """Sign in (`whole`: sign up before), and say whether every request was answered as expected."""
        browser: Browser = self._target.browser.another()
        known = {"email": email or buyer.email, "buyer_name": buyer.name, "unique": buyer.unique, "password": password}
        known |= self._target.instance.values
        for nth, request in enumerate(self._requests):
            if not whole and nth != self._door:
                continue
            replied = browser.send(request, known, quiet=True)
            self._target.notebook.add("request", f"{replied.told} (a sign-in) answered {replied.status}")
            if not expected(request, replied):
                return False
            known |= saved(request, replied, f"[customers] sign_in[{nth}]", secret=True)
        return True


def _paid(target: Target, role: str) -> Order:
    """Return an order that was paid and told of. Raises WindowShut if that is not seen to have an effect."""
    with target.sandbox.holding_news():
        order = target.paid_order(role)
    target.sandbox.deliver(order.news)
    if not target.settle(until=order.fulfilled):
        raise WindowShut("a paid order was not seen to be paid", needs="[order] states")
    return order


def _given_back_elsewhere(target: Target, twin: Order) -> set[str]:
    """Give a part of the twin back at the provider, tell of it, and return what the logs say of that."""
    book, known = Logbook(target), twin.news
    with target.sandbox.holding_news():
        twin.act("refund", amount=part_of(twin, 30))
    target.sandbox.deliver(twin.news.without(known))
    target.settle_soon(until=lambda: not twin.is_state("paid"))
    return _said_of(target, book, twin)


def _said_of(target: Target, book: Logbook, order: Order) -> set[str]:
    names = names_of(target, order.payment, order)
    return {records.words(line, names) for line in book.naming(names)}


def _of_order(
    target: Target,
    done: str,
    book: Logbook,
    order: Order,
    *,
    beside: Collection[str],
    names: Collection[str] = (),
    person: bool = False,
) -> Recorded:
    """Return which lines since tell of what was done to the order, and are not said of the twin."""
    known = {*names_of(target, order.payment, order), *names}
    new: list[str] = []

    def found() -> bool:
        new[:] = [line for line in book.naming(known) if records.words(line, known) not in beside]
        return bool(new)

    target.settle_soon(until=found)
    # A log of requests names an order whenever somebody looks at it: that it is read proves nothing of deeds.
    everything = [line for text in texts(target).values() for line in records.lines(text)]
    other = [line for line in records.naming(everything, known) if records.words(line, known) not in beside]
    return _told(
        target,
        Recorded(
            done=done,
            lines=tuple(new[:SHOWN]),
            window_open=bool(other),
            only_as_usual=not new and bool(book.naming(known)),
            from_where=None if not person else any(here in line for line in new for here in HERE),
            kept=None if new else _journal(target, {*names, *order.refunds} if names else known),
        ),
    )


def _of_refusal(target: Target, done: str, book: Logbook, usual: Sequence[str], twin: Order | None) -> Recorded:
    """Return which lines since are not said of the twin, which was not refused; `usual` are the lines that it left."""
    names = names_of(target, twin.payment, twin) if twin else set()
    said = {records.words(line, names) for line in usual}
    new: list[str] = []

    def found() -> bool:
        late = set(book.naming(names | _in_the_books(target)))
        new[:] = [line for line in book.lines() if line not in late and records.words(line, names) not in said]
        return bool(new)

    target.settle_soon(until=found)
    return _told(
        target,
        Recorded(
            done=done,
            lines=tuple(new[:SHOWN]),
            window_open=bool(usual),
            only_as_usual=not new and bool(book.lines()),
            from_where=any(here in line for line in new for here in HERE),
        ),
    )


def _in_the_books(target: Target) -> set[str]:
    """Return the ids of all that really happened at the provider: lines about it come late, and are of other deeds."""
    events = target.sandbox.world.events(side=target.side, provider=target.provider)
    return {event.id for event in events if not event.invented}


def _journal(target: Target, names: Collection[str]) -> str | None:
    """Return the table that looks like a journal and names what was done, if one is declared as a store."""
    try:
        kept = stores.dump(target.descriptor.stores, target.instance.values)
    except WindowShut:
        return None
    return next((name for name, text in kept.items() if JOURNAL.search(name) and any(n in text for n in names)), None)


def _told(target: Target, recorded: Recorded) -> Recorded:
    told = f"{recorded.done}: {len(recorded.lines)} lines shown" if recorded.lines else f"{recorded.done}: no line"
    target.notebook.add("look", told, seen="\n".join(recorded.lines) or None)
    return recorded
