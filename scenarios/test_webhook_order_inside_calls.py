"""WH-ORD: news that is faster than the reply to the call that caused it, at each call that makes or moves money."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from harness.scenario import (
    AT_ONCE,
    Answer,
    Aside,
    Barrier,
    Capturing,
    Judge,
    News,
    Order,
    Refunding,
    Sandbox,
    Target,
    authorised_order,
    before_and_press,
    confirming,
    control,
    fresh_key,
    part_of,
    proofs,
    returned,
    takes_money_by,
    told_of_the_hold,
)

WORKED_ON = 0.5
"""Seconds of real time for a worker to take up what was acknowledged, unless it is seen to work before."""
PARTS = (30, 20)
"""Per cent of the price that go back, one after the other: what is added twice shows at the second at the latest."""
CAPTURED = 60
"""Per cent of what was authorised that staff captures: a part, so that no amount is right by chance."""


@control("WH-ORD-02", stimulus="before-the-checkout-returned")
def test_news_that_is_faster_than_the_reply_is_kept(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The payment is made, paid and told of before the target has heard that it exists: ordinary, and rarely tried."""
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        with sandbox.barrier(target.creating, times=1) as barrier:
            checkout = Aside(target.try_checkout)
            barrier.reached(unless=lambda: checkout.finished)
            made = _payments(target, barrier)
            for payment in made:
                sandbox.act("pay" if target.about.waits else "complete", payment, side=target.side)
            told, answers, reach = _told_inside(target, target.news_of(made), barrier)
        sample = target.order_of("sample", checkout.result())
    sandbox.deliver(told.refused(answers))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle(until=lambda: reach == 0 or sample.complete())

    verdict(
        proofs.took_effect_early(target.creating, sample=sample.look(), answers=answers, reach=reach, twin=twin.look())
    )


@control("WH-ORD-02", stimulus="before-the-confirmation-returned")
def test_news_that_is_faster_than_the_yes_has_one_effect(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The buyer pays on the target's server: the webhook ships while the reply, which says paid, is on its way."""
    place, flow = way = confirming(target.descriptor)
    before, press = before_and_press(way)
    with sandbox.holding_news():
        twin, operation = target.paid_order("twin"), takes_money_by(target, way)
        sample = target.order_of("sample", target.try_checkout(way=(place, before)), flow.payment)
        method = {
            **sample.values,
            "payment_method": target.sandbox.instruments.good_method,
            "attempt": fresh_key(),
        }
        with sandbox.barrier(operation, sample.payment, times=1) as barrier:
            pressing = Aside(lambda: target.try_checkout(way=(place, press), more=method, browser=sample.browser))
            barrier.reached(unless=lambda: pressing.finished)
            told, answers, reach = _told_inside(target, sample.news, barrier, sample.fulfilled)
        pressing.result()
    sandbox.deliver(told.refused(answers))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    verdict(proofs.took_effect_early(operation, sample=sample.look(), answers=answers, reach=reach, twin=twin.look()))


@control("WH-ORD-02", stimulus="before-the-capture-returned")
def test_news_that_is_faster_than_the_reply_to_a_capture_has_one_effect(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """Staff takes the money of goods that leave: the webhook ships them while staff's own reply is on its way."""
    with sandbox.holding_news():
        twin, sample = target.paid_order("twin"), authorised_order(target, "sample")
    known = sample.news
    told_of_the_hold(sample)
    desk = Capturing(sample)
    with sandbox.holding_news(), sandbox.barrier(sandbox.terms.capturing, times=1) as barrier:
        asking = Aside(lambda: desk.ask(part_of(sample, CAPTURED)))
        barrier.reached(unless=lambda: asking.finished)
        told, answers, reach = _told_inside(target, sample.news.without(known), barrier, sample.fulfilled)
    asking.result()
    sandbox.deliver(told.refused(answers))
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.complete)

    verdict(proofs.took_effect_early("capture", sample=sample.look(), answers=answers, reach=reach, twin=twin.look()))


@control("PAY-03", stimulus="news-before-the-refund-returned")
def test_news_of_a_refund_that_is_faster_than_its_reply_counts_once(
    target: Target, sandbox: Sandbox, verdict: Judge
) -> None:
    """Two parts go back at the desk; of each the webhook is answered before the desk hears that it was made."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    sandbox.deliver(sample.news)
    target.settle(until=sample.fulfilled)
    desk, steps, met = Refunding(sample), [], []

    for percent in PARTS:
        met.append(_refunded_with_its_news_inside(desk, sample, percent))
        steps.append((f"{percent}% refunded, told of before the desk had its reply", sample.look(), returned(sample)))

    verdict(proofs.mirrors(steps, reach=min(met)))


def _refunded_with_its_news_inside(desk: Refunding, sample: Order, percent: int) -> int:
    target, known = sample.target, sample.news

    def booked() -> bool:
        return sample.look_quietly().refunded == returned(sample).refunded

    with target.sandbox.holding_news(), target.sandbox.barrier(sample.terms.refunding, times=1) as barrier:
        asking = Aside(lambda: desk.ask(part_of(sample, percent)))
        barrier.reached(unless=lambda: asking.finished)
        told, answers, reach = _told_inside(target, sample.news.without(known), barrier, booked)
    asking.result()
    target.sandbox.deliver(told.refused(answers))
    target.settle_soon(until=booked)
    return reach


def _payments(target: Target, barrier: Barrier) -> list[str]:
    """Return the payment that the held call made or moved, if it did."""
    return list(target.sandbox.terms.among(barrier.objects, target.about))[:1]


def _told_inside(
    target: Target, told: News, barrier: Barrier, worked_on: Callable[[], bool | None] | None = None
) -> tuple[News, Sequence[Answer], int]:
    """Deliver the news while a call is held, then let it go; return the answers, and 1 if they came before its reply.

    What was only acknowledged is given a moment until `worked_on` holds, or until the target asks the provider.
    """
    since = target.sandbox.position()
    delivering = Aside(lambda: target.sandbox.deliver(told).answers)
    delivering.wait(AT_ONCE)
    target.patience.settle_within(worked_on or (lambda: bool(target.sandbox.calls(since))), WORKED_ON)
    reach = int(delivering.finished and barrier.holding > 0 and bool(told.schedule))
    barrier.open()
    return told, delivering.result(), reach
