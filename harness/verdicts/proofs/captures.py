"""Proofs about money that was authorised first and is taken later, in whole or in part. Not: what goes back of it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from harness.observation import ABSENT, ProviderCall, Returned, Sight
from harness.verdicts.proofs.refunds import mirrors
from harness.verdicts.proofs.telling import deaf, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed, worst

NOT_PAID = ("unpaid", "failed", "held", ABSENT)
"""States that an order whose money was taken as decided must not be in, though its goods may have left."""
SHOWN = "[order] captured: where the amount stands that was taken"


def taken_once(
    how: str,
    *,
    asked: int,
    intended: int | None = None,
    books: Returned,
    calls: Sequence[ProviderCall],
    sample: Sight,
    reach: int,
    twin: Sight,
) -> Verdict:
    """Judge that what staff asked for was taken, and had one effect, whatever else happened at that moment.

    `intended` is how many different captures were asked for, where keys are judged: each has one, however often it is
    tried, unless the provider takes none, for what is captured is captured once there. `reach` counts how often it came
    to what `how` tells of.
    """
    keys = {call.idempotency_key for call in calls if not call.keyless}
    if books.captured > asked:
        return fail(f"{how}: {books.captured} {books.currency} were taken, staff asked for {asked}", reach=reach)
    if (wrong := wrong_counts(sample)) and sample.fulfilled:
        return fail(f"{how}: {wrong}", reach=reach)
    if sample.fulfilled and books.captured == 0:
        return fail(f"{how}: nothing was taken, and the order was fulfilled", reach=reach)
    if intended is not None and None in keys:
        return fail(f"{how}: a capture was asked for without an idempotency key", reach=reach)
    if intended is not None and len(keys) > intended:
        return fail(
            f"{how}: the provider was asked under {len(keys)} keys: it alone kept one capture from being two",
            severity="high",
            reach=reach,
        )
    if reach == 0:
        return not_observable(f"{how}: it did not come to that", reach=0)
    if not twin.fulfilled:
        return deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if books.captured == 0:
        return not_observable(f"{how}: staff's request took nothing", needs="[capture] request", reach=reach)
    if not sample.fulfilled or sample.state in NOT_PAID:
        return fail(
            f"{how}: {books.captured} {books.currency} were taken, and the order is {sample.state}", reach=reach
        )
    return passed(f"{how}: {books.captured} {books.currency} were taken, and took effect once", reach=reach)


def at_each_look(verdicts: Sequence[Verdict]) -> Verdict:
    """Judge captures that each met another of the looks that the target takes: the worst of what came of them counts.

    A look to which it did not come is no blind spot where it came to another.
    """
    judged = [one for one in verdicts if one.word == "fail" or one.reach != 0] or list(verdicts)
    gravest = worst(one.word for one in judged)
    chosen = next(one for one in judged if one.word == gravest)
    return msgspec.structs.replace(chosen, reach=sum(one.reach or 0 for one in judged))


def captured_in_part(
    sample: Sight, books: Returned, *, later: Sequence[tuple[str, Sight, Returned]], twin: Sight
) -> Verdict:
    """Judge that an order of which staff captured a part is paid, and shows what was taken; then refunds mirror it.

    `sample` and `books` are what both sides said after the capture; `later` is as in `mirrors`, and may be empty.
    """
    if not twin.fulfilled:
        return deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if books.captured == 0:
        return not_observable("staff's request took nothing", needs="[capture] request")
    taken = f"{books.captured} {books.currency} of what was authorised were captured as staff asked"
    if not sample.fulfilled or sample.state in NOT_PAID:
        return fail(f"{taken}, and the order is {sample.state}")
    if wrong := wrong_counts(sample):
        return fail(f"{taken}: {wrong}")
    shown = sample.amount if sample.captured is None else sample.captured
    if shown != books.captured and sample.captured is None:
        return not_observable(f"{taken}; the amount that was taken cannot be read", needs=SHOWN)
    if shown != books.captured:
        return fail(f"{taken}, and the order shows {shown}", severity="high")
    if not later:
        return passed(f"{taken}, and the order shows that")
    verdict = mirrors(later)
    return passed(f"{taken}; {verdict.summary}") if verdict.word == "pass" else verdict
