"""WH-ORD, REC, API: what a provider does not promise may be otherwise tomorrow, at the version that is used today."""

from __future__ import annotations

from harness.scenario import (
    Judge,
    NoVerdict,
    Order,
    Sandbox,
    Target,
    control,
    only,
    proofs,
    reconciling,
    stimuli,
)

IN_A_PURCHASE = ("event-types", "fields", "field-order", "enum-values", "id-lengths", "header-case")
"""What a purchase with its news meets."""
LOST = 5
"""Payments: more than stand on one page where pages are small."""
TRIES = 5
"""Purchases at most until both attempts of one are made within the same second."""


@only("stripe")
@control("WH-ORD-02", stimulus="varied")
@stimuli(**{name.replace("-", "_"): name for name in IN_A_PURCHASE})
def test_a_purchase_needs_nothing_that_is_not_promised(
    target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge
) -> None:
    """Bought, paid, told of, and fulfilled: from the first call to the last webhook the provider does it otherwise."""
    with sandbox.holding_news():
        twin = target.paid_order("twin")
        sandbox.deliver(twin.news)
        target.settle(until=twin.fulfilled)
        with sandbox.varying(stimulus):
            try:
                sample = target.paid_order("sample")
            except NoVerdict as stopped:
                verdict(proofs.could_not_buy(stimulus, str(stopped), twin=twin.look()))
                return
            told = sandbox.deliver(sample.news.in_turn())
            target.settle(until=sample.fulfilled)

    verdict(proofs.lives_with(stimulus, told.answers, sample=sample.look(), twin=twin.look()))


@only("stripe")
@control("REC-01", stimulus="lost-on-a-later-page")
def test_what_never_came_is_found_on_small_pages(apart: Target, verdict: Judge) -> None:
    """A page may be smaller than what was asked for; `has_more` tells whether there is another."""
    target, sandbox = apart, apart.sandbox
    reconciling.can_be_run(target)
    with sandbox.holding_news():
        twin, sample, *_ = [target.paid_order(role) for role in ("twin", "sample", *["other"] * (LOST - 1))]
        sandbox.deliver(twin.news)
        target.settle(until=twin.complete)
        with sandbox.varying("page-sizes"):
            how = reconciling.reconcile(target)
            target.settle_soon(until=sample.complete)

    what = f"{LOST} orders were paid, pages of lists have at most three objects"
    verdict(proofs.healed(what, how, sample=sample.look(), twin=twin.look(), unpromised=True))


@only("stripe")
@control("REC-01", stimulus="lost-after-a-decline-in-the-same-second")
def test_what_never_came_is_found_in_another_order(apart: Target, verdict: Judge) -> None:
    """Declined, and paid with another card at once: which of the two stands first in a list is nobody's promise."""
    target, sandbox = apart, apart.sandbox
    reconciling.can_be_run(target)
    with sandbox.holding_news():
        twin, sample = _paid_at_once_after_a_decline(target, "twin"), _paid_at_once_after_a_decline(target, "sample")
        sandbox.deliver(twin.news.in_turn())
        target.settle(until=twin.complete)
        with sandbox.varying("list-order"):
            how = reconciling.reconcile(target)
            target.settle_soon(until=sample.complete)

    what = "an order was paid within the second in which it was declined, and lists have the decline first"
    verdict(proofs.healed(what, how, sample=sample.look(), twin=twin.look(), unpromised=True))


def _paid_at_once_after_a_decline(target: Target, role: str) -> Order:
    """Return an order whose two attempts bear the same time. Raises NoVerdict where none was quick enough."""
    for _ in range(TRIES):
        order = target.order(role)
        order.decline()
        order.pay()
        made = {event.created for event in target.sandbox.events(order.payment) if event.type.startswith("charge.")}
        if len(made) == 1:
            return order
    raise NoVerdict(
        "machine too noisy", f"in none of {TRIES} purchases was the second attempt made in the second of the first"
    )
