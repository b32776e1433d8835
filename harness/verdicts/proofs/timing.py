"""Proofs about time: acknowledgements over a baseline of the same run. Not: effects."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles

from harness.observation import Answer, Sight
from harness.verdicts.proofs.telling import deaf, said
from harness.verdicts.verdict import Verdict, fail, not_observable, passed

NOISY_BASELINE_MS = 100.0
NOISY_OTHERS = 0.4
"""Share of all processors: where others take more of them, slowness may be theirs. A database's work is less."""
LEAST_DELIVERIES = 200
TOLERATED = 0.05
"""Share of acknowledgements that may be slower than the budget: the 95th percentile is judged."""
HARD_LIMIT_MS = 10_000.0
"""Square counts a delivery as failed after ten seconds; the other providers publish no number."""


def acknowledged(
    answers: Sequence[Answer], *, baseline_ms: Sequence[float], budget_ms: int, others: float | None, twin: Sight
) -> Verdict:
    """Judge the 95th percentile of time to a 2xx, over the baseline of the same run and the same connections.

    The 200 ms are this project's own number; no provider states one. `others` is the share of all processors that
    neither the target nor we took meanwhile, if that is known: on a busy machine half of the answers must be slow.
    """
    times = [answer.ms for answer in answers if answer.accepted and answer.ms is not None]
    refused = [answer for answer in answers if not answer.accepted]
    slowest = max((answer.ms or 0.0 for answer in answers), default=0.0)
    base = percentile(baseline_ms, 95)
    slow = [ms for ms in times if ms - base > budget_ms]
    if not twin.fulfilled:
        return deaf(twin)
    if refused:
        return fail(f"{len(refused)} of {len(answers)} genuine deliveries were not acknowledged: {said(refused[0])}")
    if slowest > HARD_LIMIT_MS:
        return fail(f"an acknowledgement took {slowest / 1000:.1f} s", severity="critical")
    marks = ", ".join(f"p{nth} {percentile(times, nth):.0f}" for nth in (50, 95, 99))
    told = (
        f"{len(times)} acknowledgements: {marks}, max {slowest:.0f} ms;"
        f" baseline p95 {base:.0f} ms, budget {budget_ms} ms above it"
    )
    if len(slow) > TOLERATED * max(len(answers), LEAST_DELIVERIES):
        if base > NOISY_BASELINE_MS:
            return Verdict(word="error", reason="machine too noisy", summary=told)
        if busy(others) and percentile(times, 50) - base <= budget_ms:
            why = f"{told}; other processes took {others:.0%} of the machine"
            return Verdict(word="error", reason="machine too noisy", summary=why)
        return fail(told)
    if len(answers) < LEAST_DELIVERIES:
        return not_observable(f"only {len(answers)} deliveries were made; {LEAST_DELIVERIES} are needed")
    return passed(told)


def hopeless(answers: Sequence[Answer], *, baseline_ms: Sequence[float], budget_ms: int) -> bool:
    """Say whether `acknowledged` can no longer pass, so that a target which hangs need not be waited for."""
    limit = percentile(baseline_ms, 95) + budget_ms
    slow = [answer for answer in answers if answer.ms is None or answer.ms > limit]
    return len(slow) > TOLERATED * LEAST_DELIVERIES


def busy(others: float | None) -> bool:
    """Say whether others took so large a share of all processors that slowness may be theirs; None: it is not known."""
    return (others or 0.0) > NOISY_OTHERS


def percentile(values: Sequence[float], nth: int) -> float:
    """Return the nth percentile (0 for no values)."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[nth - 1]
