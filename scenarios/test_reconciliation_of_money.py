"""REC: the provider's money and the target's orders are laid side by side, in both directions."""

from __future__ import annotations

from harness.scenario import Judge, Moot, Target, comparing, control, proofs, stimuli


@control("REC-03")
@stimuli(
    orphan="orphan",
    of_a_lost_order="lost order",
    half_was_paid="less",
    a_part_went_back="partly",
    all_went_back="back",
)
def test_what_differs_is_named(aged: Target, stimulus: str, verdict: Judge) -> None:
    """Money of nobody's order, another amount, money that went back and was never told of: each is named."""
    if stimulus == "orphan":
        comparing.must_be_ours(aged)
    done = comparing.compared(aged)
    thing = done.differing.get(stimulus)
    if thing is None and stimulus == "less":
        raise Moot("the provider takes what was asked for and nothing else")
    if thing is None:
        raise Moot("payments of this target name no order, or cannot be listed: none is found that names a lost one")

    verdict(
        proofs.noticed(
            thing.told,
            done.how,
            sample=thing.mention,
            sight=thing.sight,
            heard=done.heard_beside(thing),
            severity=thing.severity,
        )
    )


@control("REC-03", stimulus="older-than-a-day")
def test_it_looks_back_further_than_a_day(aged: Target, verdict: Judge) -> None:
    """Nobody was there over a long weekend, or the reconciler was broken: what came then is named all the same."""
    comparing.must_be_ours(aged)
    done = comparing.compared(aged)

    ages = [(thing.told, thing.mention) for thing in done.ages]
    verdict(proofs.reaches_back(done.how, ages=ages, recent=done.differing["orphan"].mention))


@control("REC-03", stimulus="more-than-a-page")
def test_it_reads_every_page(aged: Target, verdict: Judge) -> None:
    """The provider lists a hundred to a page, the newest first: what came first stands on the last page."""
    comparing.must_be_ours(aged)
    how, first, last = comparing.over_pages(aged)

    verdict(proofs.over_all_pages(how, first=first.mention, last=last.mention, between=comparing.MORE_THAN_A_PAGE))
