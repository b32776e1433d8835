"""The fork server: imports what the programs under test import, then forks one for each caller. Not: its callers.

Called as `server.py ADDRESS`. One thread; nothing that is imported here may start another, open a file or draw a random
number that the forks would share. No module of a target is imported, or a flaw could not be planted in it.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import random
import runpy
import selectors
import signal
import socket
import struct
import sys
import time
from pathlib import Path

PRELOADED = (
    "alembic.command",
    "alembic.runtime.migration",
    "fastapi",
    "harness.cli",
    "harness.cli.run",
    "harness.suite",
    "jinja2",
    "pytest",
    "sqlalchemy.dialects.sqlite",
    "simulator.server",
    "stripe",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
)


class Asked:
    """What a caller wants run, and where."""

    def __init__(self, body: bytes, files: list[int]) -> None:
        words = [os.fsdecode(word) for word in body.split(b"\0")]
        self.folder, group, session, self.first_on_path, count, *rest = words
        self.group, self.session = int(group), int(session)
        self.arguments = rest[: int(count)]
        self.environment = dict(word.split("=", 1) for word in rest[int(count) :])
        self.files = files

    @property
    def shares_group(self) -> bool:
        return self.session == os.getsid(0)


def serve(address: str) -> Asked:
    """Fork for every caller, until standard input ends. Returns in the forks alone."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(address)
    listener.listen(64)
    wakes, wake = os.pipe()
    for end in (wakes, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ready = selectors.DefaultSelector()
    for source in (listener.fileno(), wakes, 0):
        ready.register(source, selectors.EVENT_READ)
    callers: dict[int, socket.socket] = {}
    children: dict[int, int] = {}
    os.write(1, b"ready\n")
    while True:
        for key, _ in ready.select():
            if key.fd == 0:
                _end(children)
            elif key.fd == wakes:
                os.read(wakes, 4096)
                _reap(children, callers)
            elif key.fd == listener.fileno():
                caller, _ = listener.accept()
                asked = _hear(caller)
                if asked is None:
                    caller.close()
                    continue
                child = os.fork()
                if child == 0:
                    signal.set_wakeup_fd(-1)
                    ready.close()
                    for end in (listener, caller, *callers.values()):
                        end.close()
                    os.close(wakes)
                    os.close(wake)
                    return asked
                for file in asked.files:
                    os.close(file)
                children[child] = caller.fileno()
                callers[caller.fileno()] = caller
                ready.register(caller.fileno(), selectors.EVENT_READ)
                with contextlib.suppress(OSError):
                    caller.sendall(struct.pack("!i?", child, asked.shares_group))
            elif key.fd in callers:  # a caller says nothing more: it has ended, and what it had run ends with it
                ready.unregister(key.fd)
                callers.pop(key.fd).close()
                for child in [child for child, caller in children.items() if caller == key.fd]:
                    os.kill(child, signal.SIGKILL)
                    children[child] = -1


def _hear(caller: socket.socket) -> Asked | None:
    """Return what a caller asks; None if it ended before it had said."""
    head, files, _, _ = socket.recv_fds(caller, 4, 3)
    if len(head) < 4 or len(files) < 3:
        return None
    (length,) = struct.unpack("!I", head)
    body = b""
    while len(body) < length:
        more = caller.recv(length - len(body))
        if not more:
            return None
        body += more
    return Asked(body, files)


def _reap(children: dict[int, int], callers: dict[int, socket.socket]) -> None:
    """Tell each caller how its module has ended."""
    while children:
        child, status = os.waitpid(-1, os.WNOHANG)
        if child == 0:
            return
        caller = callers.get(children.pop(child))
        if caller is not None:
            with contextlib.suppress(OSError):
                caller.sendall(struct.pack("!i", status))


def _end(children: dict[int, int]) -> None:
    for child in children:
        os.kill(child, signal.SIGKILL)
    os._exit(0)


def become(asked: Asked) -> str:
    """Turn this fork into the process that the caller wanted; return the name of the module to run."""
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked.shares_group:
        os.setpgid(0, asked.group)
    else:
        os.setsid()
    for place, file in enumerate(asked.files):
        os.dup2(file, place)
        os.close(file)
    os.chdir(asked.folder)
    os.environ.clear()
    os.environ.update(asked.environment)
    time.tzset()  # read from the environment once, before there was this one
    sys.stdout.reconfigure(line_buffering=os.isatty(1))  # type: ignore[union-attr]
    random.seed()
    module, *words = asked.arguments
    sys.executable = str(Path(sys.argv[1]).with_name("python"))
    sys.argv[:] = [module, *words]
    given = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    sys.path[:0] = [*([asked.first_on_path] if asked.first_on_path else []), *given]
    importlib.invalidate_caches()
    if any(Path(folder, "sitecustomize.py").exists() for folder in given):
        sys.modules.pop("sitecustomize", None)
        importlib.import_module("sitecustomize")
    return module


if __name__ == "__main__":
    for name in PRELOADED:
        importlib.import_module(name)
    gc.collect()
    gc.freeze()
    runpy.run_module(become(serve(sys.argv[1])), run_name="__main__", alter_sys=True)
