"""Proofs about two ways that meet, and about news that never came. Not: staging either (`target/racing.py`).

A race passes only where the dangerous state was entered. That it was not has one of two reasons: the target does one
thing at a time, which cannot be told from luck; or the one that was to be held asks the provider for nothing, and then
there is nothing between its read and its write.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from harness.observation import Answer, Met, Sight
from harness.verdicts.proofs.telling import change, counts, deaf, said, uncounted, wrong_counts
from harness.verdicts.verdict import Severity, Verdict, fail, not_applicable, not_observable, passed


def one_effect_in_a_race(race: str, met: Sequence[Met], *, twin: Sight) -> Verdict:
    """Judge that every order of a race is paid, with one effect each; `met` is what was seen of each.

    The twin was paid and told of by itself: if even that had no effect, a race proves nothing.
    """
    reach = sum(one.reached for one in met)
    judged = one_effect_in_sequence(race, [one.sight for one in met], twin=twin)
    if judged.word != "pass":
        return msgspec.structs.replace(judged, reach=reach)
    if not any(one.asked for one in met):
        return not_applicable(f"{race}: whoever was to be held asked the provider for nothing about the payment")
    if reach == 0:
        return not_observable(
            f"{race}: the second waited for the first each time: the target does one thing at a time", reach=0
        )
    return passed(f"{race}: {reach} of {len(met)} rounds met there, one effect in each", reach=reach)


def one_effect_in_sequence(ways: str, sights: Sequence[Sight], *, twin: Sight) -> Verdict:
    """Judge that orders are paid, with one effect each, after several ways have told of them one after another."""
    for sight in sights:
        wrong = wrong_counts(sight)
        if wrong and sight.fulfilled:
            return fail(f"{ways}: {wrong}")
    if not twin.fulfilled:
        return deaf(twin)
    for sight in sights:
        if sight.state is None:
            return not_observable("the order's state could not be seen", needs=sight.shut)
        if sight.state != "paid":
            return fail(f"{ways}: the order was paid and ends as {change(sight)}")
        if wrong_counts(sight) is None:
            return uncounted(sight)
    return passed(f"{ways}: one effect in each of {len(sights)} orders")


def took_effect_early(call: str, *, sample: Sight, answers: Sequence[Answer], reach: int, twin: Sight) -> Verdict:
    """Judge news that was answered before the reply to `call` left: the order takes effect once it exists, and once.

    A refusal is no finding by itself, for the provider sends again; an acknowledgement is the last that is heard.
    """
    if reach == 0:
        return not_observable(
            f"the news was not answered while {call} was held: the target does one thing at a time", reach=0
        )
    if not twin.fulfilled:
        return deaf(twin)
    refused = [answer for answer in answers if not answer.accepted]
    heard = "refused and sent once more" if refused else "acknowledged"
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut, reach=reach)
    if not sample.fulfilled:
        return fail(
            f"news that arrived before the reply to {call} was {heard}, and the order never got it", reach=reach
        )
    if wrong := wrong_counts(sample):
        return fail(f"news that arrived before the reply to {call} was {heard}: {wrong}", reach=reach)
    remarks = tuple(
        f"{said(answer)}: keep an early event and acknowledge it, or the provider repeats it for days"
        for answer in refused[:1]
    )
    told = f"news that arrived before the reply to {call} was {heard} and took effect once"
    return passed(told, advice=remarks, reach=reach)


def completed_alone(*, sample: Sight, again: Sight, twin: Sight) -> Verdict:
    """Judge that an order whose buyer never came back is paid, once; `again` was looked at after a late visit.

    The twin is paid, told of, and its buyer came back: if that had no effect either, the target is deaf.
    """
    if (wrong := wrong_counts(again)) and again.fulfilled:
        return fail(f"the buyer closed the tab and came back later: {wrong}")
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled:
        return fail(f"the buyer closed the tab: paid, told of, and {change(sample)}") if twin.fulfilled else deaf(twin)
    if again.state != sample.state:
        return fail(f"the order was paid, and after a late visit to the return page it says {again.state}")
    return passed(f"paid without the buyer's return, and the late visit added nothing ({counts(again) or again.state})")


def healed(
    what: str,
    how: str,
    *,
    sample: Sight,
    twin: Sight,
    manual: str | None = None,
    declared: bool = True,
    unpromised: bool = False,
) -> Verdict:
    """Judge that a reconciler brought the sample, of which no news came, to where news brought the twin.

    `what` happened at the provider, `how` was reconciled. A documented procedure for people weighs less, and is none;
    so does what only fails where the provider does what it never promised not to (`unpromised`).
    """
    severity: Severity | None = "medium" if unpromised or (manual and not declared) else None
    people = f"; people follow {manual}" if manual else ""
    if sample.state is None or twin.state is None:
        return not_observable("the order's state could not be seen", needs=sample.shut or twin.shut)
    if not twin.moved:
        return deaf(twin)
    if sample.state != twin.state:
        return fail(
            f"{what}, no news came, {how}: the order says {sample.state}, and with news {twin.state}{people}",
            severity=severity,
        )
    for sight, whose in ((sample, "the order"), (twin, "an order of which the news had come")):
        if wrong := wrong_counts(sight):
            return fail(f"{what}, {how}: of {whose} {wrong}")
    return passed(f"{what}, no news came, {how}: the order says {sample.state}, as with news")
