"""Processes of a target: one group, one signal, and no process is left behind."""

from __future__ import annotations

import os
import shlex
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from harness.target.process import CannotStart, Processes, ask, run_well, uninterrupted

PYTHON = shlex.quote(sys.executable)
WAITS = f"{PYTHON} -c \"print('up', flush=True); import time; time.sleep(60)\""
STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, lambda *_: print("asked to end", flush=True))
print("up", flush=True)
time.sleep(60)
time.sleep(60)
"""
ENDS = f'{PYTHON} -c "raise SystemExit(3)"'


def processes(tmp_path: Path, **commands: str) -> Processes:
    return Processes(commands, cwd=tmp_path, logs=tmp_path / "logs")


def test_all_processes_share_one_group_and_die_together(tmp_path: Path) -> None:
    running = processes(tmp_path, web=WAITS, worker=WAITS)
    running.start(os.environ)
    assert running.wait_until(lambda: running.output().count("up") == 2, within=10)

    assert running.group is not None
    os.killpg(running.group, signal.SIGKILL)

    assert running.reap(within=5)
    assert not running.started


def test_waiting_ends_when_a_process_does(tmp_path: Path) -> None:
    running = processes(tmp_path, web=WAITS, worker=ENDS)
    running.start(os.environ)

    assert not running.wait_until(lambda: False, within=10)
    assert running.exits() == {"worker": 3}
    running.kill()


def test_stopping_asks_first_and_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "stubborn.py").write_text(STUBBORN)
    running = processes(tmp_path, web=f"{PYTHON} stubborn.py")
    running.start(os.environ)
    running.wait_until(lambda: "up" in running.output(), within=10)

    running.stop(within=0.2)

    assert "asked to end" in running.output()
    assert not running.started


@pytest.mark.parametrize("command", ["/no/such/program", "unclosed 'quote"])
def test_a_command_that_cannot_run_is_told_with_its_name(tmp_path: Path, command: str) -> None:
    with pytest.raises(CannotStart, match="process 'web' cannot be run"):
        processes(tmp_path, web=command).start(os.environ)


def test_a_preparation_that_fails_shows_what_it_said(tmp_path: Path) -> None:
    fails = f"{PYTHON} -c \"print('no database'); raise SystemExit(1)\""

    with pytest.raises(CannotStart, match=r"\[target\] prepare.*ended with 1: no database"):
        run_well("[target] prepare", fails, cwd=tmp_path, environment=os.environ, within=10)


def test_being_told_to_stop_waits_until_what_was_started_is_noted() -> None:
    noted = []

    def told_at_the_worst_moment() -> None:
        with uninterrupted():
            signal.raise_signal(signal.SIGINT)
            noted.append("the process")

    with pytest.raises(KeyboardInterrupt):
        told_at_the_worst_moment()

    assert noted == ["the process"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_command_ends_with_whoever_waits_for_it(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    script = f"import os, time; open({str(file)!r}, 'w').write(str(os.getpid())); time.sleep(60)"

    def tell_to_stop() -> None:
        deadline = time.monotonic() + 30
        while not (file.exists() and file.read_text()) and time.monotonic() < deadline:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGINT)

    teller = threading.Thread(target=tell_to_stop)
    teller.start()
    with pytest.raises(KeyboardInterrupt):
        ask([sys.executable, "-c", script], cwd=tmp_path, environment=os.environ, within=60)
    teller.join()

    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)
