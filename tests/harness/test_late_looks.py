"""The look at the end of a run: what is done late is found, what the provider did meanwhile accuses nobody."""

from __future__ import annotations

import pytest

from harness import record
from harness.record import LateLook
from tests.harness.test_scenarios_in_pytest import judged

OURS = '''
from harness.scenario import Sandbox
from harness.verdicts.verdict import Verdict, Watch

WAITING = []

@control("WH-SIG-01", stimulus="told-late")
def test_a_paid_order_of_which_nothing_was_told(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Its order moves when the next check tells of it, and the provider has taken nothing since."""
    with sandbox.holding_news():
        sample, blank = target.paid_order("sample"), target.order("blank")
    WAITING.append(sample)
    verdict(Verdict(word="pass", summary="well", watch=Watch(sample=sample.name, blank=blank.name)))

@control("WH-SIG-01", stimulus="paid-late")
def test_an_order_that_nobody_has_paid_yet(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """Its order is paid while the next check runs."""
    sample, blank = target.order("sample"), target.order("blank")
    WAITING.append(sample)
    verdict(Verdict(word="pass", summary="well", watch=Watch(sample=sample.name, blank=blank.name)))

@control("WH-SIG-01", stimulus="then")
def test_time_goes_by(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """It tells of the one, and has the other paid."""
    told_late, paid_late = WAITING
    with sandbox.holding_news():
        paid_late.pay()
    for order in WAITING:
        sandbox.deliver(order.news)
        target.settle(until=order.complete)
    verdict(passed("time went by"))
'''


@pytest.fixture(scope="module")
def late_looks(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], list[record.Note]]:
    """Return what the looks at the end found, by check, and the notes, of a run against a correct shop."""
    folder = tmp_path_factory.mktemp("ours")
    judged(folder, OURS)
    events = record.read(folder / "run" / record.FILE_NAME)
    notes = [event for event in events if isinstance(event, record.Note)]
    return {event.check: event.verdict.word for event in events if isinstance(event, LateLook)}, notes


def test_an_order_that_moved_by_itself_is_a_finding(late_looks: tuple[dict[str, str], list[record.Note]]) -> None:
    found, _ = late_looks

    assert found == {"WH-SIG-01/stripe/told-late": "fail"}


def test_an_order_whose_money_came_since_is_none(late_looks: tuple[dict[str, str], list[record.Note]]) -> None:
    _, notes = late_looks

    (note,) = [note for note in notes if note.kind == "late look"]
    assert note.fields == {"check": "WH-SIG-01/stripe/paid-late", "problem": "the provider has taken its money since"}
