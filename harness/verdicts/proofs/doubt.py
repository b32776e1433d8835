"""Proofs about doubt: what cannot be verified, fetched or read is not believed, and not lost either. Not: forgeries."""

from __future__ import annotations

from collections.abc import Sequence

from harness.observation import Answer, Sight
from harness.verdicts.proofs.telling import change, deaf, said, wrong_counts
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def doubt_is_no(
    doubt: str, *, sample: Sight, healed: Sight | None, asked: int, reach: int, twin: Sight, blank: Sight
) -> Verdict:
    """Judge that an order which was not properly paid was not fulfilled while the provider's answer was in doubt.

    `sample` is that order, looked at in doubt. `healed` is one that was paid, looked at after the doubt was over, where
    losing it would be as wrong (None: where the target may take the answer for final). `asked` counts the deliveries,
    `reach` the calls that met the fault.
    """
    if sample.fulfilled and not blank.fulfilled:
        return fail(f"{doubt}, and an order that was not paid was fulfilled: {change(sample)}", reach=reach)
    if reach == 0:
        return not_observable(f"{doubt}: the target asked for nothing, after {asked} deliveries", reach=0)
    if sample.fulfilled is None or blank.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut or blank.shut)
    if blank.fulfilled:
        return not_observable("an order was fulfilled to which nothing was done: no verdict about this one")
    if not twin.fulfilled:
        return deaf(twin)
    if healed is not None:
        if healed.fulfilled is None:
            return not_observable("the paid order's state could not be seen", needs=healed.shut)
        if not healed.fulfilled:
            return fail(f"{doubt}, then all was well again: a paid order stayed {healed.state}", reach=reach)
        if wrong := wrong_counts(healed):
            return fail(f"{doubt}, then all was well again: {wrong}", reach=reach)
        return passed(
            f"{doubt}: nothing was released in doubt, and the paid order took effect once after it", reach=reach
        )
    return passed(f"{doubt}: nothing was released in doubt", reach=reach)


def retry_takes_effect(
    trouble: str, *, in_trouble: Sight, sample: Sight, again: Sequence[Answer], reach: int, twin: Sight
) -> Verdict:
    """Judge that an event whose first processing failed still took effect, once, when it came again or was retried.

    `in_trouble` is the order while the first attempts failed, `sample` after the same events were delivered `again`.
    """
    if reach == 0:
        return not_observable(f"{trouble}: the target made no call that could fail", reach=0)
    if in_trouble.fulfilled:
        return not_observable(f"{trouble}: the first attempt succeeded all the same ({change(in_trouble)})", reach=0)
    if not twin.fulfilled:
        return deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if not sample.fulfilled:
        refused = [answer for answer in again if not answer.accepted]
        how = f"the retry was refused: {said(refused[0])}" if refused else "the retry was acknowledged"
        return fail(f"{trouble} at the first attempt; {how}, and the order stayed {sample.state}", reach=reach)
    if wrong := wrong_counts(sample):
        return fail(f"{trouble} at the first attempt; after the retry {wrong}", reach=reach)
    return passed(f"{trouble} at the first attempt, and the retry took effect once", reach=reach)


def failure_is_loud(answers: Sequence[Answer], *, in_doubt: Sight, sample: Sight, twin: Sight) -> Verdict:
    """Judge genuine deliveries that the target could not verify, because the provider's secret was not its own yet.

    `in_doubt` is the order then, `sample` after both had the same secret again and the provider had retried.
    """
    accepted = [answer for answer in answers if answer.accepted]
    if not twin.fulfilled:
        return deaf(twin)
    if in_doubt.moved:
        return not_observable("what could not be verified was processed at once: see WH-SIG-11")
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if accepted and not sample.fulfilled:
        return fail(f"{said(accepted[0])} although it could not be verified, and the order stayed {sample.state}")
    if not sample.fulfilled:
        return fail(f"refused while the secrets differed, and the retry had no effect: the order stayed {sample.state}")
    if wrong := wrong_counts(sample):
        return fail(f"after the secret was put right {wrong}")
    how = "acknowledged, kept, and processed" if accepted else f"refused ({answers[0].status}), and processed"
    return passed(f"what could not be verified was {how} once the secret was put right")


TRACES = (
    "Traceback (most recent call last)",
    'File "/',
    "\tat ",
    "    at ",
    "Exception in thread",
    "goroutine ",
    "stack trace",
    ".java:",
    ".php on line",
    ".rb:",
    "SQLSTATE",
)
"""What the beginnings of stack traces look like, in the languages that payment integrations are written in."""


def hostile_body(body: str, answers: Sequence[Answer], *, cut_off: bool, alive: bool, twin: Sight) -> Verdict:
    """Judge a hostile body: a plain refusal or a quiet 2xx, no crash, no trace, and the next event (`twin`) works.

    `cut_off`: the body is so large that a connection which is closed while it is sent is a refusal too.
    """
    if not alive:
        return fail(f"{body}: a process of the target ended")
    for answer in answers:
        how = "signed" if answer.forgery is None else "unsigned"
        if answer.status is None and not (cut_off and answer.error != "timed out"):
            return fail(f"{body}, {how}: no answer ({answer.error})")
        if answer.status is not None and answer.status >= 500:
            return fail(f"{body}, {how}: answered {answer.status}, where a plain 4xx belongs")
        if shown := next((trace for trace in TRACES if trace in answer.body), None):
            return fail(f"{body}, {how}: the answer shows a stack trace ({shown.strip()!r})")
    if not twin.fulfilled:
        return deaf(twin)
    codes = ", ".join(sorted({str(answer.status or answer.error) for answer in answers}))
    return passed(f"{body}: answered {codes}, and the next genuine event took effect")


def tells_little(tried: str, *, answers: Sequence[int], leaks: Sequence[str], reach: int) -> Verdict:
    """Judge what clients were told after `tried`: `answers` are the status codes, `leaks` what was in them.

    `reach` counts how often it went wrong as it was meant to.
    """
    if leaks:
        return fail(f"{tried}: {leaks[0]}", reach=reach)
    if reach == 0:
        return not_observable(f"{tried}: nothing went wrong", reach=0)
    return passed(
        f"{tried}: answered {', '.join(map(str, dict.fromkeys(answers)))}, and nothing of the inside", reach=reach
    )
