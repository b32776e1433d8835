"""Python programs started from a process that has their libraries loaded already. Not: for what a user runs.

Most of what starting a shop, a simulator or a run of Assay costs is the import of the same libraries, and the tests
start thousands of them. `python()` is the path of a program that is called as Python is: what it is told to run as a
module (`-m`) is forked from one process, the fork server, that imported those libraries once; anything else is handed
to Python itself. The program that runs cannot tell, but by its speed: it has the caller's files, folder, environment
and process group, it is killed with that group, and a `sitecustomize` on its PYTHONPATH is run before its first line.
"""

from __future__ import annotations

import atexit
import os
import shlex
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def python() -> str:
    """Return the path of the program; the fork server starts at the first call and ends with this process."""
    folder = tempfile.TemporaryDirectory(prefix="forkserver-")
    address = str(Path(folder.name, "socket"))
    server = subprocess.Popen(
        [sys.executable, "-P", str(HERE / "server.py"), address],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
    )
    assert server.stdin is not None
    assert server.stdout is not None
    atexit.register(folder.cleanup)
    atexit.register(server.wait)
    atexit.register(server.stdin.close)  # it ends, and so does all that it started, when its input does
    assert server.stdout.readline() == b"ready\n", "the fork server did not start"
    program = Path(folder.name, "python")
    session = str(os.getsid(server.pid))
    command = shlex.join([sys.executable, "-IS", str(HERE / "client.py"), address, session, sys.executable])
    program.write_text(f'#!/bin/sh\nexec {command} "$@"\n')
    program.chmod(0o755)
    return str(program)
