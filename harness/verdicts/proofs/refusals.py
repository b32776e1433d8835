"""Proofs that something which must not move an order did not: forgeries, lies, claims. Not: repeats, races."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from harness.observation import Forged, Sight, Start
from harness.verdicts.proofs.telling import change, deaf, remarks, watched
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


def refusal(forged: Forged, *, sample: Sight, twin: Sight, blank: Sight) -> Verdict:
    """Judge that forged deliveries were refused: a pass counts only if the genuine twin worked.

    The answer's status and provider calls without effect are advice: a gateway may say 2xx to all.
    """
    if sample.moved and not blank.moved:
        return fail(f"the forged delivery moved the order: {change(sample)}", advice=remarks(forged))
    if sample.moved is None or blank.moved is None:
        return not_observable("the order's state could not be seen", needs=sample.shut or blank.shut)
    if blank.moved:
        return not_observable(
            "an order moved to which nothing was sent, so this one may have moved by itself",
            needs="[reconcile] timer_env, so that the target's own timer is slow while refusals are judged",
        )
    if not twin.moved:
        return deaf(twin)
    if forged.writes:
        return fail(f"forged deliveries caused {forged.writes} provider calls that may move money")
    return watched(
        passed(f"nothing moved; the genuine twin did ({change(twin)})", advice=remarks(forged)), sample, blank
    )


def bad_signature(
    lie: Forged, truth: Forged, *, unpaid: Sight, sample: Sight, unsigned: Sight, twin: Sight, blank: Sight
) -> Verdict:
    """Judge one kind of bad signature by a lie (about `unpaid`) and by a truth (about `sample`, which is paid).

    `unsigned` is paid too, and was told of without any signature: if even that was processed, the target looks at no
    signature at all, which is another control's finding; then the lie alone decides.
    """
    lied = refusal(lie, sample=unpaid, twin=twin, blank=blank)
    if lied.word != "pass":
        return lied
    if unsigned.moved:
        remark = "a delivery without any signature was processed too: see WH-SIG-11"
        return msgspec.structs.replace(lied, advice=(*lied.advice, remark))
    return refusal(truth, sample=sample, twin=twin, blank=blank)


def not_sent_anywhere(refused: Verdict, asked: Sequence[str]) -> Verdict:
    """Judge a delivery that named a certificate of its own: refused, and nothing read where the sender wanted it.

    `asked` are the addresses elsewhere that the target asked for. One request is a finding, whatever came of it.
    """
    if refused.word == "fail" or not asked:
        return refused
    return fail(f"a certificate was fetched from where the sender of the delivery wanted it: {asked[0]}")


def unfulfilled(stimulus: str, *, sample: Sight, twin: Sight, blank: Sight | None) -> Verdict:
    """Judge that `stimulus` released nothing, while the properly paid twin was fulfilled.

    The order may well change its state (to `held`, to `failed`); only goods for nothing are a finding. There is no
    blank where the checkout itself is the stimulus: what has not been paid by then must not be fulfilled at all.
    """
    if sample.fulfilled and not (blank and blank.fulfilled):
        return fail(f"{stimulus}, and the order was fulfilled: {change(sample)}")
    if sample.fulfilled is None or (blank and blank.fulfilled is None):
        return not_observable(
            "the order's state could not be seen", needs=sample.shut or (blank.shut if blank else None)
        )
    if blank and blank.fulfilled:
        return not_observable("an order was fulfilled to which nothing was done: no verdict about this one")
    if not twin.fulfilled:
        return deaf(twin)
    told = f"{stimulus}: nothing was released; the paid twin was fulfilled"
    return watched(passed(told), sample, blank, for_what="fulfilled") if blank else passed(told)


def refused_start(start: Start, *, twin_ready: bool) -> Verdict:
    """Judge a start with a missing or spoilt secret: the process must not become ready, and must say which variable."""
    if not twin_ready:
        return not_observable("the target does not start with right settings either", needs="[target] start")
    if start.ready and start.accepted_forgery:
        return fail(f"without a proper {start.variable} it serves, and a delivery signed with that value was believed")
    if start.ready:
        return fail(f"without a proper {start.variable} it starts and serves")
    how = "is not ready" if start.exit_code is None else f"exits with {start.exit_code}"
    remarks = [] if start.names_variable else [f"the message does not name {start.variable}"]
    if start.shows_value:
        remarks.append(f"the message about {start.variable} shows the value")
    return passed(f"without a proper {start.variable} it {how}", advice=tuple(remarks))


def refused_mixture(mixture: str, start: Start, *, twin_ready: bool) -> Verdict:
    """Judge a start with settings of two environments: the process must not become ready."""
    if not twin_ready:
        return not_observable("the target does not start with right settings either", needs="[target] start")
    if start.ready:
        return fail(f"with {mixture} it starts and serves")
    how = "is not ready" if start.exit_code is None else f"exits with {start.exit_code}"
    advice = () if start.names_variable else (f"the message does not name {start.variable}",)
    return passed(f"with {mixture} it {how}", advice=advice)


def late(verdict: Verdict, *, sample: Sight, blank: Sight) -> Verdict | None:
    """Judge a second look, at the end of the run: return the fail that replaces a pass, or None if it stands."""
    if verdict.word != "pass" or verdict.watch is None:
        return None
    for_what = verdict.watch.for_what
    moved, blank_moved = getattr(sample, for_what), getattr(blank, for_what)
    if moved and not blank_moved:
        return fail(f"nothing had happened at first, but at the end of the run the order had moved: {change(sample)}")
    return None
