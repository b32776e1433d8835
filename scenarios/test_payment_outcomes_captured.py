"""PAY, authorised first and captured when the goods leave: what was taken, once, and never more than that goes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.scenario import (
    Capturing,
    Judge,
    Moot,
    Order,
    Other,
    Refunding,
    Sandbox,
    Target,
    Verdict,
    around_the_capture,
    authorised_order,
    calls_about,
    captured_by_staff,
    control,
    inside_the_capture,
    part_of,
    proofs,
    reconciling,
    returned,
    step_by_step,
    stimuli,
    told_of_the_hold,
)

PART = 60
"""Per cent of what was authorised that staff captures; the rest is released."""
MOST_LOOKS = 4
"""Calls about a payment of which one run is interrupted, the first ones: a few are all that anybody makes."""


@control("PAY-03", stimulus="captured-in-part")
def test_a_part_that_staff_captured_is_what_was_paid(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Less was sent, so less was taken: the order shows that, and all of it can go back, and no more."""
    sample, twin = _authorised_and_paid(target, sandbox)
    captured_by_staff(sample, part_of(sample, PART))
    after, books = sample.look(), returned(sample)

    parts = [
        ("a part of what was captured went back", lambda order: order.act("refund", amount=part_of(order, 20))),
        ("the rest of what was captured went back", lambda order: order.act("refund")),
    ]
    readable = target.descriptor.order.refunded is not None and books.captured
    later = step_by_step(sample, parts) if readable else []

    verdict(proofs.captured_in_part(after, books, later=later, twin=twin.look()))


@control("PAY-04", stimulus="more-than-was-captured")
def test_no_more_is_refunded_than_was_captured(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The price is no measure of what may go back, where only a part of it was taken."""
    sample, honest = _authorised_and_paid(target, sandbox)
    plain = Refunding(honest)
    captured_by_staff(sample, part_of(sample, PART))
    plain.ask(returned(honest).captured // 10)
    desk = Refunding(sample)

    desk.ask(returned(sample).captured + 1)

    verdict(
        proofs.never_more(
            "one more than was captured",
            books=returned(sample),
            most=0,
            calls=desk.calls(),
            honest=returned(honest).refunded,
            expected=0,
        )
    )


@control("WH-ORD-02", stimulus="after-the-capture-returned")
def test_news_that_is_slower_than_the_reply_to_a_capture_adds_nothing(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """Whatever the reply led to, the webhook says the same once more, and then again."""
    sample, twin = _authorised_and_paid(target, sandbox)
    desk, asked = Capturing(sample), part_of(sample, PART)
    with sandbox.holding_news():
        desk.ask(asked)
    target.settle_soon(until=sample.fulfilled)  # whoever packs by a list of his own is at it some moments later

    how = "the news came after all that the reply led to"
    verdict(_judged(how, desk, sample, twin, asked=asked, reach=len(desk.calls())))


@control("WH-ORD-01", stimulus="hold-told-after-its-capture")
def test_news_of_a_hold_that_comes_after_its_capture_undoes_nothing(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """Staff was faster than the first webhook, which says of money that was taken that it is only held."""
    with sandbox.holding_news():
        sample, twin = authorised_order(target, "sample"), target.paid_order("twin")
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    desk, asked, hold = Capturing(sample), part_of(sample, PART), sample.news
    with sandbox.holding_news():
        desk.ask(asked)
    if returned(sample).captured == 0:
        raise Moot("staff cannot capture an order of whose authorisation nothing was told yet")
    sandbox.deliver(sample.news.without(hold).in_turn())
    target.settle_soon(until=sample.fulfilled)
    reach = len(sandbox.deliver(hold.in_turn()).answers)

    verdict(_judged("the hold was told after its capture", desk, sample, twin, asked=asked, reach=reach, copies=0))


@control("API-02", stimulus="captured-by-staff")
@stimuli(
    reply_lost_once={"action": "lost_reply", "times": 1},
    reply_lost_for_a_while={"action": "lost_reply", "times": 4},
    error_500_once={"action": "status", "status": 500, "times": 1},
)
def test_a_capture_whose_reply_is_lost_takes_the_money_once(
    target: Target, sandbox: Sandbox, stimulus: dict[str, Any], verdict: Judge
) -> None:
    """The money is taken and the shop never heard of it: whoever is told of a failure asks again."""
    sample, twin = _authorised_and_paid(target, sandbox)
    desk, asked = Capturing(sample), part_of(sample, PART)
    word = desk.word()
    with sandbox.holding_news(), sandbox.fault(sandbox.terms.capturing, moment="after", **stimulus) as reached:
        replied = desk.ask(asked, word)
        if replied is None or replied.status >= 400:
            desk.ask(asked, word)
        reach = reached()

    how = "the reply to the capture was lost"
    verdict(_judged(how, desk, sample, twin, asked=asked, intended=1, reach=reach))


Press = Callable[[Capturing, int], int]


def _double_click(desk: Capturing, asked: int) -> int:
    desk.ask_at_once(asked, [desk.word()] * 2)
    return 1


def _pressed_again(desk: Capturing, asked: int) -> int:
    word = desk.word()
    for _ in range(3):
        desk.ask(asked, word)
    return 1


def _two_clerks(desk: Capturing, asked: int) -> int:
    desk.ask_at_once(asked, [desk.word(), desk.word()])
    return 2


@control("API-03", stimulus="captured-twice")
@stimuli(double_click=_double_click, pressed_again=_pressed_again, two_clerks=_two_clerks)
def test_a_capture_that_is_asked_for_twice_is_one(
    target: Target, sandbox: Sandbox, stimulus: Press, verdict: Judge
) -> None:
    """Staff clicks again, or two of them pack the same parcel: one capture, one parcel."""
    sample, twin = _authorised_and_paid(target, sandbox)
    desk, asked = Capturing(sample), part_of(sample, PART)
    with sandbox.holding_news(), sandbox.fault(sandbox.terms.capturing, "latency", seconds=0.3, times=1) as reached:
        intended = stimulus(desk, asked)
        reach = reached()

    how = "the capture was asked for more than once"
    verdict(_judged(how, desk, sample, twin, asked=asked, intended=intended, reach=reach))


def _page(order: Order) -> object:
    return order.target.open_return_page(order, {})


def _reconciler(order: Order) -> object:
    return reconciling.reconcile(order.target)


Meeting = Callable[[Target, Order, Order, Other, str], Verdict]


def _inside_the_capture(target: Target, sample: Order, twin: Order, other: Other, how: str) -> Verdict:
    """Let the other one go all its way after the money was taken, before staff's request has heard of that."""
    desk, asked = Capturing(sample), part_of(sample, PART)
    with target.sandbox.holding_news():
        reach = inside_the_capture(desk, sample, asked, other)
    return _judged(how, desk, sample, twin, asked=asked, reach=reach)  # nobody but the other one has told of it yet


def _inside_each_look(target: Target, sample: Order, twin: Order, other: Other, how: str) -> Verdict:
    """Let capture and news go all their way behind each of the other one's calls in turn: any may be what it writes.

    Of which calls there are, a run before the capture tells; each has an order of its own.
    """
    verdicts, looks = [], min(MOST_LOOKS, max(1, calls_about(sample, other)))
    for nth in range(looks):
        looked_at = sample if nth == 0 else _authorised_and_told(target, "sample")
        desk, asked = Capturing(looked_at), part_of(looked_at, PART)
        with target.sandbox.holding_news():
            reach = around_the_capture(desk, looked_at, asked, other, after=nth)
        verdicts.append(_judged(how, desk, looked_at, twin, asked=asked, reach=reach, copies=0))
    return proofs.at_each_look(verdicts)


@control("SV-04", stimulus="capture")
@stimuli(page_inside_the_capture=_inside_the_capture, capture_inside_the_page=_inside_each_look)
def test_the_return_page_and_a_capture_have_one_effect(
    target: Target, sandbox: Sandbox, stimulus: Meeting, verdict: Judge
) -> None:
    """The buyer looks again at the moment at which the money is taken."""
    _meet(target, sandbox, stimulus, _page, "the buyer came back during the capture", verdict)


@control("REC-02", stimulus="capture")
@stimuli(reconciler_inside_the_capture=_inside_the_capture, capture_inside_the_reconciler=_inside_each_look)
def test_the_reconciler_and_a_capture_have_one_effect(apart: Target, stimulus: Meeting, verdict: Judge) -> None:
    """The nightly run finds money that staff's own request has not heard of, or looks just before it is taken."""
    reconciling.can_be_run(apart)
    _meet(apart, apart.sandbox, stimulus, _reconciler, "the reconciler ran during the capture", verdict)


def _meet(target: Target, sandbox: Sandbox, stimulus: Meeting, other: Other, how: str, verdict: Judge) -> None:
    sample, twin = _authorised_and_paid(target, sandbox)
    verdict(stimulus(target, sample, twin, other, how))


@control("PAY-02", stimulus="authorisation-released")
def test_an_authorisation_that_was_let_go_sends_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A hold ends after some days, and staff may pack the parcel before that is heard: nothing can be taken then."""
    sample, twin = _authorised_and_paid(target, sandbox)
    with sandbox.holding_news():
        blank, sentinel = authorised_order(target, "blank"), target.paid_order("sentinel")
        known = sample.news
        sample.act("cancel")

    Capturing(sample).ask(part_of(sample, PART))
    sandbox.deliver(sample.news.without(known).in_turn())
    sandbox.deliver(sentinel.news)
    target.settle(until=sentinel.fulfilled)

    tried = "the authorisation had ended when staff asked for the capture"
    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


def _authorised_and_paid(target: Target, sandbox: Sandbox) -> tuple[Order, Order]:
    """Return an order that is authorised, and one that is paid; the target was told of both."""
    with sandbox.holding_news():
        sample, twin = authorised_order(target, "sample"), target.paid_order("twin")
    told_of_the_hold(sample)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    return sample, twin


def _authorised_and_told(target: Target, role: str) -> Order:
    with target.sandbox.holding_news():
        order = authorised_order(target, role)
    told_of_the_hold(order)
    return order


def _judged(
    how: str,
    desk: Capturing,
    sample: Order,
    twin: Order,
    *,
    asked: int,
    reach: int,
    intended: int | None = None,
    copies: int = 2,
) -> Verdict:
    """Tell the news so often, let the target work on it, and judge."""
    target, sandbox = sample.target, sample.target.sandbox
    for copy in range(copies):
        sandbox.deliver(sample.news.each(copy=copy))
    target.settle_soon(until=sample.complete)
    target.settle_briefly(until=sample.over_complete)

    return proofs.taken_once(
        how,
        asked=asked,
        intended=intended,
        books=returned(sample),
        calls=desk.calls(),
        sample=sample.look(),
        reach=reach,
        twin=twin.look(),
    )
