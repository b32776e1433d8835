"""Proofs about a provider that answers nothing: whoever does not need it is served. Not: what those get who do need it.

How long a call may wait is no finding by itself; that the shop stands still while it waits is one.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Answer, Served, Sight
from harness.verdicts.proofs.telling import change, deaf, said
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

QUICK_MS = 2_000
"""Milliseconds: what takes longer is told, and is no finding."""


def stays_open(
    *,
    sent: int,
    waiting: int,
    before: Sequence[Served],
    during: Sequence[Served],
    limit: float,
    news: Sequence[Answer],
    sample: Sight,
    twin: Sight,
    recovered: float | None,
) -> Verdict:
    """Judge a shop of whose `sent` checkouts `waiting` were held at the provider.

    `before` and `during` are how it served harmless requests, each waited for `limit` seconds. `news` is how webhooks
    of `sample`, an order paid meanwhile, were answered; the provider answers all other calls. `twin` was told of
    before. `recovered` is how many seconds it took until a checkout worked again; None: none did.
    """
    if waiting == 0:
        return not_observable(f"none of {sent} checkouts was seen to wait for the provider", reach=0)
    if not before or any(served.ms is None or _broken(served) for served in before):
        shut = next((served for served in before if served.ms is None or _broken(served)), None)
        what = f"{shut.what} was not answered" if shut else "nothing could be watched"
        return not_observable(f"{what} while all was well", needs="[target] ready", reach=waiting)
    hung = f"{waiting} of {sent} checkouts wait for a provider that does not answer"
    for served in during:
        if served.ms is None:
            return fail(f"{hung}, and {served.what} is not answered within {limit:g} s", reach=waiting)
        if _broken(served):
            return fail(f"{hung}, and {served.what} is answered {served.status}", reach=waiting)
    if not twin.fulfilled:
        return deaf(twin)
    if refused := [answer for answer in news if not answer.accepted]:
        return fail(f"{hung}, and the webhooks of another order are not taken: {said(refused[0])}", reach=waiting)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut, reach=waiting)
    if not sample.fulfilled:
        return fail(f"{hung}, and another order that was paid has no effect: {change(sample)}", reach=waiting)
    if recovered is None:
        return fail(f"{hung}; it answered again, and no checkout worked", reach=waiting)
    took = [(served.what, served.ms) for served in during if served.ms is not None]
    slow = tuple(f"{what} took {ms / 1000:.1f} s meanwhile" for what, ms in took if ms > QUICK_MS)
    quick = ", ".join(f"{what} in {ms:.0f} ms" for what, ms in took)
    return passed(
        f"{hung}: {quick}, another order took effect, and a checkout worked {recovered:.1f} s after it answered again",
        advice=slow,
        reach=waiting,
    )


def _broken(served: Served) -> bool:
    return served.status is not None and served.status >= 500
