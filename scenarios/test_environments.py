"""ENV: test money buys nothing in live, and live money nothing in test."""

from __future__ import annotations

from harness.scenario import Judge, News, Order, Target, control, proofs, stimuli


@control("ENV-01", stimulus="test-event-in-live")
@stimuli(same_order_reference=True, same_payment=False)
def test_a_test_event_is_refused_in_live(live_target: Target, stimulus: bool, verdict: Judge) -> None:
    """Connect sends test events to live endpoints, well signed: only the mode flag says that no money moved."""
    _judge_other_mode(live_target, "a test-mode event in live", by_reference=stimulus, verdict=verdict)


@control("ENV-01", stimulus="live-event-in-test")
@stimuli(same_order_reference=True, same_payment=False)
def test_a_live_event_is_refused_in_test(target: Target, stimulus: bool, verdict: Judge) -> None:
    """The reverse: an event of live mode must not move an order of a test shop."""
    _judge_other_mode(target, "a live-mode event in test", by_reference=stimulus, verdict=verdict)


def _judge_other_mode(target: Target, tried: str, *, by_reference: bool, verdict: Judge) -> None:
    sandbox = target.sandbox
    with sandbox.holding_news():
        sample, twin, blank = target.order("sample"), target.paid_order("twin"), target.order("blank")
        told = target.paid_in_other_mode(sample) if by_reference else _in_other_mode(sample)

    sandbox.deliver(told)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    verdict(proofs.unfulfilled(tried, sample=sample.look(), twin=twin.look(), blank=blank.look()))


def _in_other_mode(order: Order) -> News:
    flag = order.side == "test"
    return order.lies().each(set={"/livemode": flag, "/data/object/livemode": flag})
