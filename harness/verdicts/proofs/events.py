"""Proofs about events that are not the usual ones: unknown, orphaned, of another version. Not: forged ones."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from harness.observation import Answer, Sight
from harness.verdicts.proofs.telling import change, deaf, said, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def unmoved_by_the_unknown(
    what: str, answers: Sequence[Answer], *, sample: Sight, twin: Sight, unknown_order: bool
) -> Verdict:
    """Judge an event that the target cannot know: acknowledged, without effect on `sample`, an order of its own.

    `unknown_order`: the event is of a usual type, about an order that is not the target's; a plain 4xx is then a
    remark, for some say so on purpose. A provider goes on for days with what is not acknowledged.
    """
    broken = [answer for answer in answers if answer.status is None or answer.status >= 500]
    refused = [answer for answer in answers if not answer.accepted]
    if sample.moved is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if sample.moved:
        return fail(f"{what} moved an order that it is not about: {change(sample)}")
    if broken:
        return fail(f"{what}: {said(broken[0])}")
    if refused and not unknown_order:
        return fail(f"{what}: {said(refused[0])}; the provider goes on for days, and then switches the endpoint off")
    if not twin.fulfilled:
        return deaf(twin)
    verdict = passed(f"{what}: answered {answers[0].status}, nothing moved, and the next event took effect")
    if refused:
        remark = f"it was answered {refused[0].status}: the provider will go on for days; say 2xx"
        return msgspec.structs.replace(verdict, advice=(remark,))
    return verdict


def could_not_buy(provider: str, variation: str, stopped: str, *, twin: Sight) -> Verdict:
    """Judge a purchase that ended before it was paid, where the provider does what it never promised not to."""
    if not twin.fulfilled:
        return deaf(twin)
    return fail(f"{_varies(provider, variation)}, and nothing can be bought: {stopped}")


def lives_with(
    provider: str, variation: str, answers: Sequence[Answer], *, sample: Sight, twin: Sight, stuck: str | None = None
) -> Verdict:
    """Judge a whole purchase where the provider does what it never promised not to: one effect.

    `stuck` is the address to which the buyer was sent to pay, if nobody can pay there.
    """
    refused = [answer for answer in answers if not answer.accepted]
    varies = _varies(provider, variation)
    if not twin.fulfilled:
        return deaf(twin)
    if stuck is not None:
        return fail(f"{varies}: buyers are sent to {stuck}, where nobody can pay")
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled:
        answered = said(refused[0]) if refused else "its news was acknowledged"
        return fail(f"{varies}: a paid order is {sample.state}; {answered}")
    if wrong := wrong_counts(sample):
        return fail(f"{varies}: {wrong}")
    if refused:
        return fail(f"{varies}: {said(refused[0])}; the provider goes on for days, and then switches the endpoint off")
    return passed(f"{varies}: a purchase took its effect once")


def _varies(provider: str, variation: str) -> str:
    return f"{provider} varies ({variation}) in what it does not promise"


def right_effect_or_loud(
    version: str, answers: Sequence[Answer], *, sample: Sight, again: Sight, twin: Sight
) -> Verdict:
    """Judge an event as another API version writes it: its effect is the same, or it is refused aloud.

    A 2xx without effect is money lost in silence. A target may acknowledge what it never acts on and refuse the rest:
    `again` is the order after all that was refused was told again as the target's own version writes it. If that has
    the effect, what matters was among what was refused.
    """
    refused = [answer for answer in answers if not answer.accepted]
    if not twin.fulfilled:
        return deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled and not refused:
        return fail(f"an event as version {version} writes it was acknowledged and had no effect")
    if not sample.fulfilled and (again.fulfilled or len(refused) == len(answers)):
        return passed(f"an event as version {version} writes it was refused ({refused[0].status}): loud, and not lost")
    if not sample.fulfilled:
        return fail(
            f"events as version {version} writes them: {len(answers) - len(refused)} were acknowledged and had no "
            f"effect, and what was refused ({refused[0].status}) had none either when it was told again"
        )
    if wrong := wrong_counts(sample):
        return fail(f"an event as version {version} writes it: {wrong}")
    return passed(f"an event as version {version} writes it took effect once")
