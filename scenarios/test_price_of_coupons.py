"""PR: coupons that count for so many orders, or from a sum on: both by the shop's own books."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from harness.scenario import (
    Judge,
    Sandbox,
    Target,
    control,
    coupon_for_some,
    coupon_from,
    proofs,
    with_coupon,
    with_fields,
    with_quantity,
)

AT_ONCE = 20
ALL_HAVE_ASKED = 2.5
"""Seconds of real time in which each of the checkouts at once has got an answer, or waits for the provider's."""


@control("PR-02", stimulus="coupon-for-some-orders-in-sequence")
def test_a_coupon_for_some_orders_serves_no_more_of_them(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The first hundred customers were meant, and the code is in every forum by noon."""
    used, uses = coupon_for_some(target)
    since = sandbox.position()

    for _ in range(uses + 1):
        target.try_checkout(change=with_coupon(used, used.codes[0]))

    verdict(
        proofs.used_once(
            f"a coupon for {uses} orders, used by {uses + 1}",
            sandbox.provider_calls(since),
            full=target.product.amount,
            percent=used.percent,
            currency=target.product.currency,
            allowed=uses,
            reach=1,
        )
    )


@control("PR-02", stimulus="coupon-for-some-orders-in-parallel")
def test_a_coupon_for_some_orders_is_counted_under_a_lock(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Read, add one, write: whoever reads in between counts the same use, and the code lasts longer than it may."""
    used, uses = coupon_for_some(target)
    since = sandbox.position()
    one = partial(target.try_checkout, change=with_coupon(used, used.codes[1]))

    with sandbox.barrier(target.creating, times=AT_ONCE) as barrier, ThreadPoolExecutor(AT_ONCE) as pool:
        started = [pool.submit(one) for _ in range(AT_ONCE)]
        barrier.reached(
            AT_ONCE, unless=lambda: sum(map(Future.done, started)) + barrier.holding >= AT_ONCE, within=ALL_HAVE_ASKED
        )
        barrier.open()
        done = [checkout.result() for checkout in started]

    verdict(
        proofs.used_once(
            f"a coupon for {uses} orders, {AT_ONCE} at once",
            sandbox.provider_calls(since),
            full=target.product.amount,
            percent=used.percent,
            currency=target.product.currency,
            allowed=uses,
            reach=len(done) - uses,
        )
    )


@control("PR-02", stimulus="coupon-below-its-minimum")
def test_a_coupon_counts_from_its_sum_on(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Ten off from fifty on: what the basket comes to is the server's sum, whatever the browser says it is."""
    used, pieces = coupon_from(target)
    coded, many = with_coupon(used, used.codes[0]), with_quantity(target, pieces)
    before = sandbox.position()
    target.try_checkout(change=lambda request: coded(many(request)))
    twin = sandbox.provider_calls(before)
    since, said = sandbox.position(), target.product.amount * pieces
    claims = dict.fromkeys(("amount", "total", "subtotal", "cart_total", "order_total"), said)

    target.try_checkout(change=coded)
    target.try_checkout(change=lambda request: with_fields(claims)(coded(request)))

    verdict(
        proofs.only_from(
            f"a coupon from {used.minimum} on, with an order of {target.product.amount}",
            sandbox.provider_calls(since),
            twin=twin,
            full=target.product.amount,
            twin_full=said,
            currency=target.product.currency,
        )
    )
