"""A program started by the fork server is, to whoever starts it, as one that Python starts."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import forkserver

PROGRAM = """
import json, os, random, sys, time
print(json.dumps({"argv": sys.argv, "cwd": os.getcwd(), "path": sys.path[0], "said": os.environ.get("SAID"),
                  "group": os.getpgid(0), "pid": os.getpid(), "drawn": random.random(), "python": sys.executable,
                  "planted": getattr(sys, "planted", None), "zone": time.strftime("%z"),
                  "stdin": sys.stdin.read() if len(sys.argv) < 2 else ""}))
sys.stdout.flush()
if sys.argv[1:] == ["wait"]:
    time.sleep(60)
sys.exit(int(os.environ.get("CODE", "0")))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "program.py").write_text(PROGRAM)
    return tmp_path


def _start(folder: Path, *words: str, session: bool = False, **env: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [forkserver.python(), "-m", "program", *words],
        cwd=folder,
        env={"PATH": os.environ["PATH"], **env},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        process_group=None if session else 0,
        start_new_session=session,
    )


def _told(line: str) -> dict[str, object]:
    told: dict[str, object] = json.loads(line)
    return told


def _gone(pid: int) -> bool:
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return True


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_has_the_callers_folder_environment_input_and_exit_code(folder: Path) -> None:
    started = _start(folder, SAID="so", CODE="7")
    said, _ = started.communicate("heard")
    told = _told(said)

    assert started.returncode == 7
    assert (told["said"], told["stdin"], told["cwd"]) == ("so", "heard", str(folder))
    assert told["path"] == str(folder)
    assert told["python"] == forkserver.python()


def test_its_clock_is_of_the_callers_zone(folder: Path) -> None:
    zones = {_told(_start(folder, TZ=zone).communicate("")[0])["zone"] for zone in ("NPT-5:45", "UTC")}

    assert zones == {"+0545", "+0000"}


def test_two_draw_different_random_numbers(folder: Path) -> None:
    drawn = {_told(_start(folder).communicate("")[0])["drawn"] for _ in range(2)}

    assert len(drawn) == 2


def test_a_hook_on_its_path_runs_before_it(folder: Path, tmp_path: Path) -> None:
    hook = tmp_path / "hook"
    hook.mkdir()
    (hook / "sitecustomize.py").write_text("import sys\nsys.planted = 'yes'\n")

    assert _told(_start(folder, PYTHONPATH=str(hook)).communicate("")[0])["planted"] == "yes"


def test_it_is_killed_with_its_group(folder: Path) -> None:
    started = _start(folder, "wait")
    assert started.stdout is not None
    told = _told(started.stdout.readline())

    assert told["group"] == started.pid
    os.killpg(started.pid, signal.SIGKILL)
    assert started.wait(10) == -signal.SIGKILL
    _until(lambda: _gone(int(str(told["pid"]))))


def test_within_another_session_it_is_in_the_group_of_its_caller_all_the_same(folder: Path) -> None:
    """Workers of a run have sessions of their own, and kill their targets by the group, at a byte."""
    started = subprocess.Popen(
        ["sh", "-c", f"{forkserver.python()} -m program wait; true"],
        cwd=folder,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert started.stdout is not None
    told = _told(started.stdout.readline())

    assert told["group"] == started.pid
    os.killpg(started.pid, signal.SIGKILL)
    started.wait(10)
    _until(lambda: _gone(int(str(told["pid"]))))


@pytest.mark.parametrize("session", [True, False])
def test_it_ends_with_whoever_started_it(folder: Path, session: bool) -> None:
    started = _start(folder, "wait", session=session)
    assert started.stdout is not None
    told = _told(started.stdout.readline())

    started.kill()
    started.wait(10)
    _until(lambda: _gone(int(str(told["pid"]))))


@pytest.mark.parametrize("session", [True, False])
def test_it_is_asked_to_end(folder: Path, session: bool) -> None:
    started = _start(folder, "wait", session=session)
    assert started.stdout is not None
    started.stdout.readline()

    os.kill(started.pid, signal.SIGTERM) if session else os.killpg(started.pid, signal.SIGTERM)
    assert started.wait(10) == -signal.SIGTERM


def test_what_is_no_module_is_left_to_python() -> None:
    done = subprocess.run(
        [forkserver.python(), "-c", "import sys; print(sys.flags.isolated)"], capture_output=True, check=True
    )

    assert done.stdout == b"0\n"
