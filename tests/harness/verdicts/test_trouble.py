"""The law of a provider in trouble, with calls written by hand: what SDKs and back-offs do passes, loops do not."""

from __future__ import annotations

from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.observation import Answer, ProviderCall, Served, Sight
from harness.verdicts import proofs
from harness.verdicts.proofs import retries
from harness.verdicts.verdict import Verdict
from tests.harness.test_proofs import MOVED, STILL, sight

TOOK = 0.05


def tries(*pauses: float, took: float = TOOK, like: str = "a") -> list[ProviderCall]:
    """Return calls with these pauses between the end of one and the beginning of the next."""
    starts = accumulate((took + pause for pause in pauses), initial=1000.0)
    return [ProviderCall(operation="x", writes=True, fingerprint=like, at=at, seconds=took) for at in starts]


def judged(calls: list[ProviderCall], *, retry_after: float | None = None, waiting: float | None = None) -> Verdict:
    return proofs.polite("it answered 503", calls, retry_after=retry_after, waiting=waiting)


SDK = (0.5, 0.9)
BACK_OFF = (0.2, 0.5, 1.0, 2.0)


@pytest.mark.parametrize(
    "pauses",
    [
        (),
        SDK,
        (0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0, 5.0),  # an SDK that was told to try often
        BACK_OFF,
        (0.1, 0.2, 0.4, 0.8, 1.6, 3.2),
        (*SDK, 0.2, *SDK, 0.5, *SDK, 1.0),  # the SDK's tries within a worker's
        (0.0, 0.5, 0.0, 0.9),  # an HTTP library that repeats on a stale connection, below the SDK
        (0.0, 1.0, 2.0),  # urllib3's first retry is at once
        (0.5,) * 6,
    ],
)
@pytest.mark.parametrize("waiting", [None, 10.0])
def test_what_sdks_and_back_offs_do_is_no_finding(pauses: tuple[float, ...], waiting: float | None) -> None:
    assert judged(tries(*pauses), waiting=waiting).word == "pass"


@pytest.mark.parametrize("pauses", [(), SDK, BACK_OFF, (0.2, 0.2), (0.5, 1.0)])
def test_a_few_tries_before_the_time_are_told_and_no_finding(pauses: tuple[float, ...]) -> None:
    """Stripe's SDKs do not read Retry-After, and Stripe does not document it: a back-off that grows is right."""
    verdict = judged(tries(*pauses), retry_after=3.0)

    assert verdict.word == "pass"
    assert bool(verdict.advice) is bool(pauses)


def test_whoever_waits_as_long_as_it_is_asked_to_gets_no_advice() -> None:
    assert judged(tries(3.0), retry_after=3.0).advice == ()


@pytest.mark.parametrize(
    ("pauses", "retry_after", "waiting", "said"),
    [
        ((0.01, 0.01), None, None, "3 times without a pause"),
        ((0.15,) * 40, None, None, "calls about one payment within 6 s"),
        ((1.0,) * 9, None, 10.0, "while the buyer waited"),
        ((0.3,) * 10, 3.0, None, "within the 3 s that it asked for"),
    ],
)
def test_tight_early_and_endless_tries_are_findings(
    pauses: tuple[float, ...], retry_after: float | None, waiting: float | None, said: str
) -> None:
    verdict = judged(tries(*pauses), retry_after=retry_after, waiting=waiting)

    assert verdict.word == "fail"
    assert said in verdict.summary


def test_calls_of_several_workers_at_one_moment_are_no_loop() -> None:
    at_once = [one for _ in range(4) for one in tries(like="a")]
    one_after_another = tries(0.0, 0.0, 0.0)

    assert retries.back_to_back(at_once) == 1
    assert retries.back_to_back(one_after_another) == 4


def test_different_calls_one_after_another_are_no_loop() -> None:
    ways = [replaced for nth, one in enumerate(tries(0.0, 0.0, 0.0)) for replaced in [_like(one, f"way {nth}")]]

    assert judged(ways).word == "pass"


def _like(call: ProviderCall, fingerprint: str) -> ProviderCall:
    return ProviderCall(
        operation=call.operation, writes=True, fingerprint=fingerprint, at=call.at, seconds=call.seconds
    )


def test_who_asked_for_nothing_is_not_observable() -> None:
    assert judged([]).word == "not_observable"


@given(st.lists(st.floats(0, 5), max_size=30), st.none() | st.floats(0, 60), st.none() | st.floats(0, 30))
def test_every_row_of_tries_has_a_verdict_and_none_passes_above_the_limits(
    pauses: list[float], retry_after: float | None, waiting: float | None
) -> None:
    calls = tries(*pauses)
    verdict = judged(calls, retry_after=retry_after, waiting=waiting)

    assert verdict.reach == len(calls)
    if verdict.word == "pass":
        assert retries.densest(calls) <= retries.MOST
        assert retries.back_to_back(calls) < retries.BACK_TO_BACK


def test_an_order_at_rest_may_be_asked_about_now_and_then() -> None:
    assert proofs.needs_no_polling(tries(0.5, 0.5, 0.5), made=True).word == "pass"
    assert proofs.needs_no_polling(tries(*[0.01] * 60), made=True).word == "fail"
    assert proofs.needs_no_polling([], made=False).word == "not_observable"


PAGE = Served(what="the page", ms=12.0, status=200)
HUNG = Served(what="the page", ms=None)
BROKEN = Served(what="the page", ms=12.0, status=503)
TAKEN = Answer(event_type="paid", status=200)
REFUSED = Answer(event_type="paid", status=503)


def stays(
    *,
    waiting: int = 50,
    before: Served = PAGE,
    during: Served = PAGE,
    news: tuple[Answer, ...] = (TAKEN,),
    sample: Sight = MOVED,
    twin: Sight = MOVED,
    recovered: float | None = 0.1,
) -> Verdict:
    return proofs.stays_open(
        sent=50,
        waiting=waiting,
        before=(before,),
        during=(during,),
        limit=10,
        news=news,
        sample=sample,
        twin=twin,
        recovered=recovered,
    )


def test_a_shop_that_serves_whoever_needs_no_provider_passes() -> None:
    assert stays().word == "pass"
    assert stays(waiting=1).reach == 1


def test_a_slow_page_is_told_and_no_finding() -> None:
    slow = stays(during=Served(what="the page", ms=4_000.0, status=200))

    assert (slow.word, slow.advice) == ("pass", ("the page took 4.0 s meanwhile",))


@pytest.mark.parametrize(
    ("verdict", "said"),
    [
        (stays(during=HUNG), "is not answered within 10 s"),
        (stays(during=BROKEN), "is answered 503"),
        (stays(news=(REFUSED,)), "webhooks of another order are not taken"),
        (stays(sample=STILL), "has no effect"),
        (stays(recovered=None), "no checkout worked"),
    ],
)
def test_a_shop_that_stands_still_fails(verdict: Verdict, said: str) -> None:
    assert verdict.word == "fail"
    assert said in verdict.summary


@pytest.mark.parametrize(
    "verdict",
    [
        stays(waiting=0, during=HUNG),
        stays(before=HUNG, during=HUNG),
        stays(before=BROKEN, during=BROKEN),
        stays(twin=STILL, sample=STILL),
        stays(sample=sight(state=None)),
    ],
)
def test_without_a_wait_a_page_that_worked_and_a_twin_there_is_no_verdict(verdict: Verdict) -> None:
    assert verdict.word == "not_observable"
