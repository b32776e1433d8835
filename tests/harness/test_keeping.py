"""What a run keeps of the deliveries of a check that did not pass, so that they can be sent again."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import record
from harness.deliveries import FOLDER, Answered, Kept, find, forget, read
from harness.keeping import MOST_DELIVERIES
from harness.record import LateLook
from harness.results import CheckResult
from tests.harness.test_scenarios_in_pytest import judged

OURS = '''
import pytest
from harness.scenario import Sandbox
from harness.verdicts.verdict import Verdict, Watch, fail

MOST = 400
OTHER = "whsec_0000000000000000000000000000rota"

@control("WH-SIG-01", stimulus="manifold")
def test_each_kind_of_delivery(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """It delivers in many ways."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    rotating = sandbox.world.endpoint("")
    sandbox.world.change_endpoint(rotating.id, secrets=[OTHER, target.webhook_secret])
    paid = sample.news.first()
    sandbox.deliver(paid.each(forgery="no-header"))
    sandbox.deliver(paid.each(sign_as=rotating.id, aged=5, set={"/data/object/description": OTHER}))
    sandbox.deliver(paid.each_again(2))
    sandbox.world.change_endpoint(rotating.id, secrets=[OTHER])
    target.baseline_ms(paid, 1, 3)
    verdict(fail("as was meant"))

@control("WH-SIG-01", stimulus="unasked")
def test_the_provider_tells_it_by_itself(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """It pays, and the provider tells of it."""
    target.paid_order("sample")
    sandbox.world.quiet()
    verdict(fail("as was meant"))

@control("WH-SIG-01", stimulus="well")
def test_it_is_well(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """It delivers and passes."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    sandbox.deliver(sample.news)
    verdict(passed("well"))

@control("WH-SIG-01", stimulus="silent")
def test_it_delivers_nothing(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """It fails by itself, while the balance of earlier orders is booked and told."""
    with sandbox.holding_news():
        target.order("sample")
    before = len(sandbox.world.deliveries())
    sandbox.world.advance(3_600)
    sandbox.world.quiet()
    assert len(sandbox.world.deliveries()) > before
    verdict(fail("as was meant"))

@control("WH-SIG-01", stimulus="flood")
def test_it_delivers_very_often(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """It delivers more than can be kept."""
    with sandbox.holding_news():
        sample = target.paid_order("sample")
    sandbox.deliver(sample.news.first().each_again(MOST + 4))
    verdict(fail("as was meant"))

@control("WH-SIG-01", stimulus="late")
def test_it_is_found_at_the_end(target: Target, sandbox: Sandbox, verdict: Judge) -> None:
    """It passes at first."""
    with sandbox.holding_news():
        sample, blank = target.paid_order("sample"), target.order("blank")
    sandbox.deliver(sample.news)
    verdict(Verdict(word="pass", summary="well", watch=Watch(sample=sample.name, blank=blank.name)))
'''


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a run of these scenarios against a correct shop."""
    folder = tmp_path_factory.mktemp("ours")
    _, said = judged(folder, OURS)
    assert "4 failed, 2 passed" in said
    return folder / "run"


def checks(run: Path) -> dict[str, CheckResult]:
    events = record.read(run / record.FILE_NAME)
    return {event.check.stimulus: event.check for event in events if isinstance(event, record.CheckFinished)}


def kept(run: Path, stimulus: str) -> Kept:
    return read(find(run, f"WH-SIG-01/stripe/{stimulus}"))


def test_each_delivery_is_kept_as_its_schedule_had_it_with_what_was_answered(run: Path) -> None:
    found = kept(run, "manifold")

    forged, signed, repeated = found.rounds
    (event,) = found.events
    assert found.events[event]["type"] == "payment_intent.succeeded"
    assert [(sent.event, sent.forgery, sent.answered.status) for sent in forged.deliveries] == [
        (event, "no-header", 400)
    ]
    assert [(sent.secrets, sent.aged) for sent in signed.deliveries] == [(("other", "own"), 5)]
    assert [(sent.copy, sent.in_turn, sent.secrets) for sent in repeated.deliveries] == [
        (copy, True, ()) for copy in range(3)
    ]
    assert {sent.answered.status for sent in (*signed.deliveries, *repeated.deliveries)} == {200}
    assert forged.at == 0 < signed.at < repeated.at


def test_what_went_to_another_page_of_the_target_is_no_webhook(run: Path) -> None:
    found = kept(run, "manifold")

    assert (found.number, found.left_out) == (5, 0)
    assert found.to.endswith("/hooks/incoming")
    assert found.secret_env == "PAY_HOOK_SECRET"


def test_no_secret_is_in_the_file(run: Path) -> None:
    text = find(run, "WH-SIG-01/stripe/manifold").read_text()

    assert "whsec_…rota" in text
    assert "whsec_0" not in text
    assert "_secret_…" in text
    assert "Signature" not in text


def test_what_the_provider_tells_by_itself_is_kept_too(run: Path) -> None:
    found = kept(run, "unasked")

    told = [found.events[sent.event]["type"] for one in found.rounds for sent in one.deliveries]
    assert {"payment_intent.created", "payment_intent.succeeded"} <= set(told)
    assert all(one.unasked for one in found.rounds)


def test_a_file_stays_small_and_says_how_much_was_left_out(run: Path) -> None:
    found = kept(run, "flood")

    assert (found.number, found.left_out) == (MOST_DELIVERIES, 5)
    assert len(found.events) == 1


def test_a_check_names_its_file_and_one_that_passed_has_none(run: Path) -> None:
    named = {stimulus: check.deliveries for stimulus, check in checks(run).items()}

    assert named["manifold"] == str(run / FOLDER / "WH-SIG-01.stripe.manifold.json")
    assert (named["well"], named["silent"], named["late"]) == (None, None, None)
    assert {file.stem.rpartition(".")[2] for file in (run / FOLDER).iterdir()} == {
        "manifold",
        "unasked",
        "flood",
        "late",
    }


def test_a_finding_of_the_late_look_keeps_what_its_check_delivered(run: Path) -> None:
    (look,) = [event for event in record.read(run / record.FILE_NAME) if isinstance(event, LateLook)]
    found = kept(run, "late")

    assert look.deliveries == str(run / FOLDER / "WH-SIG-01.stripe.late.json")
    assert found.summary == look.verdict.summary
    assert not any(one.unasked for one in found.rounds)
    assert {sent.answered == Answered(status=200, ms=sent.answered.ms) for sent in found.rounds[0].deliveries} == {True}


def test_a_folder_is_cleared_of_deliveries_and_of_nothing_else(run: Path, tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir()
    for name, text in (("ours", find(run, "WH-SIG-01/stripe/late").read_text()), ("theirs", "{}"), ("broken", "{")):
        (folder / f"{name}.json").write_text(text)

    forget(tmp_path)

    assert sorted(file.stem for file in folder.iterdir()) == ["broken", "theirs"]
