"""Proofs that what must happen happens, once, whatever the order of arrival or the byte of a crash. Not: refusals."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Answer, Sight
from harness.verdicts.proofs.telling import change, counts, deaf, said, uncounted, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def accepted(form: str, *, sample: Sight, answers: Sequence[Answer], twin: Sight) -> Verdict:
    """Judge that a genuine delivery took effect although it was written or sent in another form."""
    refused = [answer for answer in answers if not answer.accepted]
    if twin.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=twin.shut)
    if not twin.fulfilled:
        return deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if refused:
        return fail(f"the genuine event {form} was refused: {said(refused[0])}")
    if not sample.fulfilled:
        return fail(f"the genuine event {form} was acknowledged and had no effect")
    return passed(f"the genuine event {form} took effect")


def one_effect(sample: Sight, answers: Sequence[Answer]) -> Verdict:
    """Judge that repeats of an event had exactly one effect, and that every repeat was acknowledged."""
    wrong = wrong_counts(sample)
    if wrong is None:
        return uncounted(sample)
    if wrong:
        return fail(f"after {len(answers)} deliveries of the same events {wrong}")
    refused = [answer for answer in answers if answer.copy and not answer.accepted]
    if refused:
        return fail(
            f"effects are right, but a repeat was not acknowledged: {said(refused[0])}; the provider goes on for days",
            severity="medium",
        )
    return passed(f"{len(answers)} deliveries, one effect each: {counts(sample)}")


def one_effect_in_parallel(rounds: Sequence[tuple[Sight, Sequence[Answer]]]) -> Verdict:
    """Judge simultaneous copies, over several rounds; without a measured overlap there is no pass.

    Two deliveries overlapped when both were wholly sent before the first byte of either answer.
    """
    reach = sum(overlaps(answers) for _, answers in rounds)
    for nth, (sample, answers) in enumerate(rounds, start=1):
        wrong = wrong_counts(sample)
        if wrong is None:
            return uncounted(sample)
        if wrong:
            return fail(f"round {nth} of {len(rounds)}: after {len(answers)} copies at once {wrong}", reach=reach)
    if reach == 0:
        return not_observable(
            "no two deliveries overlapped: the target answers one request at a time or too quickly", reach=0
        )
    return passed(f"{len(rounds)} rounds of copies at once, {reach} pairs overlapped, one effect each", reach=reach)


def overlaps(answers: Sequence[Answer]) -> int:
    """Count the pairs that were both wholly sent before the first byte of either answer."""
    spans = [(a.sent_at, a.answered_at) for a in answers if a.sent_at is not None and a.answered_at is not None]
    return sum(
        1
        for nth, (sent, answered) in enumerate(spans)
        for other_sent, other_answered in spans[nth + 1 :]
        if max(sent, other_sent) < min(answered, other_answered)
    )


def converged(order_of_events: str, sample: Sight, *, truth: str, regressed: str | None, twin: Sight) -> Verdict:
    """Judge that the order shows the provider's state, `truth`, whatever the order of arrival, and never went back."""
    if sample.state is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not twin.fulfilled:
        return deaf(twin)
    if regressed is not None:
        return fail(f"events arrived as {order_of_events}: a final state went back ({regressed})")
    if sample.state != truth:
        return fail(f"events arrived as {order_of_events}: the order says {sample.state}, the provider {truth}")
    wrong = wrong_counts(sample)
    if wrong and truth == "paid":
        return fail(f"events arrived as {order_of_events}: {wrong}")
    return passed(f"events arrived as {order_of_events}: the order says {sample.state}, as the provider does")


def nothing_lost(point: str, orders: Sequence[tuple[Sight, bool]], *, reach: int, twin: Sight) -> Verdict:
    """Judge a crash at `point`: every order took effect exactly once after the restart.

    The flag says whether the order's news had been acknowledged; that is never delivered again, while what had got no
    answer is, as the provider does. `reach` counts the kills that really happened there.
    """
    if reach == 0:
        return not_observable(f"the target was not killed {point}", reach=0)
    if not twin.fulfilled:
        return deaf(twin)
    for sight, acknowledged_before in orders:
        if sight.state is None and not sight.effects:
            return not_observable("the order's state could not be seen", needs=sight.shut)
        heard = "an acknowledged event" if acknowledged_before else "an event that was delivered again"
        if not sight.fulfilled:
            return fail(f"killed {point}: {heard} was lost ({change(sight)})", reach=reach)
        wrong = wrong_counts(sight)
        if wrong:
            return fail(f"killed {point}: {wrong}", reach=reach)
    acked = sum(flag for _, flag in orders)
    told = f"{acked} acknowledged orders and {len(orders) - acked} whose news was delivered again took effect once each"
    return passed(f"killed {point}: {told}", reach=reach)
