"""Proofs about money that matches no order, and orders that match no money: is it named? Not: booking it (`races.py`).

A reconciler is heard if its output names something else that it had to find. One that is never heard may write to
where nobody looks, and the descriptor can say where.
"""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Mention, Sight
from harness.verdicts.verdict import Severity, Verdict, fail, not_observable, passed

UNHEARD = "[reconcile.report] http, sql or lines: where the reconciler writes what differs"


def noticed(
    what: str,
    how: str,
    *,
    sample: Mention,
    sight: Sight | None,
    heard: Sequence[str],
    severity: Severity | None = None,
) -> Verdict:
    """Judge that a difference is named by the reconciler, or shows in the order itself by now.

    `heard` is what else it has named in the same run; `sight` the order afterwards, None where there is no order.
    """
    if sample.named:
        return passed(f"{what}; {how}, and names it")
    if sight is not None and _shows(sight):
        return passed(f"{what}; {how}, and the order says {sight.state}{_back(sight)}")
    if sample.kept:
        return not_observable(
            f"{what}; {how}. The payment's id is kept in {sample.kept}, and whether anybody is told cannot be seen",
            needs=UNHEARD,
        )
    if not heard:
        return not_observable(
            f"{what}; {how}, and its output names nothing that it had to find: it may report elsewhere", needs=UNHEARD
        )
    beside = f"although it names other things ({heard[0]})"
    if sample.lines:
        return fail(
            f"{what}; {how}, and says of it only what it says of a payment that is as it should be, {beside}",
            severity=severity,
        )
    return fail(f"{what}; {how}, and neither its output nor the logs name it, {beside}", severity=severity)


def reaches_back(how: str, *, ages: Sequence[tuple[str, Mention]], recent: Mention) -> Verdict:
    """Judge that payments without an order are found that are older than a day: `ages` has the oldest first.

    The target was started after all of them. One that names none of them may begin with its own first day, as it may;
    one that names some has a window, and it is too short.
    """
    (oldest, wanted), *younger = ages
    if wanted.named:
        return passed(f"{how}, and names what was paid {oldest}")
    reached = [told for told, mention in younger if mention.named]
    if reached:
        return fail(f"{how}: it names what was paid {reached[0]} without an order, and not what was paid {oldest}")
    if recent.named:
        return not_observable(f"{how}: it names what is paid now, and nothing from before the target was started")
    return not_observable(f"{how}: it names no payment without an order, whenever it was made", needs=UNHEARD)


def over_all_pages(how: str, *, first: Mention, last: Mention, between: int) -> Verdict:
    """Judge that the first of many payments without an order is named: the provider lists the newest first."""
    if first.named:
        return passed(f"{how}, and names a payment before which {between} others are listed", reach=between)
    if last.named:
        return fail(
            f"{how}: of {between + 1} payments without an order it names the newest, and not the oldest", reach=between
        )
    return not_observable(f"{how}: it names neither the newest payment without an order nor the oldest", needs=UNHEARD)


def _shows(sight: Sight) -> bool:
    return (sight.state not in (None, "paid", sight.before)) or bool(sight.refunded)


def _back(sight: Sight) -> str:
    return f", {sight.refunded} went back" if sight.refunded else ""
