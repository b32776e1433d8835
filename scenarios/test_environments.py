"""ENV: test money buys nothing in live, and live money nothing in test."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from harness.scenario import (
    Door,
    Flow,
    Judge,
    Moot,
    News,
    Order,
    Target,
    Tried,
    confirming,
    control,
    doors,
    main_way,
    of_each_provider,
    of_the_shop,
    proofs,
    stimuli,
    with_fields,
)

TEST_FLAGS = {"test": True, "test_mode": True, "mock": True, "skip_payment": True}
NO_PAYMENT = ""
"""A target may have left an order and asked the provider for nothing."""


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
    return order.lies().each(set=order.where("mode", order.side == "test"))


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
    telling = "secret_key" if "secret_key" in startup.sandbox.terms.told_by_keys else "publishable_key"
    variable = _variable(startup, telling)
    declared = {name: startup.fill(text) for name, text in _declared_mode(startup).items()}
    test = startup.sandbox.world.provider(startup.provider).test
    ready = startup.starts_rightly()

    start = startup.start_with(variable, getattr(test, telling), **declared)

    verdict(proofs.refused_mixture("test keys in live", start, twin_ready=ready))


def _declared_mode(startup: Target) -> dict[str, str]:
    profile = startup.descriptor.target.profiles.get("live")
    if profile is None or not profile.env:
        raise Moot("the target declares no mode: [target.profiles.live] env is empty, so its keys alone decide")
    return profile.env


def _variable(startup: Target, key: str) -> str:
    variable = startup.instance.told_by(startup.provider, key)
    if variable is None:
        raise Moot(f"the target is given no {key.replace('_', ' ')}")
    terms = startup.sandbox.terms
    if key not in terms.told_by_keys:
        raise Moot(f"{terms.title}'s {key.replace('_', ' ')} does not say whether it is of test or live")
    return variable


@control("ENV-03", stimulus="test-method-on-the-server")
@of_each_provider("stimulus", lambda terms: terms.instruments.test_methods)
def test_a_published_test_method_buys_nothing_in_live(
    live_target: Target, stimulus: tuple[str, ...], verdict: Judge
) -> None:
    """A branch that skips the payment for 4242, or a fake gateway that was left on, is a shop without a till."""
    target, sandbox = live_target, live_target.sandbox
    way = confirming(target.descriptor)
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        orders = [(name, _tried_on_the_server(target, way, name)) for name in stimulus]

    _judge_test_money("published test methods on the server", target, orders, twin, verdict)


@control("ENV-03", stimulus="test-card-at-the-provider")
def test_a_published_test_card_buys_nothing_in_live(live_target: Target, verdict: Judge) -> None:
    """Typed into the provider's own fields they are declined; the news of the decline must not pay the order either."""
    target, sandbox = live_target, live_target.sandbox
    with sandbox.holding_news():
        twin, sample = target.paid_order("twin"), target.order("sample")
        for payer in sandbox.instruments.test_payers:
            if not target.took_money(sample.payment):
                sample.pay(**payer)

    number = f"{len(sandbox.instruments.test_payers)} test cards"
    _judge_test_money("published test cards", target, [(number, sample)], twin, verdict)


@control("ENV-03", stimulus="test-token-in-the-checkout")
@of_each_provider("stimulus", lambda terms: {**terms.instruments.test_tokens, "test_flag": TEST_FLAGS})
def test_a_test_token_in_the_checkout_buys_nothing_in_live(
    live_target: Target, stimulus: dict[str, object], verdict: Judge
) -> None:
    """Developers leave themselves a way through the checkout; whoever reads the page's script finds it."""
    target, sandbox = live_target, live_target.sandbox
    way = main_way(target.descriptor)
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        tried = target.try_checkout(change=with_fields(stimulus))
        orders = [(", ".join(stimulus), _order_left(target, way[1], tried))]

    _judge_test_money("test values in the checkout", target, orders, twin, verdict)


def _tried_on_the_server(target: Target, way: tuple[str, Flow], method: str) -> Order | None:
    return _order_left(target, way[1], target.try_checkout(way=way, more={"payment_method": method}))


def _order_left(target: Target, way: Flow, tried: Tried) -> Order | None:
    """Return the order that an attempt left, paid for at the provider or not; None if it left none."""
    if not tried.names_order(way):
        return None
    return target.adopted("sample", tried, way, tried.payments[-1] if tried.payments else NO_PAYMENT)


def _judge_test_money(
    what: str, target: Target, tried: Sequence[tuple[str, Order | None]], twin: Order, verdict: Judge
) -> None:
    sandbox = target.sandbox
    left = [(name, order) for name, order in tried if order is not None and order.payment != NO_PAYMENT]
    for _, order in left:
        if order.news.schedule:
            sandbox.deliver(order.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)

    taken = [name for name, order in left if target.took_money(order.payment)]
    looked = [(name, order.look() if order is not None else None) for name, order in tried]
    verdict(proofs.bought_nothing(what, looked, taken=taken, twin=twin.look()))


@of_the_shop
@control("ENV-04", stimulus="card-numbers")
def test_no_real_card_number_stands_in_the_source(target: Target, verdict: Judge) -> None:
    """Fixtures and recorded answers of the provider are where the number of a real customer ends up."""
    files = target.stores.everything()
    path = target.webhook_path_as_written

    verdict(proofs.no_leak(target.stores.card_numbers(files), searched=files, canary=path, looked_for="card number"))


@of_the_shop
@control("ENV-04", stimulus="live-keys")
def test_no_live_key_stands_in_the_source(target: Target, verdict: Judge) -> None:
    """A recording that was made with the live key goes on working with it."""
    files = target.stores.everything()
    path = target.webhook_path_as_written
    live = [leak for leak in target.stores.keys(files) if leak.live]

    verdict(proofs.no_leak(live, searched=files, canary=path, looked_for="live key"))


@of_the_shop
@control("ENV-05", stimulus="likely-routes")
def test_nothing_shows_the_inside_in_live(live_target: Target, verdict: Judge) -> None:
    """What helps while building helps a stranger too: debuggers, descriptions, figures, the server's own files."""
    tried, opened = doors.of_the_inside(live_target)

    _judge_doors(live_target, tried, opened, live_target.order("sample"), verdict)


@of_the_shop
@control("ENV-05", stimulus="routes-of-testers")
def test_no_door_for_testers_opens_in_live(live_target: Target, verdict: Judge) -> None:
    """A forgotten helper that marks an order as paid needs no exploit."""
    sample = live_target.order("sample")
    tried, opened = doors.of_testers(live_target, sample)

    _judge_doors(live_target, tried, opened, sample, verdict)


def _judge_doors(target: Target, tried: int, opened: Sequence[Door], sample: Order, verdict: Judge) -> None:
    with target.sandbox.holding_news():
        twin = target.paid_order("twin")
    target.sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_unwanted(until=sample.fulfilled)

    verdict(proofs.no_doors(tried, opened, sample=sample.look(), twin=twin.look()))
