"""API: the calls to the provider: one key for one intention, and a lost reply is not a failure."""

from __future__ import annotations

from typing import Any

import pytest

from harness.scenario import Judge, Sandbox, Target, control, proofs, stimuli


@pytest.mark.at_the_end
@control("API-01", stimulus="every-call-of-the-run")
def test_every_call_that_moves_money_has_a_key_of_its_own(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Without a key every lost reply is a possible second charge; one key for two things is an error or a lost sale."""
    target.paid_order("honest")
    target.paid_order("honest")

    verdict(proofs.keyed(sandbox.provider_calls()))


@control("API-02")
@stimuli(
    reply_lost_once={"action": "lost_reply", "times": 1},
    reply_lost_twice={"action": "lost_reply", "times": 2},
    error_500_once={"action": "status", "status": 500, "times": 1},
    error_500_twice={"action": "status", "status": 500, "times": 2},
)
def test_a_reply_that_is_lost_after_the_commit_leads_to_one_payment(
    target: Target, sandbox: Sandbox, stimulus: dict[str, Any], verdict: Judge
) -> None:
    """The provider has made the payment and the shop never heard of it: it asks again with the same key.

    A shop that gives up in good order lets the buyer try again; then that order must have one payment and be paid.
    """
    fault = "the reply to the creation of the payment was lost"
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        with sandbox.fault(target.creating, moment="after", **stimulus) as reached:
            tried = target.try_checkout()
            reach = reached()
        again = tried if tried.usable else target.try_checkout()
        sample = target.order_of("sample", again)
        sample.pay()

    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    target.settle_soon(until=sample.fulfilled)

    verdict(
        proofs.one_charge(
            fault,
            payments=max(len(tried.payments), len(again.payments)),
            captured=sum(target.took_money(payment) for payment in {*tried.payments, *again.payments}),
            sample=sample.look(),
            reach=reach,
            twin=twin.look(),
        )
    )
