"""A scenario inside pytest: exactly one verdict, one id, and nothing that went wrong is called the target's fault."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness import record
from harness.record import CheckFinished
from harness.results import CheckResult

ROOT = Path(__file__).parents[2]
TARGET = ROOT / "examples" / "flask_sync" / "assay.toml"

HEAD = """
from harness.scenario import Judge, Moot, Target, WindowShut, control, stimuli
from harness.verdicts.verdict import passed
"""


def judged(tmp_path: Path, body: str, *more: str) -> tuple[dict[str, CheckResult], str]:
    """Run scenarios written in `body` on a correct target; return the checks by stimulus, and what pytest said."""
    scenario = tmp_path / "test_ours.py"
    scenario.write_text(HEAD + body)
    command = [sys.executable, "-m", "pytest", str(scenario), "-p", "harness.plugin", "-p", "no:cacheprovider", "-rs"]
    command += ["--target", str(TARGET), "--assay-run-dir", str(tmp_path / "run"), "--rootdir", str(tmp_path), *more]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    file = tmp_path / "run" / record.FILE_NAME
    events = record.read(file) if file.exists() else ()
    checks = [event.check for event in events if isinstance(event, CheckFinished)]
    return {check.stimulus: check for check in checks}, done.stdout + done.stderr


@pytest.fixture(scope="module")
def checks(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, CheckResult], str]:
    return judged(
        tmp_path_factory.mktemp("ours"),
        '''
@control("WH-SIG-01", stimulus="silent")
def test_it_says_nothing(target: Target, verdict: Judge) -> None:
    """It ends without a verdict."""

@control("WH-SIG-01", stimulus="twice")
def test_it_says_two_things(target: Target, verdict: Judge) -> None:
    """It gives two verdicts."""
    verdict(passed("one"))
    verdict(passed("two"))

@control("WH-SIG-01", stimulus="broken")
def test_it_breaks(target: Target, verdict: Judge) -> None:
    """It has a mistake of its own."""
    raise KeyError("ours")

@control("WH-SIG-01", stimulus="shut")
def test_it_cannot_see(target: Target, verdict: Judge) -> None:
    """It needs what nobody described."""
    raise WindowShut("nothing can be seen", needs="[some] line")

@control("WH-SIG-01", stimulus="moot")
def test_it_does_not_arise(target: Target, verdict: Judge) -> None:
    """It asks for what is not there."""
    raise Moot("there are no subscriptions")

@control("WH-SIG-01", stimulus="well")
@stimuli(first_way=1, second_way=2)
def test_it_is_well(target: Target, verdict: Judge, stimulus: int) -> None:
    """It passes."""
    target.order("sample").look()
    verdict(passed(f"way {stimulus}"))
''',
    )


@pytest.mark.parametrize(
    ("stimulus", "word", "reason"),
    [
        ("silent", "error", "scenario judged nothing"),
        ("twice", "error", "fault of the harness"),
        ("broken", "error", "fault of the harness"),
        ("shut", "not_observable", None),
        ("moot", "not_applicable", None),
        ("well-first-way", "pass", None),
        ("well-second-way", "pass", None),
    ],
)
def test_whatever_happens_in_a_scenario_has_its_word(
    checks: tuple[dict[str, CheckResult], str], stimulus: str, word: str, reason: str | None
) -> None:
    check = checks[0][stimulus]

    assert (check.verdict, check.reason) == (word, reason)
    assert check.id == f"WH-SIG-01/stripe/{stimulus}"


def test_what_would_open_the_window_is_kept(checks: tuple[dict[str, CheckResult], str]) -> None:
    assert checks[0]["shut"].needs == "[some] line"


def test_evidence_names_the_order_by_its_role(checks: tuple[dict[str, CheckResult], str]) -> None:
    told = [entry.summary for entry in checks[0]["well-first-way"].evidence]

    assert any(line.startswith("POST /api/buy answered 201") for line in told)
    assert any(line.startswith("sample-") and "unpaid" in line for line in told)


def test_pytest_says_it_in_its_own_words(checks: tuple[dict[str, CheckResult], str]) -> None:
    assert "2 passed, 2 skipped, 3 errors" in checks[1]


def test_two_scenarios_of_one_id_are_refused(tmp_path: Path) -> None:
    _, said = judged(
        tmp_path,
        """
@control("WH-SIG-01", stimulus="same")
def test_one(target: Target, verdict: Judge) -> None: ...

@control("WH-SIG-01", stimulus="same")
def test_two(target: Target, verdict: Judge) -> None: ...
""",
    )

    assert "both are the check WH-SIG-01/stripe/same: name a stimulus" in said


def test_a_control_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    _, said = judged(tmp_path, '@control("WH-NO-01")\ndef test_one(target: Target, verdict: Judge) -> None: ...\n')

    assert "the catalogue knows no control 'WH-NO-01'" in said


VERSIONS = """
import httpx

@control("WH-ORD-03", stimulus="told")
def test_news_is_of_the_version_that_was_asked_for(target: Target, verdict: Judge) -> None:
    \"\"\"What the account and its endpoint have is what a delivery says.\"\"\"
    stripe = target.sandbox.world.provider("stripe")
    key = {"Authorization": f"Bearer {stripe.test.secret_key}"}
    reply = httpx.get(f"{stripe.base_url}/v1/webhook_endpoints", headers=key, trust_env=False)
    verdict(passed(f"{reply.headers['stripe-version']} {reply.json()['data'][0]['api_version']}"))
"""


def test_a_run_rehearses_the_version_that_it_is_given(tmp_path: Path) -> None:
    checks, said = judged(tmp_path, VERSIONS, "--assay-stripe-version=2025-09-30.clover")

    assert checks["told"].summary == "2025-09-30.clover 2025-09-30.clover", said


VARIED = """
@control("WH-ORD-02", stimulus="told")
def test_the_world_of_a_run_varies(target: Target, verdict: Judge) -> None:
    \"\"\"What the run asks for holds before, while and after a scenario varies more.\"\"\"
    sandbox, control = target.sandbox, target.sandbox.world.control
    told = [sandbox.world.view.variations]
    with sandbox.varying("messages"):
        told += [world.view.variations for world in control.worlds() if world.id == sandbox.world.id]
    told += [world.view.variations for world in control.worlds() if world.id == sandbox.world.id]
    verdict(passed(" / ".join(",".join(names) for names in told)))
"""


def test_a_run_varies_in_what_it_is_given(tmp_path: Path) -> None:
    checks, said = judged(tmp_path, VARIED, "--assay-vary=fields,id-lengths")

    assert checks["told"].summary == "fields,id-lengths / fields,id-lengths,messages / fields,id-lengths", said
    assert '--vary fields --vary id-lengths -k "WH-ORD-02/stripe/told"' in str(checks["told"].replay)


def test_a_set_that_there_is_not_ends_the_run_in_a_sentence(tmp_path: Path) -> None:
    checks, said = judged(tmp_path, VARIED, "--assay-vary=fields,colours")

    assert not checks
    assert "--assay-vary colours: there is no such set. Write some of: event-types, fields" in said
    assert "Traceback" not in said


def test_a_version_that_there_is_not_ends_the_run_in_a_sentence(tmp_path: Path) -> None:
    checks, said = judged(tmp_path, VERSIONS, "--assay-stripe-version=2025-09-30")

    assert not checks
    assert (
        "--assay-stripe-version 2025-09-30: there is no such version of Stripe's API. Did you mean 2025-09-30.clover?"
        in said
    )
    assert "Traceback" not in said
