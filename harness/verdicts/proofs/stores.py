"""Proofs about stores: what an acknowledgement waits for, what it promises, what is kept. Not: crashes."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Answer, Sight
from harness.verdicts.proofs.telling import deaf, said, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def unhindered(
    trouble: str, answers: Sequence[Answer], *, in_time: bool, sample: Sight, reach: int, twin: Sight
) -> Verdict:
    """Judge that deliveries were acknowledged while something stood still that an acknowledgement must not wait for.

    `in_time`: every one was answered while the trouble lasted. `sample` is looked at after it was over.
    """
    refused = [answer for answer in answers if not answer.accepted]
    if not in_time:
        return fail(f"{trouble}, and the acknowledgement waited for it", reach=reach)
    if reach == 0:
        return not_observable(f"{trouble}: the target did not come to need it", reach=0)
    if refused:
        return fail(f"{trouble}, and the acknowledgement became a refusal: {said(refused[0])}", reach=reach)
    if not twin.fulfilled:
        return deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled:
        return fail(f"{trouble}: acknowledged at once, and without effect when all was well again", reach=reach)
    if wrong := wrong_counts(sample):
        return fail(f"{trouble}: acknowledged at once, and when all was well again {wrong}", reach=reach)
    return passed(f"{trouble}: acknowledged at once, and the effect came when all was well again", reach=reach)


def stored_or_refused(trouble: str, answers: Sequence[Answer], *, sample: Sight, twin: Sight) -> Verdict:
    """Judge that what could not be stored was not acknowledged, or took effect all the same.

    `answers` were given during the trouble; afterwards what was refused came again, as a provider's retry does.
    """
    accepted = [answer for answer in answers if answer.accepted]
    if not twin.fulfilled:
        return deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled and accepted:
        return fail(f"{trouble}: {said(accepted[0])}, and the event was lost")
    if not sample.fulfilled:
        return fail(f"{trouble}: refused, and the retry after it had no effect")
    if wrong := wrong_counts(sample):
        return fail(f"{trouble}: after the retry {wrong}")
    how = f"{len(accepted)} of {len(answers)} acknowledged, and none of them lost" if accepted else "not acknowledged"
    return passed(f"{trouble}: {how}; the retry took effect", reach=len(answers))


def no_raw_cards(raw: Sequence[str], *, calls: int) -> Verdict:
    """Judge the target's calls to the provider: none carries a raw card field. `calls` are all it made meanwhile."""
    if raw:
        return fail(f"raw card data went to the provider through the target's server: {', '.join(sorted(set(raw)))}")
    if calls == 0:
        return not_observable("the target called the provider for nothing", needs="[checkout] requests")
    return passed(f"{calls} calls to the provider, none with a raw card field")
