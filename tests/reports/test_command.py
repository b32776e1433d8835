"""`assay report`, as a process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from harness import results
from reports import FORMATS
from tests.reports import samples


def assay(*words: str | Path, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "harness.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, cwd=cwd, check=False)


@pytest.fixture
def run(tmp_path: Path) -> Path:
    (tmp_path / "results.json").write_bytes(results.write(samples.findings()))
    return tmp_path


@pytest.mark.parametrize(
    ("wanted", "name"), [("html", "report.html"), ("junit", "junit.xml"), ("summary", "summary.md")]
)
def test_a_report_is_made_again_byte_by_byte(run: Path, wanted: str, name: str) -> None:
    done = assay("report", "results.json", "--format", wanted, cwd=run)

    assert done.returncode == 0, done.stderr
    assert (run / name).read_bytes() == FORMATS[name](samples.findings())
    assert done.stdout.decode() == f"{name}: {wanted} report of run 20261123-090000-a3f1, gate findings\n"


def test_the_folder_of_a_run_does_as_well_and_html_is_what_people_mean(run: Path, tmp_path: Path) -> None:
    done = assay("report", run, "--out", tmp_path / "other.html", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "other.html").read_bytes() == FORMATS["report.html"](samples.findings())


def test_a_dash_writes_the_document_and_nothing_else_to_standard_output(run: Path) -> None:
    done = assay("report", "results.json", "--format", "summary", "--out", "-", cwd=run)

    assert done.stdout == FORMATS["summary.md"](samples.findings())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "results.json: cannot be read (No such file or directory)"),
        (b"<html>", "results.json: not JSON"),
        (b"{}", "results.json: Object missing required field"),
        (b'{"schema": "assay-results/9"}', "results.json: Invalid enum value 'assay-results/9'"),
        (b"\xff\xfe", "results.json: not JSON"),
    ],
)
def test_a_broken_file_is_one_line_and_exit_code_2(tmp_path: Path, content: bytes | None, said: str) -> None:
    if content is not None:
        (tmp_path / "results.json").write_bytes(content)

    done = assay("report", "results.json", cwd=tmp_path)

    assert done.returncode == 2
    assert done.stdout == b""
    (line,) = done.stderr.decode().splitlines()
    assert line.startswith(said)
    assert not (tmp_path / "report.html").exists()


def test_a_place_that_cannot_be_written_to_is_one_line_and_exit_code_2(run: Path) -> None:
    done = assay("report", "results.json", "--out", "missing/report.html", cwd=run)

    assert done.returncode == 2
    (line,) = done.stderr.decode().splitlines()
    assert line == (
        "missing/report.html: cannot be written (No such file or directory). Give another place: --out FILE"
    )
