"""What the proofs have in common: how a sight is told, when a twin is deaf, when counts are wrong. Not: any proof."""

from __future__ import annotations

from typing import Literal

import msgspec

from harness.observation import Answer, Forged, Sight
from harness.verdicts.verdict import Verdict, Watch, not_observable


def change(sight: Sight) -> str:
    return f"{sight.before} → {sight.state}" + (f", {counts(sight)}" if sight.effects else "")


def counts(sight: Sight) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(sight.effects.items())) or "no effect is declared"


def said(answer: Answer) -> str:
    return f"{answer.event_type} was answered {answer.status or answer.error}"


def deaf(twin: Sight) -> Verdict:
    if twin.state is None:
        return not_observable("the twin's state could not be seen", needs=twin.shut)
    return not_observable(
        f"the genuine twin had no effect ({change(twin)}): a deaf target proves nothing",
        needs="[provider] webhook_path and webhook_secret_env, [order] states, [limits] drain_s",
    )


def uncounted(sample: Sight) -> Verdict:
    if sample.fulfilled is False:
        return not_observable(f"the genuine events had no effect ({change(sample)}): nothing to count")
    return not_observable(
        "effects cannot be counted, and a status that says paid once hides a second shipment",
        needs=sample.effects_shut or "[effects.NAME] http, sql or lines",
    )


def wrong_counts(sight: Sight) -> str | None:
    """Return what is wrong with the counts, "" if they are right, None if nothing can be said."""
    if not sight.expected or sight.effects_shut:
        return None
    if not any(sight.effects.values()):
        return None if sight.fulfilled is not True else f"the order is paid without effect: {counts(sight)}"
    wrong = [
        f"{name} happened {sight.effects.get(name, 0)} times instead of {wanted}"
        for name, wanted in sorted(sight.expected.items())
        if sight.effects.get(name, 0) != wanted
    ]
    return ", ".join(wrong)


def remarks(forged: Forged) -> tuple[str, ...]:
    remarks = []
    lenient = sorted({answer.status for answer in forged.answers if answer.status is not None and answer.accepted})
    broken = sorted({answer.status for answer in forged.answers if answer.status is not None and answer.status >= 500})
    if lenient:
        remarks.append(f"it was answered {lenient[0]}: say 4xx, so that a wrong secret of your own is noticed")
    if broken:
        remarks.append(f"it was answered {broken[0]}: a refusal should be a plain 4xx")
    if forged.calls:
        remarks.append(f"forged deliveries: {len(forged.answers)}, provider calls that they caused: {forged.calls}")
    return tuple(remarks)


def watched(
    verdict: Verdict, sample: Sight, blank: Sight, *, for_what: Literal["moved", "fulfilled"] = "moved"
) -> Verdict:
    watch = Watch(sample=sample.order, blank=blank.order, for_what=for_what)
    return msgspec.structs.replace(verdict, watch=watch)
