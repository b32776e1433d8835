"""PAY, authorised first and captured when the goods leave: what was taken, once, and never more than that goes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from harness.scenario import (
    CAPTURES,
    Aside,
    Capturing,
    Judge,
    Order,
    Refunding,
    Sandbox,
    Target,
    authorised_order,
    captured_by_staff,
    control,
    part_of,
    proofs,
    racing,
    reconciling,
    returned,
    step_by_step,
    stimuli,
    told_of_the_hold,
)

PART = 60
"""Per cent of what was authorised that staff captures; the rest is released."""

Other = Callable[[Order], object]


@control("PAY-03", stimulus="captured-in-part")
def test_a_part_that_staff_captured_is_what_was_paid(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Less was sent, so less was taken: the order shows that, and all of it can go back, and no more."""
    sample, twin = _authorised_and_told(target, sandbox)
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
    sample, honest = _authorised_and_told(target, sandbox)
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
    sample, twin = _authorised_and_told(target, sandbox)
    desk, asked = Capturing(sample), part_of(sample, PART)
    with sandbox.holding_news():
        desk.ask(asked)
    target.settle_briefly(until=sample.fulfilled)

    _judge("the news came after the reply", desk, sample, twin, asked=asked, reach=len(desk.calls()), verdict=verdict)


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
    sample, twin = _authorised_and_told(target, sandbox)
    desk, asked = Capturing(sample), part_of(sample, PART)
    word = desk.word()
    with sandbox.holding_news(), sandbox.fault(CAPTURES, moment="after", **stimulus) as reached:
        replied = desk.ask(asked, word)
        if replied is None or replied.status >= 400:
            desk.ask(asked, word)
        reach = reached()

    how = "the reply to the capture was lost"
    _judge(how, desk, sample, twin, asked=asked, intended=1, reach=reach, verdict=verdict)


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
    sample, twin = _authorised_and_told(target, sandbox)
    desk, asked = Capturing(sample), part_of(sample, PART)
    with sandbox.holding_news(), sandbox.fault(CAPTURES, "latency", seconds=0.3, times=1) as reached:
        intended = stimulus(desk, asked)
        reach = reached()

    how = "the capture was asked for more than once"
    _judge(how, desk, sample, twin, asked=asked, intended=intended, reach=reach, verdict=verdict)


def _page(order: Order) -> object:
    return order.target.open_return_page(order, {})


def _reconciler(order: Order) -> object:
    return reconciling.reconcile(order.target)


def _inside_the_capture(desk: Capturing, sample: Order, asked: int, other: Other) -> int:
    """Let `other` go all its way after the money was taken, before staff's request has heard of that."""
    with sample.target.sandbox.barrier(CAPTURES, times=1) as barrier:
        asking = Aside(lambda: desk.ask(asked))
        barrier.reached(unless=lambda: asking.finished)
        beside = Aside(lambda: other(sample))
        passed = racing.all_end([beside], max(racing.PASSING_S, reconciling.within(sample.target)))
        reach = int(passed and barrier.holding > 0)
        barrier.open()
        beside.result()
    asking.result()
    return reach


def _around_the_capture(desk: Capturing, sample: Order, asked: int, other: Other) -> int:
    """Let the capture and its news go all their way after `other` has read that the money is only held."""
    target, sandbox = sample.target, sample.target.sandbox
    with sandbox.barrier("*", sample.payment, times=1) as barrier:
        beside = Aside(lambda: other(sample))
        barrier.reached(unless=lambda: beside.finished)
        held = barrier.holding > 0
        answered = desk.ask(asked) is not None
        told = sample.news.in_turn()
        answers = sandbox.deliver(told).answers
        target.settle_soon(until=sample.complete)
        reach = int(held and answered and barrier.holding > 0)
        barrier.open()
        beside.result()
    sandbox.deliver(told.refused(answers))
    return reach


Meeting = Callable[[Capturing, Order, int, Other], int]


@control("SV-04", stimulus="capture")
@stimuli(page_inside_the_capture=_inside_the_capture, capture_inside_the_page=_around_the_capture)
def test_the_return_page_and_a_capture_have_one_effect(
    target: Target, sandbox: Sandbox, stimulus: Meeting, verdict: Judge
) -> None:
    """The buyer looks again at the moment at which the money is taken."""
    _meet(target, sandbox, stimulus, _page, "the buyer came back during the capture", verdict)


@control("REC-02", stimulus="capture")
@stimuli(reconciler_inside_the_capture=_inside_the_capture, capture_inside_the_reconciler=_around_the_capture)
def test_the_reconciler_and_a_capture_have_one_effect(apart: Target, stimulus: Meeting, verdict: Judge) -> None:
    """The nightly run finds money that staff's own request has not heard of, or looks just before it is taken."""
    reconciling.can_be_run(apart)
    _meet(apart, apart.sandbox, stimulus, _reconciler, "the reconciler ran during the capture", verdict)


def _meet(target: Target, sandbox: Sandbox, stimulus: Meeting, other: Other, how: str, verdict: Judge) -> None:
    sample, twin = _authorised_and_told(target, sandbox)
    desk, asked = Capturing(sample), part_of(sample, PART)
    with sandbox.holding_news():
        reach = stimulus(desk, sample, asked, other)

    untold = stimulus is _inside_the_capture  # the other one has told already, and nobody will say it once more
    _judge(how, desk, sample, twin, asked=asked, reach=reach, verdict=verdict, copies=2 if untold else 0)


@control("PAY-02", stimulus="authorisation-released")
def test_an_authorisation_that_was_let_go_sends_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A hold ends after some days, and staff may pack the parcel before that is heard: nothing can be taken then."""
    sample, twin = _authorised_and_told(target, sandbox)
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


def _authorised_and_told(target: Target, sandbox: Sandbox) -> tuple[Order, Order]:
    """Return an order that is authorised, and one that is paid; the target was told of both."""
    with sandbox.holding_news():
        sample, twin = authorised_order(target, "sample"), target.paid_order("twin")
    told_of_the_hold(sample)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    return sample, twin


def _judge(
    how: str,
    desk: Capturing,
    sample: Order,
    twin: Order,
    *,
    asked: int,
    reach: int,
    verdict: Judge,
    intended: int | None = None,
    copies: int = 2,
) -> None:
    """Tell the news so often, let the target work on it, and judge."""
    target, sandbox = sample.target, sample.target.sandbox
    for copy in range(copies):
        sandbox.deliver(sample.news.each(copy=copy))
    target.settle_soon(until=sample.complete)
    target.settle_briefly(until=sample.over_complete)

    verdict(
        proofs.taken_once(
            how,
            asked=asked,
            intended=intended,
            books=returned(sample),
            calls=desk.calls(),
            sample=sample.look(),
            reach=reach,
            twin=twin.look(),
        )
    )
