"""Proofs about calls that are repeated while a provider is in trouble, or without need. Not: their keys (`calls.py`).

What an official SDK does by itself is never a finding: it waits half a second or more and gives up after a few, so the
numbers below leave room for it, for a worker that retries with back-off, and for the one inside the other. Not trying
again is fine. Whether parallel calls differ (jitter) is not judged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise

from harness.observation import ProviderCall
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

WINDOW = 6.0
"""Seconds in which calls are counted."""
MOST = 20
"""Calls about one payment within WINDOW. SDKs that pause half a second make twelve at most, a back-off from a tenth of
a second seven."""
NO_PAUSE = 0.1
"""Seconds between the end of one try and the next: a loop that does not wait."""
BACK_TO_BACK = 3
"""Tries without a pause between them. Two are no loop: HTTP libraries repeat at once on a connection that was stale."""
ENDLESS = 8
"""Tries inside one request of a buyer that is not answered meanwhile."""
EARLY = 4
"""Tries before the provider wanted the next one."""
GROWS = 1.3
"""How much longer pauses must be in the second half than in the first; what is fixed and jittered differs less."""


def polite(
    trouble: str, calls: Sequence[ProviderCall], *, retry_after: float | None, waiting: float | None = None
) -> Verdict:
    """Judge the tries of one cause while `trouble` lasted: bounded, spaced, not before `retry_after` seconds.

    `waiting` is how many seconds a buyer's request has been open without an answer; None: it was answered, or there is
    none.
    """
    tries = sorted(calls, key=lambda call: call.at)
    if not tries:
        return not_observable(f"{trouble}: the target asked for nothing that could meet it", reach=0)
    reach, most = len(tries), densest(tries)
    if most > MOST:
        return fail(f"{trouble}: {most} calls about one payment within {WINDOW:g} s", reach=reach)
    if (row := back_to_back(tries)) >= BACK_TO_BACK:
        return fail(f"{trouble}: the same call {row} times without a pause between them", reach=reach)
    grows = pauses_grow(tries)
    if waiting is not None and reach >= ENDLESS and not grows:
        told = (
            f"tried {reach} times in {waiting:.0f} s, at pauses that do not grow, while the buyer waited for an answer"
        )
        return fail(f"{trouble}: {told}", reach=reach)
    early = before_time(tries, retry_after)
    if early >= EARLY and not grows:
        told = f"tried {early} times within the {retry_after:g} s that it asked for, at pauses that do not grow"
        return fail(f"{trouble}: {told}", reach=reach)
    advice = []
    if early and retry_after is not None:
        advice.append(
            f"the first retry came {_pauses(tries)[0]:.1f} s after an answer that asked for {retry_after:g} s"
        )
    if reach >= 4 and not grows:
        advice.append("the pauses between the tries do not grow: double them, with jitter and a limit")
    if reach == 1:
        return passed(f"{trouble}: it was not tried again while it lasted", advice=tuple(advice), reach=reach)
    spaced = ", ".join(f"{pause:.1f}" for pause in _pauses(tries)[:8])
    return passed(f"{trouble}: tried {reach} times, {spaced} s apart", advice=tuple(advice), reach=reach)


def needs_no_polling(calls: Sequence[ProviderCall], *, made: bool) -> Verdict:
    """Judge the calls about an order at rest; `made`: its payment was seen to be made."""
    if not made:
        return not_observable("the payment of the order was not seen to be made: the target's calls cannot be seen")
    if (most := densest(calls)) > MOST:
        return fail(f"an unpaid order at rest: {most} calls about it within {WINDOW:g} s", reach=most)
    return passed(f"an unpaid order at rest, and a visit to its page: calls about it: {len(calls)}", reach=1)


def densest(calls: Sequence[ProviderCall], window: float = WINDOW) -> int:
    """Return how many calls began within the busiest `window` seconds."""
    starts = sorted(call.at for call in calls)
    return max((sum(first <= start <= first + window for start in starts) for first in starts), default=0)


def back_to_back(calls: Sequence[ProviderCall]) -> int:
    """Return the longest row of equal calls that each began right after the one before had ended.

    Calls that overlap are no row: they are of several workers, or of several causes.
    """
    longest = 0
    for _, same in groupby(sorted(calls, key=lambda call: (call.fingerprint, call.at)), lambda call: call.fingerprint):
        row = longest_here = 1
        for before, after in pairwise(same):
            row = row + 1 if 0 <= after.at - (before.at + before.seconds) < NO_PAUSE else 1
            longest_here = max(longest_here, row)
        longest = max(longest, longest_here)
    return longest


def pauses_grow(tries: Sequence[ProviderCall]) -> bool:
    """Say whether later pauses are longer than earlier ones; of fewer than three nothing bad can be said."""
    pauses = _pauses(tries)
    if len(pauses) < 3:
        return True
    half = len(pauses) // 2
    first, last = pauses[:half], pauses[-half:]
    return sum(last) >= GROWS * sum(first)


def before_time(tries: Sequence[ProviderCall], retry_after: float | None) -> int:
    """Return how many tries began before the provider wanted the next one, counted from the first answer."""
    if retry_after is None:
        return 0
    answered = tries[0].at + tries[0].seconds
    return sum(call.at < answered + retry_after - NO_PAUSE for call in tries[1:])


def _pauses(tries: Sequence[ProviderCall]) -> list[float]:
    return [max(0.0, after.at - (before.at + before.seconds)) for before, after in pairwise(tries)]
