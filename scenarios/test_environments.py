"""ENV: test money buys nothing in live, and live money nothing in test."""

from __future__ import annotations

import pytest

from harness.scenario import Judge, Moot, News, Order, Target, control, proofs, stimuli


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


@pytest.mark.lifecycle
@control("ENV-02", stimulus="live-in-test")
@stimuli(secret_key="secret_key", publishable_key="publishable_key")  # noqa: S106 - names of settings
def test_it_does_not_start_in_test_with_a_live_key(startup: Target, stimulus: str, verdict: Judge) -> None:
    """Half a switch: one key of the live account in a shop that says it is a test."""
    _declared_mode(startup)
    variable = _variable(startup, stimulus)
    live = startup.sandbox.world.provider(startup.provider).live
    ready = startup.starts_rightly()

    start = startup.start_with(variable, getattr(live, stimulus))

    verdict(proofs.refused_mixture(f"a live {stimulus.replace('_', ' ')} in test", start, twin_ready=ready))


@pytest.mark.lifecycle
@control("ENV-02", stimulus="test-in-live")
def test_it_does_not_start_in_live_with_test_keys(startup: Target, verdict: Judge) -> None:
    """The other half: a shop that says it is live takes money into nowhere, or ships for test cards."""
    variable = _variable(startup, "secret_key")
    declared = {name: startup.fill(text) for name, text in _declared_mode(startup).items()}
    test = startup.sandbox.world.provider(startup.provider).test
    ready = startup.starts_rightly()

    start = startup.start_with(variable, test.secret_key, **declared)

    verdict(proofs.refused_mixture("test keys in live", start, twin_ready=ready))


def _declared_mode(startup: Target) -> dict[str, str]:
    profile = startup.descriptor.target.profiles.get("live")
    if profile is None or not profile.env:
        raise Moot("the target declares no mode: [target.profiles.live] env is empty, so its keys alone decide")
    return profile.env


def _variable(startup: Target, key: str) -> str:
    table = startup.descriptor.provider[startup.provider]
    variable: str | None = getattr(table, f"{key}_env")
    if variable is None:
        raise Moot(f"the target is given no {key.replace('_', ' ')}")
    return variable
