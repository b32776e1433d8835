"""Others are asked while many wait: what comes is timed, what does not come within a browser's patience is none."""

from __future__ import annotations

import time

import httpx
import pytest

from harness.barriers import Aside
from harness.failures import NoVerdict
from harness.notebook import Notebook
from harness.observation import Answer, Served
from harness.sandbox import News
from harness.target import crowd
from harness.target.requests import Browser
from harness.windows import api_calls
from simulator.client import Call
from simulator.schedules.schedule import one


class Waiting:
    """A barrier at which calls arrive over time."""

    def __init__(self, *counts: int) -> None:
        self._counts = list(counts)

    @property
    def holding(self) -> int:
        return self._counts.pop(0) if len(self._counts) > 1 else self._counts[0]


@pytest.mark.parametrize(("counts", "seen"), [((0, 3, 9, 50), 50), ((0, 6), 6)])
def test_a_crowd_has_gathered_when_all_wait_or_no_more_come(counts: tuple[int, ...], seen: int) -> None:
    assert crowd.gathered(Waiting(*counts), 50) == seen  # type: ignore[arg-type]  # it asks for `holding` alone


def test_what_is_answered_is_told_with_its_slowest_time_and_worst_status() -> None:
    answers = iter([200, 503, 200])
    found = crowd._found("the page", Aside(lambda: crowd._several(lambda: next(answers))))

    assert (found.what, found.status) == ("the page", 503)
    assert found.ms is not None


@pytest.mark.parametrize("broken", [httpx.ReadTimeout("slow"), NoVerdict("target unreachable", "no answer")])
def test_what_is_not_answered_is_none(broken: Exception) -> None:
    def ask() -> int:
        raise broken

    assert crowd._found("the page", Aside(lambda: crowd._several(ask))) == Served(what="the page", ms=None)


def test_a_buyer_apart_has_the_same_cookies_and_a_patience_of_his_own() -> None:
    browser = Browser("http://127.0.0.1:1", Notebook())
    browser._http.cookies.set("order", "7")
    browser._hanging.in_a_row = 9
    apart = browser.apart()

    assert apart.has_cookies
    assert apart._hanging.in_a_row == 0


class Deaf:
    """A sandbox whose target takes news only at the third delivery."""

    def __init__(self, taken_at: int) -> None:
        self.delivered = 0
        self._taken_at = taken_at

    def deliver(self, told: News) -> Deaf:
        self.delivered += 1
        return self

    @property
    def answers(self) -> tuple[Answer, ...]:
        return (Answer(event_type="paid", status=200 if self.delivered >= self._taken_at else 503),)


def told(sandbox: Deaf, *during: Served) -> tuple[int, list[int | None]]:
    news = News("sample-1", one("sample-1/paid"), {"sample-1/paid": "evt_1"})
    answers = crowd.told_meanwhile(sandbox, news, during)  # type: ignore[arg-type]  # it asks for `deliver` alone
    return sandbox.delivered, [answer.status for answer in answers]


def test_refused_news_comes_again_and_none_comes_where_nobody_is_served() -> None:
    page, hung = Served(what="the page", ms=1.0, status=200), Served(what="the page", ms=None)

    assert told(Deaf(1), page) == (1, [200])
    assert told(Deaf(3), page) == (3, [200])
    assert told(Deaf(9), page) == (1 + crowd.TOLD_AGAIN, [503])
    assert told(Deaf(1), page, hung) == (0, [])


def _calls(number: int) -> list[Call]:
    fields = {"at": 0.0, "world": "w1", "provider": "stripe", "side": "test", "by": "secret_key", "method": "GET"}
    return [Call(seq=nth, path="/", operation="x", **fields) for nth in range(number)]  # type: ignore[arg-type]


def test_calls_are_watched_until_there_are_enough_or_none_come() -> None:
    began = time.monotonic()
    many = api_calls.watched(lambda: _calls(60), busy=lambda: True, longest=9, longest_busy=9, enough=60)
    few = api_calls.watched(lambda: _calls(2), busy=lambda: False, longest=0.2, longest_busy=9, enough=60)

    assert (len(many), len(few)) == (60, 2)
    assert time.monotonic() - began < api_calls.QUIET


def test_who_begins_late_is_waited_for() -> None:
    """Quiet before the first call is no end: some targets work seconds after they have said 200."""
    began = time.monotonic()
    late = api_calls.watched(
        lambda: _calls(int(time.monotonic() - began > 1.2 * api_calls.QUIET)),
        busy=lambda: False,
        longest=2 * api_calls.QUIET,
        longest_busy=9,
        enough=1,
        at_least=1,
    )

    assert len(late) == 1
