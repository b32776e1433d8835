"""WH-SIG: the webhook endpoint listens to the provider and to nobody else."""

from __future__ import annotations

from harness.scenario import (
    Delivered,
    Forgery,
    Judge,
    News,
    Order,
    Sandbox,
    Target,
    control,
    forgeries,
    proofs,
    stimuli,
)


@control("WH-SIG-01")
@forgeries.of("WH-SIG-01")
def test_a_forged_delivery_changes_nothing(target: Target, sandbox: Sandbox, forgery: Forgery, verdict: Judge) -> None:
    """A stranger says that an unpaid order was paid: nothing may come of it."""
    sample, twin, blank = _one_paid_and_two_unpaid(target, sandbox)

    forged = sandbox.deliver(forgery(sample.lies()))

    _judge_refusal(target, sandbox, forged, sample, twin, blank, verdict)


def _amount(lies: News, order: Order) -> News:
    return lies.each(set={"/data/object/amount": 1}, alter={"/data/object/amount": order.product.amount})


def _live_flag(lies: News, _order: Order) -> News:
    return lies.each(set={"/livemode": True}, alter={"/livemode": False})


def _order_reference(lies: News, order: Order) -> News:
    metadata = order.at_provider().get("metadata", {})
    return lies.each(set={"/data/object/metadata": {}}, alter={"/data/object/metadata": metadata})


def _one_byte(lies: News, _order: Order) -> News:
    return lies.each(forgery="byte-changed")


def _event_id(lies: News, _order: Order) -> News:
    return lies.each(set={"/id": "evt_genuine"}, alter={"/id": "evt_altered"})


@control("WH-SIG-02")
@stimuli(one_byte=_one_byte, amount=_amount, live_flag=_live_flag, order_reference=_order_reference, event_id=_event_id)
def test_one_changed_field_voids_the_delivery(
    target: Target, sandbox: Sandbox, stimulus: object, verdict: Judge
) -> None:
    """The body says what its signature does not cover: a single altered field makes the delivery a forgery."""
    assert callable(stimulus)
    sample, twin, blank = _one_paid_and_two_unpaid(target, sandbox)

    forged = sandbox.deliver(stimulus(sample.lies(), sample))

    _judge_refusal(target, sandbox, forged, sample, twin, blank, verdict)


@control("WH-SIG-03")
@forgeries.of("WH-SIG-03")
def test_another_secret_signs_nothing(target: Target, sandbox: Sandbox, forgery: Forgery, verdict: Judge) -> None:
    """A well-made signature by any other key than this endpoint's current secret is a forgery."""
    sample, twin, blank = _one_paid_and_two_unpaid(target, sandbox)

    forged = sandbox.deliver(forgery(sample.lies()))

    _judge_refusal(target, sandbox, forged, sample, twin, blank, verdict)


@control("WH-SIG-03", stimulus="test-mode-secret-in-live")
def test_the_secret_of_test_mode_signs_nothing_in_live(live_target: Target, verdict: Judge) -> None:
    """A secret of test mode leaks far more easily than a live one, so live must not believe it."""
    sandbox = live_target.sandbox
    sample, twin, blank = _one_paid_and_two_unpaid(live_target, sandbox)
    test_endpoint = sandbox.world.endpoint("", side="test", provider=sandbox.provider)

    forged = sandbox.deliver(sample.lies().each(sign_as=test_endpoint.id))

    _judge_refusal(live_target, sandbox, forged, sample, twin, blank, verdict)


@control("WH-SIG-11")
@forgeries.of("WH-SIG-11")
def test_an_unverified_delivery_is_not_processed(
    target: Target, sandbox: Sandbox, forgery: Forgery, verdict: Judge
) -> None:
    """Whoever finds the URL can POST to it; only the signature tells a stranger from the provider.

    All three orders are really paid and only the news is held back: a target that re-fetches sees the money, so
    nothing but the signature can stop the forgery.
    """
    with sandbox.holding_news():
        sample, twin, blank = (target.paid_order() for _ in range(3))

    forged = sandbox.deliver(forgery(sample.news))

    _judge_refusal(target, sandbox, forged, sample, twin, blank, verdict)


def _one_paid_and_two_unpaid(target: Target, sandbox: Sandbox) -> tuple[Order, Order, Order]:
    sample, blank = target.order(), target.order()
    with sandbox.holding_news():
        twin = target.paid_order()
    return sample, twin, blank


def _judge_refusal(
    target: Target, sandbox: Sandbox, forged: Delivered, sample: Order, twin: Order, blank: Order, verdict: Judge
) -> None:
    sandbox.deliver(twin.news)  # sent last: the twin is the sentinel too
    target.settle(until=twin.fulfilled)
    verdict(proofs.refusal(forged.look(), sample=sample.look(), twin=twin.look(), blank=blank.look()))
