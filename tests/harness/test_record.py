"""The record: appended, flushed, redacted, and readable whatever cut it short."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from harness.record import BrokenRecord, CheckFinished, Follower, LateLook, Note, Record, RedactedText, RunEnded, read
from harness.redaction import Redactor
from harness.results import CheckResult, Evidence
from harness.verdicts.verdict import fail

SECRET = "whsec_" + "s3cr3tvalue0042"


def check(summary: str = "as seen", sent: str = "") -> CheckResult:
    return CheckResult(
        id="WH-SIG-01/stripe/no-header",
        control="WH-SIG-01",
        provider="stripe",
        stimulus="no-header",
        scenario="scenarios/test_x.py::test_y",
        title="it is so",
        verdict="pass",
        severity="critical",
        summary=summary,
        evidence=(Evidence(at=0.1, kind="request", summary="one", sent=sent),),
    )


def test_what_was_written_is_read_back_in_its_order(tmp_path: Path) -> None:
    with Record.open(tmp_path, Redactor()) as record:
        record.check(check())
        record.late_look(check().id, fail("it moved"), [Evidence(at=1.0, kind="look", summary="moved")])
        record.note("port", number=8000)
        record.ended()

    first, second, third, last = read(tmp_path / "run.ndjson")

    assert isinstance(first, CheckFinished)
    assert first.check == check()
    assert isinstance(second, LateLook)
    assert second.verdict.word == "fail"
    assert isinstance(third, Note)
    assert third.fields == {"number": 8000}
    assert isinstance(last, RunEnded)
    assert last.because is None


def test_no_secret_reaches_the_disk_in_any_field(tmp_path: Path) -> None:
    with Record.open(tmp_path, Redactor([SECRET])) as record:
        record.check(check(summary=f"sent {SECRET}", sent=f'{{"key": "{SECRET}"}}'))
        record.note("start", command=f"app --key {SECRET}", **{SECRET: ["x", {"deep": SECRET}]})

    assert SECRET not in (tmp_path / "run.ndjson").read_text()


def test_a_follower_hears_what_any_worker_writes_and_nothing_that_is_not_on_disk(tmp_path: Path) -> None:
    heard: list[object] = []
    with Record.open(tmp_path, Redactor([SECRET])) as one, Record.open(tmp_path, Redactor()) as other:
        one.note("before")
        with Follower(tmp_path / "run.ndjson", [heard.append]):
            one.check(check(summary=SECRET))
            other.note("beside")

    assert heard == list(read(tmp_path / "run.ndjson"))[1:]
    assert len(heard) == 2


def test_what_a_listener_raises_is_raised_where_the_following_ends(tmp_path: Path) -> None:
    def break_down(_event: object) -> None:
        raise BrokenPipeError("nobody reads")

    with Record.open(tmp_path, Redactor()) as record:
        follower = Follower(tmp_path / "run.ndjson", [break_down])
        follower.__enter__()
        record.note("one")
        record.note("two")

    with pytest.raises(BrokenPipeError, match="nobody reads"):
        follower.__exit__()


def test_a_record_is_on_disk_when_its_process_is_killed(tmp_path: Path) -> None:
    script = """
        import os, signal, sys
        from pathlib import Path
        from harness.record import Record
        from harness.redaction import Redactor
        record = Record.open(Path(sys.argv[1]), Redactor())
        record.note("before")
        os.kill(os.getpid(), signal.SIGKILL)
    """
    killed = subprocess.run([sys.executable, "-c", textwrap.dedent(script), str(tmp_path)], check=False)

    assert killed.returncode == -9
    assert [event.kind for event in read(tmp_path / "run.ndjson") if isinstance(event, Note)] == ["before"]


def test_a_torn_last_line_is_dropped(tmp_path: Path) -> None:
    path = tmp_path / "run.ndjson"
    with Record.open(tmp_path, Redactor()) as record:
        record.note("whole")
    with path.open("a") as torn:
        torn.write('{"event":"note","at":1')

    assert len(read(path)) == 1


def test_a_line_that_is_no_event_is_told_with_its_number(tmp_path: Path) -> None:
    path = tmp_path / "run.ndjson"
    path.write_text('{"event":"run_ended","at":1,"because":null}\nnot json\n')

    with pytest.raises(BrokenRecord, match=r"run\.ndjson:2: not a line of a record"):
        read(path)


def test_several_may_append_to_one_record(tmp_path: Path) -> None:
    with Record.open(tmp_path, Redactor()) as one, Record.open(tmp_path, Redactor()) as other:
        for nth in range(50):
            one.note("one", nth=nth)
            other.note("other", nth=nth)

    assert len(read(tmp_path / "run.ndjson")) == 100


def test_what_others_print_during_a_run_is_redacted_line_by_line(tmp_path: Path) -> None:
    redactor = Redactor()
    with RedactedText(tmp_path / "log", lambda: redactor) as log:
        redactor.learn(SECRET)
        log.write(f"begins {SECRET[:8]}")
        log.write(f"{SECRET[8:]} ends\nand a line without its end: {SECRET}")

    assert (tmp_path / "log").read_text() == "begins whsec_…0042 ends\nand a line without its end: whsec_…0042"
