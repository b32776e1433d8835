"""`assay run` from its first line to its exit code: against a target that is dead, and one that is cut short."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from tests.harness.cli.command import DESCRIPTOR, assay, environment

NAIVE = Path(__file__).parents[3] / "examples" / "naive"
PART = "PR-01 or WH-SIG-02"


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text())
    return found


def left_behind(folder: Path) -> list[str]:
    """Return the command lines of processes that still speak of `folder`, in which the state of targets lies too."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes() + (process / "environ").read_bytes()
        except OSError:
            continue  # it has ended, or is somebody else's
        if str(folder).encode() in words and int(process.name) != os.getpid():
            found.append(words.replace(b"\0", b" ").decode(errors="replace")[:200])
    return found


@pytest.fixture
def dead(tmp_path: Path) -> Path:
    """Return the folder of a team whose target ends at once."""
    start = f"start = \"{sys.executable} -c 'print(1/0)' {{port}}\""
    (tmp_path / "assay.toml").write_text(DESCRIPTOR.replace('start = "python shop.py --port {port}"', start))
    return tmp_path


def test_a_target_that_does_not_start_ends_the_run_in_order_and_the_report_says_why(dead: Path) -> None:
    done = assay("run", "-k", PART, cwd=dead)

    latest = dead / ".assay" / "latest"
    found = results(latest)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert found["gate"]["word"] == "unusable"
    assert {check["reason"] for check in found["checks"]} == {"target unreachable"}
    assert any("ZeroDivisionError" in reason for reason in found["gate"]["reasons"])
    assert sorted(path.name for path in latest.iterdir() if path.suffix in {".html", ".json", ".md", ".xml"}) == [
        "junit.xml",
        "report.html",
        "results.json",
        "summary.md",
    ]
    assert left_behind(dead) == []


def test_the_latest_run_is_linked_and_runs_are_hidden_from_git(dead: Path) -> None:
    for _ in range(2):
        assay("run", "-k", "SEC-01", cwd=dead)

    home = dead / ".assay"
    runs = sorted((home / "runs").iterdir(), key=lambda run: results(run)["run"]["started"])
    assert len(runs) == 2
    assert (home / "latest").resolve() == runs[-1].resolve()
    assert not (home / "latest").readlink().is_absolute()
    assert (home / ".gitignore").read_text() == "*\n"


def test_a_folder_of_ones_own_is_written_anew_by_each_run(dead: Path) -> None:
    for _ in range(2):
        assay("run", "-k", "WH-SIG-02", "--out", "found", "--seed", "7", cwd=dead)

    found = results(dead / "found")
    starts = [line for line in (dead / "found" / "run.ndjson").read_text().splitlines() if '"run_started"' in line]
    assert found["run"]["seed"] == 7
    assert found["run"]["command"].endswith("run -k WH-SIG-02 --out found --seed 7")
    assert len(starts) == 1
    assert not (dead / ".assay").exists()


def test_every_control_that_was_not_selected_says_so(dead: Path) -> None:
    assay("run", "-k", "WH-SIG-02", "--out", "found", cwd=dead)

    controls = {control["id"]: control for control in results(dead / "found")["controls"]}
    assert controls["WH-SIG-02"]["verdict"] == "error"
    assert controls["WH-SIG-01"]["open_because"] == "not selected"


def test_a_quick_run_asks_each_scenario_once_and_says_that_it_is_a_part(dead: Path) -> None:
    assay("run", "-k", "WH-SIG-02", "--out", "whole", cwd=dead)
    assay("run", "-k", "WH-SIG-02", "--quick", "--out", "quick", cwd=dead)

    whole, quick = results(dead / "whole"), results(dead / "quick")
    asked = [check["scenario"] for check in quick["checks"]]
    assert len(asked) == len(set(asked)) < len(whole["checks"])
    assert {check["scenario"] for check in whole["checks"]} == set(asked)
    assert "only a part of the suite ran: --quick -k 'WH-SIG-02'" in quick["gate"]["reasons"]


def test_a_finding_turns_the_gate_red_and_a_waiver_turns_it_green(tmp_path: Path) -> None:
    part = ["run", "--target", str(NAIVE), "--out", "found", "-k", "PR-01/stripe/amount"]
    (tmp_path / "waivers.toml").write_text(
        '[[waivers]]\ncontrol = "PR-01"\nowner = "Ada"\nreason = "a tutorial"\nexpires = 2999-12-31\n'
    )

    red = assay(*part, cwd=tmp_path)
    green = assay(*part, "--waivers", "waivers.toml", cwd=tmp_path)

    (check,) = results(tmp_path / "found")["checks"]
    assert (red.returncode, green.returncode) == (1, 0)
    assert (check["verdict"], check["waived"]["owner"]) == ("fail", "Ada")
    assert red.stdout.splitlines()[:2] == [
        f"Assay {metadata.version('assay')} judges examples/naive ({NAIVE}/assay.toml)",
        "1 check in 1 area",
    ]


def test_a_finding_of_the_baseline_turns_nothing_red_where_only_new_ones_count(tmp_path: Path) -> None:
    part = ["run", "--target", str(NAIVE), "-k", "PR-01/stripe/amount"]

    assay(*part, "--out", "then", cwd=tmp_path)
    told = assay(*part, "--out", "now", "--baseline", "then", cwd=tmp_path)
    green = assay(*part, "--out", "now", "--baseline", "then/results.json", "--gate", "nothing-new", cwd=tmp_path)

    found = results(tmp_path / "now")
    assert (told.returncode, green.returncode) == (1, 0), green.stderr
    assert found["baseline"]["unchanged"] == ["PR-01/stripe/amount"]
    assert found["gate"]["policy"] == "nothing-new"
    assert "1 finding that the baseline has too: PR-01" in found["gate"]["reasons"]
    assert "0 new, 0 fixed, 1 unchanged" in " ".join(told.stdout.split())
    assert "unchanged: PR-01/stripe/amount" in green.stdout


def test_a_waiver_that_has_ended_turns_the_gate_red(tmp_path: Path) -> None:
    (tmp_path / "waivers.toml").write_text(
        '[[waivers]]\ncheck = "WH-SIG-06/stripe/newer-first"\nowner = "Ada"\nreason = "x"\nexpires = 2020-12-31\n'
    )

    done = assay(
        *["run", "--target", str(NAIVE), "--out", "found", "-k", "WH-SIG-06/stripe/newer-first"],
        *["--waivers", "waivers.toml"],
        cwd=tmp_path,
    )

    reason = "waivers.toml:1: the waiver of WH-SIG-06/stripe/newer-first ended on 2020-12-31: delete it"
    assert done.returncode == 1
    assert reason in results(tmp_path / "found")["gate"]["reasons"]


def test_a_run_may_stop_at_the_first_finding_and_says_so(tmp_path: Path) -> None:
    done = assay(
        "run", "--target", str(NAIVE), "--out", "found", "-k", "PR-01", "-n", "1", "--stop-on-first", cwd=tmp_path
    )

    found = results(tmp_path / "found")
    assert done.returncode == 1
    assert len(found["checks"]) == 1
    assert found["run"]["ended_because"] == "it stopped at the first check that did not pass (--stop-on-first)"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a whole run against the tutorial's shop, and give it when its first check has finished."""
    command = [sys.executable, "-P", "-m", "harness.cli", "run", "--target", str(NAIVE), "--out", str(tmp_path)]
    env = {**environment(), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen(
        command, cwd=tmp_path, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    record = tmp_path / "run.ndjson"
    deadline = time.monotonic() + 60
    while not (record.exists() and '"check_finished"' in record.read_text()):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline, "no check has finished within a minute"
        time.sleep(0.05)
    yield process
    process.kill()
    process.wait()


@pytest.mark.parametrize(
    ("number", "because"),
    [(signal.SIGINT, "it was interrupted (Ctrl-C)"), (signal.SIGTERM, "it was told to stop (SIGTERM)")],
)
def test_a_run_that_is_told_to_stop_writes_what_has_finished_and_stops_what_it_started(
    running: subprocess.Popen[str], tmp_path: Path, number: signal.Signals, because: str
) -> None:
    running.send_signal(number)
    said, errors = running.communicate(timeout=300)

    found = results(tmp_path)
    assert found["run"]["ended_because"] == because
    assert found["checks"]
    assert found["gate"]["word"] != "green"
    assert running.returncode == found["gate"]["exit_code"]
    assert because in said
    assert "Traceback" not in errors
    assert (tmp_path / "report.html").stat().st_size > 0
    assert left_behind(tmp_path) == []
