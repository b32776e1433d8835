"""Proofs about repeated attempts at one purchase: clicked twice, declined, paid late. Not: webhooks that repeat."""

from __future__ import annotations

from harness.observation import Sight
from harness.verdicts.proofs.telling import deaf, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def one_purchase(how: str, *, orders: int, payments: int, took: int, sample: Sight, reach: int, twin: Sight) -> Verdict:
    """Judge a checkout that was repeated as `how` says: one order, and one payment that takes money.

    The buyer has offered money to every payment that was made, as each open page would: `took` counts those that took
    it. A payment that the target has closed in the meantime takes none.
    """
    if took > 1:
        return fail(f"{how}: {took} payments took the money of one purchase", reach=reach)
    if orders > 1:
        return fail(f"{how}: one purchase became {orders} orders", reach=reach)
    if reach == 0:
        return not_observable(
            f"{how}: no two attempts overlapped, or none met the fault: one request at a time is served", reach=0
        )
    if not twin.fulfilled:
        return deaf(twin)
    if took == 0:
        return not_observable(f"{how}: the order could not be paid afterwards", reach=reach)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled:
        return fail(f"{how}: the money was taken and the order says {sample.state}", reach=reach)
    if wrong := wrong_counts(sample):
        return fail(f"{how}: {wrong}", reach=reach)
    return passed(f"{how}: one order, {payments} made at the provider, one payment took money", reach=reach)
