"""Programs that are measured, each on a processor of its own: started, awaited, stopped. Not: measuring them."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from simulator.client import Control, WorldClient

SERVER, CLIENT = 0, 1
"""Processors: what is measured runs on one, what measures it on the other."""

NGINX = """
daemon off;
worker_processes 1;
worker_rlimit_nofile 40000;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 30000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 10000000;
    server {{
        listen 127.0.0.1:{port};
        location / {{ return 204; }}
    }}
}}
"""


class Missing(Exception):  # noqa: N818 - said to people as it stands
    """A program that is needed is not installed; the message says which."""


class Simulator(NamedTuple):
    """A running simulator: where Stripe answers, with which key, and the world that the key opens."""

    url: str
    key: str
    world: WorldClient
    pid: int
    told: Mapping[str, Any]
    """What it said at its start, of the other providers too."""


class Peer(NamedTuple):
    """A running server that the simulator is measured against."""

    url: str
    pid: int


def check() -> None:
    """Raise Missing if this machine cannot measure."""
    for program in ("wrk", "nginx", "taskset"):
        if shutil.which(program) is None:
            raise Missing(f"{program} is not installed. On Debian: apt install wrk nginx-light util-linux")
    if len(os.sched_getaffinity(0)) < 2:
        raise Missing("two processors are needed: one for what is measured, one for what measures it")


@cache
def first() -> tuple[str, ...]:
    """Return by what a program goes before all others on its processor; nothing where that is not allowed.

    What is late by milliseconds would else be as late as whoever else is at work makes it.
    """
    by = ("chrt", "--fifo", "1")
    told = shutil.which(by[0]) and subprocess.run([*by, "true"], capture_output=True, check=False).returncode == 0
    return by if told else ()


@contextmanager
def running(command: Sequence[str], processor: int, **how: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program on one processor, and end it afterwards."""
    process = subprocess.Popen(["taskset", "-c", str(processor), *command], **how)
    try:
        yield process
    finally:
        process.terminate()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


@contextmanager
def simulator(processor: int = SERVER, before: Sequence[str] = ()) -> Iterator[Simulator]:
    """Run a simulator with one empty world; `before` stands before its command."""
    command = [*before, sys.executable, "-P", "-m", "simulator", "--json", "--seed", "1", "--stop-with-stdin"]
    with running(command, processor, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        control = Control(told["control"]["base_url"], told["control"]["token"])
        world = control.worlds()[0]
        yield Simulator(told["stripe"]["base_url"], told["stripe"]["secret_key"], world, told["pid"], told)
        control.close()


@contextmanager
def floor(processor: int = SERVER) -> Iterator[Peer]:
    """Run the floor server."""
    port = free_port()
    with running([sys.executable, "-m", "benchmarks.floor", str(port)], processor) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/v1/things", data={"a": "b"})
        yield Peer(url, process.pid)


STRIPE_MOCK = "STRIPE_MOCK"
"""The variable that says where a build of stripe-mock is; it is looked for on `PATH` too."""


@contextmanager
def stripe_mock(processor: int = SERVER) -> Iterator[Peer | None]:
    """Run stripe-mock, or yield None where there is none. It keeps nothing: every answer is a fixture."""
    program = os.environ.get(STRIPE_MOCK) or shutil.which("stripe-mock")
    if program is None:
        yield None
        return
    port = free_port()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with running([program, "-http-port", str(port)], processor, **quiet) as process:
        url = f"http://127.0.0.1:{port}"
        wait_for(f"{url}/v1/customers")
        yield Peer(url, process.pid)


@contextmanager
def nginx(processor: int, before: Sequence[str] = ()) -> Iterator[str]:
    """Run nginx, which answers 204 to everything, and return its address; `before` stands before its command."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "nginx.conf"
        settings.write_text(NGINX.format(folder=folder, port=port))
        with running([*before, "nginx", "-c", str(settings), "-p", folder, "-e", f"{folder}/error.log"], processor):
            url = f"http://127.0.0.1:{port}/"
            wait_for(url)
            yield url


def wait_for(url: str, data: dict[str, str] | None = None, within: float = 20.0) -> None:
    """Wait until something answers there."""
    end = time.monotonic() + within
    while True:
        try:
            httpx.post(url, data=data, trust_env=False)
        except httpx.HTTPError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)
        else:
            return


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def processor_time(pid: int) -> float:
    """Return the seconds of processor time, user and system, that a process has taken so far.

    It is the process's own clock (clock_getcpuclockid(3), which Python does not have): `/proc` counts in hundredths.
    """
    return time.clock_gettime(~pid << 3 | 2)


def resident(pid: int) -> int:
    """Return the resident memory of a process in bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
