"""WH-ORD, REC, API: what a provider does not promise may be otherwise tomorrow, at the version that is used today."""

from __future__ import annotations

from harness.scenario import (
    Judge,
    NoVerdict,
    Order,
    Sandbox,
    Target,
    Terms,
    control,
    of_a_round_price,
    of_each_provider,
    only,
    proofs,
    reconciling,
    sets_of,
    way_out,
)

IN_A_PURCHASE = (
    "event-types",
    "fields",
    "field-order",
    "enum-values",
    "id-lengths",
    "header-case",
    "link-order",
    "amount-digits",
)
"""What a purchase with its news meets, where the provider varies in it."""
LOST = 5
"""Payments: more than stand on one page where pages are small."""
TRIES = 5
"""Purchases at most until both attempts of one are made within the same second."""


def _met_in_a_purchase(terms: Terms) -> dict[str, object]:
    return {name.replace("-", "_"): name for name in sets_of(terms.name) if name in IN_A_PURCHASE}


@control("WH-ORD-02", stimulus="varied")
@of_each_provider("stimulus", _met_in_a_purchase)
def test_a_purchase_needs_nothing_that_is_not_promised(
    target: Target, sandbox: Sandbox, stimulus: str, verdict: Judge
) -> None:
    """Bought, paid, told of, and fulfilled: from the first call to the last webhook the provider does it otherwise."""
    provider = sandbox.terms.title
    product = of_a_round_price(target) if stimulus == "amount-digits" else None
    with sandbox.holding_news():
        twin = target.paid_order("twin", product=product)
        sandbox.deliver(twin.news)
        target.settle(until=twin.fulfilled)
        with sandbox.varying(stimulus):
            try:
                tried = target.try_checkout(product=product)
                sample = target.order_of("sample", tried, product=product)
                stuck = way_out.dead_end(target, sample, tried)
                sample.pay()
            except NoVerdict as stopped:
                verdict(proofs.could_not_buy(provider, stimulus, str(stopped), twin=twin.look()))
                return
            told = sandbox.deliver(sample.news.in_turn())
            target.settle(until=sample.fulfilled)

    verdict(proofs.lives_with(provider, stimulus, told.answers, sample=sample.look(), twin=twin.look(), stuck=stuck))


@control("REC-01", stimulus="lost-on-a-later-page")
def test_what_never_came_is_found_on_small_pages(apart: Target, verdict: Judge) -> None:
    """A page may be smaller than what was asked for; `has_more`, a link or a cursor tells whether there is another."""
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


@only("paypal")
@control("REC-01", stimulus="lost-and-listed-last")
def test_what_never_came_is_found_behind_what_is_known(apart: Target, verdict: Judge) -> None:
    """A list of which nobody says how it is sorted may begin with what is known already: that ends no search."""
    target, sandbox = apart, apart.sandbox
    reconciling.can_be_run(target)
    with sandbox.holding_news():
        twin, sample = target.paid_order("twin"), target.paid_order("sample")
        sandbox.deliver(twin.news)
        target.settle(until=twin.complete)
        with sandbox.varying("list-order"):
            how = reconciling.reconcile(target)
            target.settle_soon(until=sample.complete)

    what = "an order was paid after one that is known, and lists are sorted from the oldest on"
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
