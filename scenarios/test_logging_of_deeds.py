"""LOG: whatever happens about money leaves a line, and nobody else can write one."""

from __future__ import annotations

import pytest

from harness.scenario import Judge, Target, clocks, control, deeds, of_the_shop, proofs, stimuli, typed


@of_the_shop
@control("LOG-01")
@stimuli(
    payment=deeds.payment,
    dispute=deeds.dispute,
    refund_by_staff=deeds.refund_by_staff,
    refund_by_nobody=deeds.refund_by_nobody,
    refused_webhook=deeds.refused_webhook,
    refused_sign_in=deeds.refused_sign_in,
)
def test_a_deed_leaves_a_line(target: Target, stimulus: deeds.Deed, verdict: Judge) -> None:
    """Without it neither an incident nor a dispute can be reconstructed."""
    verdict(proofs.recorded(stimulus(target)))


@of_the_shop
@control("LOG-01", stimulus="typed")
@stimuli(**typed.WAYS)
def test_nobody_types_a_line_of_his_own(target: Target, stimulus: typed.Way, verdict: Judge) -> None:
    """A line break, a quotation mark or a terminal's code that a stranger sends is not written as he sent it."""
    verdict(proofs.unforged(typed.typed(target, stimulus)))


@pytest.mark.lifecycle
@of_the_shop
@control("LOG-01", stimulus="time-with-its-offset")
def test_records_tell_a_time_that_means_one_moment(crash_target: Target, verdict: Judge) -> None:
    """The machine stands in another zone for a while: a time is in UTC, or says how far it is from it."""
    local, plain, right = clocks.times_elsewhere(crash_target)

    verdict(proofs.dated(clocks.ZONE, local=local, plain=plain, right=right))
