"""Money at the provider that differs from the target's orders, and what its reconciler says of it. Not: judging it.

All differences are made first, in a world that has a past, and one run of the reconciler then has to find them: each
check looks at what was said of one. So does a second run, after more payments than a page of the provider's lists
holds. The first run is the first of its target's life: whoever remembers where the last one ended has no excuse.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from harness.failures import Moot, WindowShut
from harness.observation import Mention, Sight
from harness.providers.terms import DESCRIPTION
from harness.target import copies, reconciling
from harness.target.logbook import Logbook
from harness.target.naming import names_of
from harness.target.refunding import part_of
from harness.verdicts.verdict import Severity
from harness.windows import records, stores, written

if TYPE_CHECKING:
    from harness.target.order import Order
    from harness.target.target import Target

REPORT = "[reconcile.report]"
OUTPUT = f"{REPORT} http, sql or lines: where the reconciler writes what differs"

BEGAN = 3 * 86_400
AGES: tuple[tuple[int, str], ...] = (
    (BEGAN, "three days before"),
    (20 * 3_600, "twenty hours before"),
    (3_600, "an hour before"),
)
"""Seconds before now, oldest first. Twenty hours are within a day, three days are a long weekend."""
AFTERMATH = 60
"""Seconds within which all that follows from a payment by itself has happened: nothing of it is younger than it."""
MORE_THAN_A_PAGE = 105
"""Payments between the first and the last: the provider's lists hold a hundred to a page at most."""
SHOWN = 3


@dataclass(slots=True)
class Thing:
    """A payment that the reconciler has to say something of, or one that is as it should be."""

    told: str
    payment: str
    order: Order | None = None
    sight: Sight | None = None
    """What its order showed after the run."""
    severity: Severity | None = None
    """Set where it weighs less than the control."""
    mention: Mention = field(default_factory=lambda: Mention(order=""))


@dataclass(slots=True)
class Compared:
    """What was staged at one target, and what its reconciler made of it."""

    how: str
    healthy: Thing
    lost: Thing
    """Paid, and its news never came: every reconciler has to find it."""
    differing: dict[str, Thing]
    ages: tuple[Thing, ...]
    """Payments of nobody's order, the oldest first."""
    as_usual: frozenset[str]
    """What is said of a payment that is as it should be, or of one whose news merely was lost."""
    pages: tuple[str, Thing, Thing] | None = None
    """How the second run ended; the first payment and the last one, with more than a page between them."""

    def heard_beside(self, thing: Thing) -> list[str]:
        """Return what else the reconciler has named: its output is read, and there is something in it."""
        others = [self.lost, *self.differing.values(), *self.ages]
        return [other.told for other in others if other is not thing and other.mention.named]


def compared(target: Target) -> Compared:
    """Make the differences and let the reconciler run, or return what came of it before.

    Raises WindowShut if there is no reconciler that can be run, or a paid order is not seen to be complete.
    """
    if target.compared is None:
        target.compared = _compare(target)
    return target.compared


def must_be_ours(target: Target) -> None:
    """Raise Moot if a payment that names no order may be somebody else's, or cannot be found by looking."""
    terms, table = target.sandbox.terms, target.descriptor.reconcile
    if not terms.lists_payments:
        raise Moot(f"{terms.title} has no list of payments: one of nobody's order is found by nobody who looks there")
    if table is not None and table.shared_account:
        raise Moot("others take money on the same account ([reconcile] shared_account): it may be theirs")


def over_pages(target: Target) -> tuple[str, Thing, Thing]:
    """Return how the reconciler ended after more payments than a page holds, with the first and the last of them."""
    done = compared(target)
    if done.pages is None:
        with target.sandbox.holding_news():
            made = [_of_nobody(target) for _ in range(MORE_THAN_A_PAGE + 1)]
        target.notebook.add("note", f"at the provider: {len(made)} payments of nobody's order, one after another")
        first, last = Thing("the first", made[0]), Thing("the last", made[-1])
        how, said, report = _run(target)
        for thing in (first, last):
            thing.mention = _mention(target, thing, said, report, done.as_usual)
        done.pages = how, first, last
    return done.pages


def _compare(target: Target) -> Compared:
    try:
        reconciling.can_be_run(target)
    except Moot as none:
        raise WindowShut(str(none), needs=f"[reconcile] command or request, and {OUTPUT}") from None
    sandbox = target.sandbox
    with sandbox.holding_news():
        ages = _in_the_past(target)
        healthy, lost = _told(target, "healthy"), Thing("a payment whose news was lost", "")
        lost.order = target.paid_order("lost")
        lost.payment = lost.order.payment
        differing = _differences(target, healthy, lost)
    things = [healthy, lost, *differing.values()]
    for thing in things:
        if thing.order is not None:
            thing.order.take_stock()
    how, said, report = _run(target)
    for thing in things:
        thing.sight = thing.order.look() if thing.order is not None else None
    usual = _words(target, healthy, said)
    lost.mention = _mention(target, lost, said, report, usual)
    usual |= _words(target, lost, said)
    for thing in (*differing.values(), *ages):
        thing.mention = _mention(target, thing, said, report, usual)
    return Compared(how, healthy, lost, differing, ages, usual)


def _in_the_past(target: Target) -> tuple[Thing, ...]:
    """Let somebody pay without an order at each age, and end in the present."""
    made, now = [], float(BEGAN)
    for age, told in AGES:
        target.sandbox.world.advance(now - age)
        made.append(Thing(told, _of_nobody(target)))
        target.sandbox.world.advance(AFTERMATH)
        now = age - AFTERMATH
    target.sandbox.world.advance(now)
    target.notebook.add("note", f"at the provider: payments of nobody's order, {', '.join(one.told for one in made)}")
    return tuple(made)


def _differences(target: Target, healthy: Thing, lost: Thing) -> dict[str, Thing]:
    partly, back = _told(target, "partly"), _told(target, "back")
    partly.told = "a part went back at the provider, of which no event was made"
    back.told = "all of it went back at the provider, of which no event was made"
    if partly.order is None or back.order is None:
        raise AssertionError("each of them has its order")
    partly.order.act("refund", amount=part_of(partly.order, 30), untold=True)
    back.order.act("refund", untold=True)
    partly.severity = back.severity = "low"  # that an event is never made is rare
    found = {"partly": partly, "back": back}
    if target.sandbox.terms.settles_otherwise:
        order = target.order("less")
        order.pay(amount=order.product.amount // 2)
        found["less"] = Thing("half of the price was paid", order.payment, order)
    if target.sandbox.terms.lists_payments and (lost_order := _names_a_lost_order(healthy, lost)):
        told = "a payment names an order that is not there"
        found["lost order"] = Thing(told, _of_nobody(target, lost_order))
    found["orphan"] = Thing("a payment is of nobody's order", _of_nobody(target))
    return found


def _told(target: Target, role: str) -> Thing:
    """Return an order that was paid and told of, as it should be. Raises WindowShut if it is not seen complete."""
    order = target.paid_order(role)
    target.sandbox.deliver(order.news)
    if not target.settle(until=order.complete):
        raise WindowShut("a paid order was not seen to be complete", needs="[order] states and [effects.NAME]")
    return Thing("a payment that is as it should be", order.payment, order)


def _names_a_lost_order(healthy: Thing, lost: Thing) -> dict[str, str]:
    """Return the references of an order of the target's own that is in nobody's books; {} if its payments name none.

    What differs between two of its payments is what names their orders.
    """
    one, other = (
        thing.order.terms.references(thing.order.at_provider()) if thing.order else {} for thing in (healthy, lost)
    )
    said = {field: word for field, word in one.items() if field != DESCRIPTION}
    named = {field: _nobodys(word) for field, word in said.items() if other.get(field) != word}
    return {**said, **named} if named else {}


def _nobodys(name: str) -> str:
    """Return a name of the same form, of an order that was never placed."""
    if name.isdecimal():
        return str(int(name) + 7_000_000)
    return f"{name[:-6]}{'000000' if not name.endswith('000000') else '111111'}"


def _of_nobody(target: Target, references: dict[str, str] | None = None) -> str:
    """Let somebody pay the price of the first product at the provider, for no order here; return the payment."""
    product, kind = target.product, target.descriptor.checkout.payment
    payment = copies.make(target, kind, product.amount, product.currency, references or {})
    target.sandbox.world.act("pay", target.side, provider=target.provider, object=payment)
    return payment


def _run(target: Target) -> tuple[str, str, str]:
    """Let the reconciler run once; return how it ended, what it and the logs said meanwhile, and what it reports."""
    since = target.sandbox.position()
    target.settle_quiet(
        lambda: len(target.sandbox.calls(since))
    )  # what it still writes of news is not the reconciler's
    book = Logbook(target)
    how, said = reconciling.reconcile_and_read(target)
    table = target.descriptor.reconcile
    report = ""
    if table is not None and table.report is not None:
        report = written.read(table.report, REPORT, target.instance.values, target.browser)
        target.notebook.add("look", f"{REPORT} shows {len(records.lines(report))} lines", seen=report)
    return how, f"{said}\n{book.text()}", report


def _mention(target: Target, thing: Thing, said: str, report: str, usual: Collection[str]) -> Mention:
    names = _names(target, thing)
    reported = records.naming(records.lines(report), names)
    lines = records.naming(records.lines(said), names)
    amounts, usually = _amounts(target), set(usual)
    lines.sort(key=lambda line: records.words(line, names, amounts) in usually)  # what is said of it alone comes first
    heard = reported or lines
    mention = Mention(
        order=thing.order.name if thing.order else thing.payment,
        lines=tuple(heard[:SHOWN]),
        like_any_other=bool(lines) and not reported and _words(target, thing, said) <= set(usual),
        kept=None if heard or thing.order else _kept(target, thing.payment),
    )
    told = f"named in {len(heard)} lines" if heard else "named nowhere"
    target.notebook.add("look", f"{thing.told} ({thing.payment}): {told}", seen="\n".join(mention.lines) or None)
    return mention


def _words(target: Target, thing: Thing, said: str) -> frozenset[str]:
    """Return what is said of it, without its names; the amounts that were paid are part of what is said."""
    names, amounts = _names(target, thing), _amounts(target)
    return frozenset(records.words(line, names, amounts) for line in records.naming(records.lines(said), names))


def _amounts(target: Target) -> set[int]:
    price = target.product.amount
    return {price, price // 2, price - price // 2}


def _names(target: Target, thing: Thing) -> set[str]:
    return names_of(target, thing.payment, thing.order)


def _kept(target: Target, payment: str) -> str | None:
    """Return the store that holds the id of a payment which nobody here ever asked for, if one is declared and does."""
    try:
        texts = stores.dump(target.descriptor.stores, target.instance.values)
    except WindowShut:
        return None
    return next((name for name, text in texts.items() if payment in text), None)
