"""SEC: keys that are replaced while orders are open, and keys that may do no more than the shop does."""

from __future__ import annotations

import pytest

from harness.scenario import Judge, Sandbox, Sight, Target, control, keys, only, proofs


@pytest.mark.lifecycle
@control("SEC-04", stimulus="key-rolled")
def test_a_key_that_is_rolled_loses_nothing(crash_target: Target, verdict: Judge) -> None:
    """The provider lets both keys work for a while: the shop is started with the new one, then the old one ends.

    News that comes while the shop is started again comes again, so it is told afterwards.
    """
    sandbox, variable = crash_target.sandbox, keys.told(crash_target, "secret_key")
    with sandbox.holding_news():
        twin, early = crash_target.paid_order("twin"), crash_target.order("early")
    sandbox.deliver(twin.news)
    crash_target.settle(until=twin.fulfilled)

    new = keys.another(crash_target)
    with sandbox.holding_news():
        early.pay()
    with (
        crash_target.instance.restarted_with({variable: new}),
        keys.expired(crash_target) as with_the_old,
    ):
        sandbox.deliver(early.news)
        late = _bought_now(crash_target, sandbox)
        crash_target.settle(until=early.fulfilled)
        seen, still = early.look(), with_the_old()

    verdict(proofs.rolled(early=seen, late=late, with_the_old=still, twin=twin.look()))


@pytest.mark.lifecycle
@only("stripe", "square")
@control("SEC-04", stimulus="webhook-secret-rolled")
def test_a_webhook_secret_that_is_rolled_loses_nothing(crash_target: Target, verdict: Judge) -> None:
    """Whoever replaces the secret starts the shop with the new one, and no event may be lost to the old one."""
    sandbox = crash_target.sandbox
    with sandbox.holding_news():
        twin, early = crash_target.paid_order("twin"), crash_target.paid_order("early")
    sandbox.deliver(twin.news)
    crash_target.settle(until=twin.fulfilled)

    with keys.secret_rolled(crash_target):
        sandbox.deliver(early.news)
        late = _bought_now(crash_target, sandbox)
        crash_target.settle(until=early.fulfilled)
        seen = early.look()

    verdict(proofs.rolled(early=seen, late=late, twin=twin.look(), what="webhook secret"))


def _bought_now(target: Target, sandbox: Sandbox) -> Sight | None:
    """Check out, pay and tell; None if the checkout does not work."""
    tried = target.try_checkout()
    if not tried.usable:
        return None
    order = target.order_of("late", tried)
    with sandbox.holding_news():
        order.pay()
    sandbox.deliver(order.news)
    target.settle(until=order.fulfilled)
    return order.look()


@pytest.mark.lifecycle
@control("SEC-04", stimulus="narrow-key")
def test_a_key_of_the_declared_rights_is_enough(crash_target: Target, verdict: Judge) -> None:
    """A key that leaks can do what it may: whatever the shop does must work with one that may do that alone."""
    key, variable = keys.narrow(crash_target), keys.told(crash_target, "secret_key")
    with crash_target.instance.restarted_with({variable: key}):
        since = crash_target.sandbox.position()
        done, sample = keys.everything_once(crash_target)
        refused = [(call.operation, call.lacks) for call in crash_target.sandbox.calls(since) if call.lacks]

    rights = crash_target.descriptor.provider[crash_target.provider].rights
    verdict(proofs.enough(rights, done=done, refused=refused, sample=sample))
