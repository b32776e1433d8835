"""A proof about a cart that is changed while it is being paid. Not: what the payment was compared with (refusals)."""

from __future__ import annotations

import msgspec

from harness.observation import Sight
from harness.verdicts.proofs.telling import deaf
from harness.verdicts.verdict import Verdict, fail, not_observable, passed


class Lines(msgspec.Struct, frozen=True):
    """What would be shipped, and what was owed at the provider, when the payment began and in the end."""

    before: str | None
    after: str | None
    owed_before: int
    owed_after: int


def frozen(tried: str, lines: Lines, *, taken: bool, sample: Sight, twin: Sight, twin_lines: Lines) -> Verdict:
    """Judge that nobody got other goods for the old amount.

    `taken` says whether the target took the change, as it may. The `twin` is paid without a change: it must be
    fulfilled with its lines, or the lines that are shown say nothing.
    """
    if lines.before is None or lines.after is None or twin_lines.after is None:
        return not_observable("what will be shipped cannot be seen", needs="[cart] lines")
    if not twin.fulfilled:
        return deaf(twin)
    if twin_lines.before != twin_lines.after:
        return not_observable("the lines of an order that nobody touched changed", needs="[cart] lines")
    if sample.fulfilled is None:
        return not_observable("the order's state cannot be seen", needs=sample.shut)
    answer = "taken" if taken else "refused"
    if not sample.fulfilled:
        return passed(f"{tried}: {answer}, and the order is {sample.state}: nothing was given for the old amount")
    if lines.before == lines.after:
        return passed(f"{tried}: {answer}, and what was paid for is what will be shipped")
    if lines.owed_before != lines.owed_after:
        return passed(f"{tried}: {answer}, and the payment changed with it")
    return fail(f"{tried}: {lines.owed_before} were paid for {lines.before}, and {lines.after} will be shipped")
