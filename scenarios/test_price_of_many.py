"""PR: how many, with which coupon, in which currency: the sum is the rules' own, to the last minor unit."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from harness.scenario import (
    Judge,
    PaymentKind,
    Sandbox,
    Target,
    Terms,
    control,
    coupon,
    expired,
    insist,
    of_each_provider,
    of_the_shop,
    priced_in,
    proofs,
    stimuli,
    with_coupon,
    with_quantity,
)

AT_ONCE = 20
ALL_HAVE_ASKED = 2.5
"""Seconds of real time in which each of the checkouts at once has got an answer, or waits for the provider's."""


@of_the_shop
@control("PR-02", "quantity")
@stimuli(
    zero=0,
    minus_one=-1,
    fraction=0.5,
    one_and_a_half=1.5,
    comma="1,5",
    text_of_a_number="-1",
    no_number="many",
    exponent="1e9",
    past_32_bits=2**31,
    round_32_bits=2**32 + 1,
    past_64_bits=2**63,
    round_64_bits=2**64 + 1,
    thousand_million=10**9,
    none=None,
    true=True,
    list=[1, -1],
    object={"$gt": 0},
)
def test_a_bent_quantity_never_lowers_the_price(
    target: Target, sandbox: Sandbox, stimulus: Any, verdict: Judge
) -> None:
    """Nobody can be handed minus one piece; who multiplies without looking asks the provider for less than nothing."""
    change = with_quantity(target, stimulus)
    before = sandbox.position()
    target.try_checkout(change=with_quantity(target, 2))
    twin = sandbox.provider_calls(before)
    since = sandbox.position()

    tried = target.try_checkout(change=change)

    verdict(
        proofs.unbent(
            f"a quantity of {stimulus!r}",
            sandbox.provider_calls(since),
            price=(target.product.amount, target.product.currency),
            twin=twin,
            refused=not tried.succeeded,
        )
    )


@of_the_shop
@control("PR-02")
def test_coupon_twice(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """A coupon for one use that is only remembered by the browser, or nowhere, is a price for everybody."""
    used = coupon(target, single_use=True)
    since = sandbox.position()

    for _ in range(2):
        target.try_checkout(change=with_coupon(used, used.codes[0]))

    calls = sandbox.provider_calls(since)
    verdict(_judged(target, "one coupon, twice in sequence", calls, used.percent, reach=1))


@of_the_shop
@control("PR-02")
def test_coupon_in_parallel(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Looked at first and marked afterwards, a coupon serves everybody who asks in between."""
    used = coupon(target, single_use=True, codes=2)
    since = sandbox.position()

    one = partial(target.try_checkout, change=with_coupon(used, used.codes[1]))
    with sandbox.barrier(target.creating, times=AT_ONCE) as barrier, ThreadPoolExecutor(AT_ONCE) as pool:
        started = [pool.submit(one) for _ in range(AT_ONCE)]
        barrier.reached(
            AT_ONCE, unless=lambda: sum(map(Future.done, started)) + barrier.holding >= AT_ONCE, within=ALL_HAVE_ASKED
        )
        barrier.open()
        done = [checkout.result() for checkout in started]

    calls = sandbox.provider_calls(since)
    verdict(_judged(target, f"one coupon, {AT_ONCE} times at once", calls, used.percent, reach=len(done) - 1))


@of_the_shop
@control("PR-02")
def test_coupons_stacked(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Two coupons in one field, as a list or with a comma, take off no more than one."""
    used = coupon(target, single_use=False)
    code = used.codes[0]
    target.try_checkout(change=with_coupon(used, code))
    since = sandbox.position()
    target.try_checkout(change=with_coupon(used, code))

    ways: tuple[Any, ...] = ([code, code], f"{code},{code}", {"0": code, "1": code})
    for way in ways:
        target.try_checkout(change=with_coupon(used, way))

    calls = sandbox.provider_calls(since)
    verdict(_judged(target, "stacked coupons", calls, used.percent, reach=len(ways), allowed=1 + len(ways)))


@of_the_shop
@control("PR-02")
def test_coupon_expired(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """The page offers it no longer; codes live on in mails and forums, and are typed in."""
    past = expired(target)
    since = sandbox.position()
    target.try_checkout(change=with_coupon(past.coupon, past.good))

    for way in past.ways:
        target.try_checkout(change=with_coupon(past.coupon, way))

    calls = sandbox.provider_calls(since)
    tried = "a coupon that counts, and one whose time is over"
    verdict(_judged(target, tried, calls, past.coupon.percent, reach=len(past.ways)))


def _ends(terms: Terms) -> dict[str, object]:
    return {kind.ends_as: (kind.name, 3 if kind.hosted else 2) for kind in terms.kinds if kind.ends}


@of_the_shop
@control("PAY-02", stimulus="coupon-given-back")
@of_each_provider("stimulus", _ends)
def test_a_payment_that_came_to_nothing_gives_its_coupon_back(
    target: Target, sandbox: Sandbox, stimulus: tuple[PaymentKind, int], verdict: Judge
) -> None:
    """The sale is off, and the buyer comes back another day: a coupon that bought nothing is not used up."""
    kind, nth = stimulus
    used = coupon(target, single_use=True, codes=nth + 1)
    change = with_coupon(used, used.codes[nth])
    since = sandbox.position()
    with sandbox.holding_news():
        twin = target.paid_order("twin", kind=kind)
        tried = target.try_checkout(change=change, kind=kind)
        sample = target.order_of("sample", tried, kind)
        sample.end_unpaid()
    first = sandbox.provider_calls(since)
    sandbox.deliver(sample.news)
    sandbox.deliver(twin.news)
    target.settle(until=twin.fulfilled)
    later, full = sandbox.position(), target.product.amount

    def lowered() -> bool:
        """The news was worked on beside the twin's, and may be done a moment later."""
        target.try_checkout(change=change, kind=kind)
        return any(call.amount is not None and call.amount < full for call in sandbox.provider_calls(later))

    insist(lowered, target.descriptor.limits.drain_s)

    again = sandbox.provider_calls(later)
    how = f"the payment was {'never made until its page expired' if sample.about.hosted else 'cancelled'}"
    verdict(proofs.given_back(how, first, again, full=full, failed=sample.look(), twin=twin.look()))


def _judged(target: Target, tried: str, calls: Any, percent: int, *, reach: int, allowed: int = 1) -> Any:
    return proofs.used_once(
        tried,
        calls,
        full=target.product.amount,
        percent=percent,
        currency=target.product.currency,
        allowed=allowed,
        reach=reach,
    )


@control("PR-04", "decimals")
@stimuli(two=2, none=0, three=3)
def test_minor_units_are_the_currencys_own(target: Target, sandbox: Sandbox, stimulus: int, verdict: Judge) -> None:
    """19.99 times a hundred is 1998.999…, and a yen has no hundredths."""
    product = priced_in(target, stimulus)
    since = sandbox.position()

    tried = target.try_checkout(product=product)

    verdict(
        proofs.exact(
            f"a price in {product.currency}",
            sandbox.provider_calls(since),
            expected=(product.amount, product.currency),
            tolerance=0,
            missing=tried.missing,
        )
    )


@of_the_shop
@control("PR-04", "pieces")
@stimuli(three=3, seven=7)
def test_many_pieces_cost_as_many_times_the_price(
    target: Target, sandbox: Sandbox, stimulus: int, verdict: Judge
) -> None:
    """Seven times 19.99 is 139.93; binary fractions say 139.92999999999998."""
    change = with_quantity(target, stimulus)
    since = sandbox.position()

    tried = target.try_checkout(change=change)

    verdict(
        proofs.exact(
            f"{stimulus} pieces",
            sandbox.provider_calls(since),
            expected=(stimulus * target.product.amount, target.product.currency),
            tolerance=0,
            missing=tried.missing,
        )
    )


@of_the_shop
@control("PR-04", "percent")
@stimuli(one=1, seven=7, nineteen=19)
def test_a_percentage_is_rounded_once(target: Target, sandbox: Sandbox, stimulus: int, verdict: Judge) -> None:
    """Rounded piece by piece, the cents add up; the rule is once, of the whole, half up."""
    used = coupon(target, single_use=False)
    pieces = with_quantity(target, stimulus)
    since = sandbox.position()

    tried = target.try_checkout(change=lambda request: with_coupon(used, used.codes[0])(pieces(request)))

    full = stimulus * target.product.amount
    verdict(
        proofs.exact(
            f"{stimulus} pieces less {used.percent} percent",
            sandbox.provider_calls(since),
            expected=(proofs.discounted(full, used.percent), target.product.currency),
            tolerance=1,
            missing=tried.missing,
        )
    )
