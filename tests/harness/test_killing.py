"""A target that is killed is dead; one that others run, and that goes on, has not crashed."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from harness.descriptor.model import Descriptor
from harness.failures import WindowShut
from harness.notebook import Notebook
from harness.target.instance import Instance
from harness.target.ports import free_port

SERVER = "from http.server import *; HTTPServer(('127.0.0.1', {port}), SimpleHTTPRequestHandler).serve_forever()"
BY_A_DAEMON = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", sys.argv[1]], start_new_session=True)
pathlib.Path("daemon.pid").write_text(str(child.pid))
time.sleep(600)
"""


@pytest.fixture
def instances(tmp_path: Path) -> Iterator[dict[str, Instance]]:
    (tmp_path / "daemon.py").write_text(BY_A_DAEMON)
    starts = {
        "itself": f'{sys.executable} -c "{SERVER}"',
        "by a daemon": f'{sys.executable} daemon.py "{SERVER}"',
    }
    made = {name: _made(start, tmp_path) for name, start in starts.items()}
    yield made
    for one in made.values():
        one.stop()
    pid = tmp_path / "daemon.pid"
    if pid.exists():
        os.kill(int(pid.read_text()), signal.SIGKILL)


def _made(start: str, folder: Path) -> Instance:
    told = {
        "target": {"start": start},
        "provider": {},
        "checkout": {"requests": [{"path": "/buy"}], "payment": "payment_intent", "products": {}},
        "order": {"read": {"path": "/orders/{order}"}, "status": "$.state", "states": {"paid": ["paid"]}},
    }
    return Instance(
        msgspec.convert(told, Descriptor),
        folder,
        "test",
        {},
        endpoints={},
        port=free_port(),
        state=folder / "state",
        notebook=Notebook(),
    )


def test_a_target_that_runs_itself_is_killed(instances: dict[str, Instance]) -> None:
    one = instances["itself"]
    one.start()
    one.kill()

    assert not one.answers()


def test_one_that_a_daemon_runs_was_not_killed(instances: dict[str, Instance]) -> None:
    one = instances["by a daemon"]
    one.start()

    with pytest.raises(WindowShut, match="still answers after every process") as shut:
        one.kill()
    assert shut.value.needs is not None
    assert shut.value.needs.startswith("[target] start or processes")
