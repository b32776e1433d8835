"""The law as pure functions: from what was seen to a verdict. Not: looking; nothing here knows a target or a clock.

Each is total: every combination has a verdict, and *could not see* is one of them. What must never be forgotten is an
argument that cannot be left out. The rules and their reasons are in `docs/verdicts.md`.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import quantiles
from typing import Literal

import msgspec

from harness.observation import Answer, Forged, ProviderCall, Scan, Sight, Start
from harness.verdicts.verdict import Verdict, Watch, fail, not_observable, passed

NOISY_BASELINE_MS = 100.0
LEAST_DELIVERIES = 200
TOLERATED = 0.05
"""Share of acknowledgements that may be slower than the budget: the 95th percentile is judged."""
HARD_LIMIT_MS = 10_000.0
"""Square counts a delivery as failed after ten seconds; the other providers publish no number."""


def refusal(forged: Forged, *, sample: Sight, twin: Sight, blank: Sight) -> Verdict:
    """Judge that forged deliveries were refused: a pass counts only if the genuine twin worked.

    The answer's status and provider calls without effect are advice: a gateway may say 2xx to all.
    """
    if sample.moved and not blank.moved:
        return fail(f"the forged delivery moved the order: {_change(sample)}", advice=_remarks(forged))
    if sample.moved is None or blank.moved is None:
        return not_observable("the order's state could not be seen", needs=sample.shut or blank.shut)
    if blank.moved:
        return not_observable(
            "an order moved to which nothing was sent, so this one may have moved by itself",
            needs="[reconcile] timer_env, so that the target's own timer is slow while refusals are judged",
        )
    if not twin.moved:
        return _deaf(twin)
    if forged.writes:
        return fail(f"forged deliveries caused {forged.writes} provider calls that may move money")
    return _watched(
        passed(f"nothing moved; the genuine twin did ({_change(twin)})", advice=_remarks(forged)), sample, blank
    )


def unfulfilled(stimulus: str, *, sample: Sight, twin: Sight, blank: Sight) -> Verdict:
    """Judge that `stimulus` released nothing, while the properly paid twin was fulfilled.

    The order may well change its state (to `held`, to `failed`); only goods for nothing are a finding.
    """
    if sample.fulfilled and not blank.fulfilled:
        return fail(f"{stimulus}, and the order was fulfilled: {_change(sample)}")
    if sample.fulfilled is None or blank.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut or blank.shut)
    if blank.fulfilled:
        return not_observable("an order was fulfilled to which nothing was done: no verdict about this one")
    if not twin.fulfilled:
        return _deaf(twin)
    told = f"{stimulus}: nothing was released; the paid twin was fulfilled"
    return _watched(passed(told), sample, blank, for_what="fulfilled")


def accepted(form: str, *, sample: Sight, answers: Sequence[Answer], twin: Sight) -> Verdict:
    """Judge that a genuine delivery took effect although it was written or sent in another form."""
    refused = [answer for answer in answers if not answer.accepted]
    if twin.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=twin.shut)
    if not twin.fulfilled:
        return _deaf(twin)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if refused:
        return fail(f"the genuine event {form} was refused: {_said(refused[0])}")
    if not sample.fulfilled:
        return fail(f"the genuine event {form} was acknowledged and had no effect")
    return passed(f"the genuine event {form} took effect")


def one_effect(sample: Sight, answers: Sequence[Answer]) -> Verdict:
    """Judge that repeats of an event had exactly one effect, and that every repeat was acknowledged."""
    wrong = _wrong_counts(sample)
    if wrong is None:
        return _uncounted(sample)
    if wrong:
        return fail(f"after {len(answers)} deliveries of the same events {wrong}")
    refused = [answer for answer in answers if answer.copy and not answer.accepted]
    if refused:
        return fail(
            f"effects are right, but a repeat was not acknowledged: {_said(refused[0])}; the provider goes on for days",
            severity="medium",
        )
    return passed(f"{len(answers)} deliveries, one effect each: {_counts(sample)}")


def one_effect_in_parallel(rounds: Sequence[tuple[Sight, Sequence[Answer]]]) -> Verdict:
    """Judge simultaneous copies, over several rounds; without a measured overlap there is no pass.

    Two deliveries overlapped when both were wholly sent before the first byte of either answer.
    """
    reach = sum(overlaps(answers) for _, answers in rounds)
    for nth, (sample, answers) in enumerate(rounds, start=1):
        wrong = _wrong_counts(sample)
        if wrong is None:
            return _uncounted(sample)
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
        return _deaf(twin)
    if regressed is not None:
        return fail(f"events arrived as {order_of_events}: a final state went back ({regressed})")
    if sample.state != truth:
        return fail(f"events arrived as {order_of_events}: the order says {sample.state}, the provider {truth}")
    wrong = _wrong_counts(sample)
    if wrong and truth == "paid":
        return fail(f"events arrived as {order_of_events}: {wrong}")
    return passed(f"events arrived as {order_of_events}: the order says {sample.state}, as the provider does")


def acknowledged(answers: Sequence[Answer], *, baseline_ms: Sequence[float], budget_ms: int, twin: Sight) -> Verdict:
    """Judge the 95th percentile of time to a 2xx, over the baseline of the same run and the same connections.

    The 200 ms are this project's own number; no provider states one.
    """
    times = [answer.ms for answer in answers if answer.accepted and answer.ms is not None]
    refused = [answer for answer in answers if not answer.accepted]
    slowest = max((answer.ms or 0.0 for answer in answers), default=0.0)
    base = percentile(baseline_ms, 95)
    slow = [ms for ms in times if ms - base > budget_ms]
    if not twin.fulfilled:
        return _deaf(twin)
    if refused:
        return fail(f"{len(refused)} of {len(answers)} genuine deliveries were not acknowledged: {_said(refused[0])}")
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
        return fail(told)
    if len(answers) < LEAST_DELIVERIES:
        return not_observable(f"only {len(answers)} deliveries were made; {LEAST_DELIVERIES} are needed")
    return passed(told)


def hopeless(answers: Sequence[Answer], *, baseline_ms: Sequence[float], budget_ms: int) -> bool:
    """Say whether `acknowledged` can no longer pass, so that a target which hangs need not be waited for."""
    limit = percentile(baseline_ms, 95) + budget_ms
    slow = [answer for answer in answers if answer.ms is None or answer.ms > limit]
    return len(slow) > TOLERATED * LEAST_DELIVERIES


def percentile(values: Sequence[float], nth: int) -> float:
    """Return the nth percentile (0 for no values)."""
    if len(values) < 2:
        return values[0] if values else 0.0
    return quantiles(values, n=100, method="inclusive")[nth - 1]


def nothing_lost(point: str, orders: Sequence[tuple[Sight, bool]], *, reach: int, twin: Sight) -> Verdict:
    """Judge a crash at `point`: every order took effect exactly once after the restart.

    The flag says whether the order's news had been acknowledged; that is never delivered again, while what had got no
    answer is, as the provider does. `reach` counts the kills that really happened there.
    """
    if reach == 0:
        return not_observable(f"the target was not killed {point}", reach=0)
    if not twin.fulfilled:
        return _deaf(twin)
    for sight, acknowledged_before in orders:
        if sight.state is None and not sight.effects:
            return not_observable("the order's state could not be seen", needs=sight.shut)
        heard = "an acknowledged event" if acknowledged_before else "an event that was delivered again"
        if not sight.fulfilled:
            return fail(f"killed {point}: {heard} was lost ({_change(sight)})", reach=reach)
        wrong = _wrong_counts(sight)
        if wrong:
            return fail(f"killed {point}: {wrong}", reach=reach)
    acked = sum(flag for _, flag in orders)
    told = f"{acked} acknowledged orders and {len(orders) - acked} whose news was delivered again took effect once each"
    return passed(f"killed {point}: {told}", reach=reach)


def server_sets_price(
    tried: str, calls: Sequence[ProviderCall], *, honest: ProviderCall | None, expected: tuple[int, str], refused: bool
) -> Verdict:
    """Judge that the browser's price never reached the provider: the amount asked for is the catalogue's, `expected`.

    `honest` is what an untouched checkout asked for: if that already differs, the descriptor is wrong, not the target.
    """
    price = f"{expected[0]} {expected[1]}"
    if honest is None or honest.amount is None:
        return not_observable("an honest checkout asked the provider for no amount", needs="[checkout] requests")
    if (honest.amount, honest.currency) != expected:
        return not_observable(
            f"an honest checkout asked for {honest.amount} {honest.currency}, the descriptor says {price}",
            needs="[checkout.products.NAME] amount and currency",
        )
    created = [call for call in calls if call.amount is not None]
    for call in created:
        if (call.amount, call.currency) != expected:
            return fail(f"{tried}: the provider was asked for {call.amount} {call.currency} instead of {price}")
    if created:
        return passed(f"{tried}: ignored, the provider was asked for {price}")
    if refused:
        return passed(f"{tried}: refused")
    return not_observable(f"{tried}: accepted, yet the provider was asked for no payment")


def keyed(calls: Sequence[ProviderCall]) -> Verdict:
    """Judge that every call that may move money carried a key, and that no key served two different operations."""
    writes = [call for call in calls if call.writes]
    if not writes:
        return not_observable("the target made no call that may move money", needs="[checkout] requests")
    if any(call.unsupported for call in writes):
        return Verdict(
            word="error", reason="gap in the simulator", summary="a call was made that the simulator does not know"
        )
    bare = [call for call in writes if not call.idempotency_key]
    if bare:
        return fail(f"{len(bare)} of {len(writes)} calls had no idempotency key, the first: {bare[0].operation}")
    by_key: dict[str, set[str]] = {}
    for call in writes:
        by_key.setdefault(call.idempotency_key or "", set()).add(call.fingerprint)
    shared = [key for key, operations in by_key.items() if len(operations) > 1]
    if shared:
        return fail(f"{len(shared)} idempotency keys were used for different operations")
    personal = [key for key in by_key if "@" in key]
    if personal:
        return fail(f"{len(personal)} idempotency keys carry an e-mail address")
    return passed(f"{len(writes)} calls, {len(by_key)} keys, none shared between operations")


def one_charge(fault: str, *, payments: int, captured: int, sample: Sight, reach: int, twin: Sight) -> Verdict:
    """Judge a `fault` on the reply: the provider's books hold one payment for the order, and the order ends paid.

    `payments` counts the payment objects made for this order, `captured` those of them that took money.
    """
    if reach == 0:
        return not_observable(f"{fault}: the target made no call that the fault could meet", reach=0)
    if not twin.fulfilled:
        return _deaf(twin)
    if captured > 1 or payments > 1:
        return fail(f"{fault}: the provider holds {payments} payments for one order, {captured} paid", reach=reach)
    if sample.fulfilled is None:
        return not_observable("the order's state could not be seen", needs=sample.shut)
    if captured == 1 and not sample.fulfilled:
        return fail(f"{fault}: the money was taken and the order says {sample.state}", reach=reach)
    if captured == 0:
        return not_observable(f"{fault}: the order could not be paid afterwards", reach=reach)
    return passed(f"{fault}: one payment, and the order is {sample.state}", reach=reach)


def clean(scan: Scan, *, looked_for: str) -> Verdict:
    """Judge a search of traces: an absence counts only if the harmless canary, sent the same way, was found."""
    if scan.hits:
        return fail(f"{looked_for} found: {'; '.join(scan.hits[:5])}")
    if scan.shut:
        return not_observable("the target's logs could not be read", needs=scan.shut)
    if not scan.canary_found:
        return not_observable(
            "a harmless canary sent the same way was not found in the logs, so they show too little to prove absence",
            needs="[logs] files: the files that the target writes",
        )
    return passed(f"no {looked_for} in {scan.searched}; the harmless canary was found")


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


def _change(sight: Sight) -> str:
    return f"{sight.before} → {sight.state}" + (f", {_counts(sight)}" if sight.effects else "")


def _counts(sight: Sight) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(sight.effects.items())) or "no effect is declared"


def _said(answer: Answer) -> str:
    return f"{answer.event_type} was answered {answer.status or answer.error}"


def _deaf(twin: Sight) -> Verdict:
    if twin.state is None:
        return not_observable("the twin's state could not be seen", needs=twin.shut)
    return not_observable(
        f"the genuine twin had no effect ({_change(twin)}): a deaf target proves nothing",
        needs="[provider] webhook_path and webhook_secret_env, [order] states, [limits] drain_s",
    )


def _uncounted(sample: Sight) -> Verdict:
    if sample.fulfilled is False:
        return not_observable(f"the genuine events had no effect ({_change(sample)}): nothing to count")
    return not_observable(
        "effects cannot be counted, and a status that says paid once hides a second shipment",
        needs=sample.effects_shut or "[effects.NAME] http, sql or lines",
    )


def _wrong_counts(sight: Sight) -> str | None:
    """Return what is wrong with the counts, "" if they are right, None if nothing can be said."""
    if not sight.expected or sight.effects_shut:
        return None
    if not any(sight.effects.values()):
        return None if sight.fulfilled is not True else f"the order is paid without effect: {_counts(sight)}"
    wrong = [
        f"{name} happened {sight.effects.get(name, 0)} times instead of {wanted}"
        for name, wanted in sorted(sight.expected.items())
        if sight.effects.get(name, 0) != wanted
    ]
    return ", ".join(wrong)


def _remarks(forged: Forged) -> tuple[str, ...]:
    remarks = []
    lenient = sorted({answer.status for answer in forged.answers if answer.status is not None and answer.accepted})
    broken = sorted({answer.status for answer in forged.answers if answer.status is not None and answer.status >= 500})
    if lenient:
        remarks.append(f"it was answered {lenient[0]}: say 4xx, so that a wrong secret of your own is noticed")
    if broken:
        remarks.append(f"it was answered {broken[0]}: a refusal should be a plain 4xx")
    if forged.calls:
        remarks.append(f"{len(forged.answers)} forged deliveries caused {forged.calls} provider calls")
    return tuple(remarks)


def late(verdict: Verdict, *, sample: Sight, blank: Sight) -> Verdict | None:
    """Judge a second look, at the end of the run: return the fail that replaces a pass, or None if it stands."""
    if verdict.word != "pass" or verdict.watch is None:
        return None
    for_what = verdict.watch.for_what
    moved, blank_moved = getattr(sample, for_what), getattr(blank, for_what)
    if moved and not blank_moved:
        return fail(f"nothing had happened at first, but at the end of the run the order had moved: {_change(sample)}")
    return None


def _watched(
    verdict: Verdict, sample: Sight, blank: Sight, *, for_what: Literal["moved", "fulfilled"] = "moved"
) -> Verdict:
    watch = Watch(sample=sample.order, blank=blank.order, for_what=for_what)
    return msgspec.structs.replace(verdict, watch=watch)
