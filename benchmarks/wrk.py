"""Requests per second, as wrk counts them: a load that is quicker than any server here. Not: which server."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.machine import CLIENT, first, processor_time

HERE = Path(__file__).parent
CONNECTIONS = 8
SECONDS = 1
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


class Unwell(Exception):  # noqa: N818 - said to people as it stands
    """Answers were no 2xx, or there were none: what was measured is not what was meant."""


class Rate(NamedTuple):
    """What a server answered in one turn."""

    by_clock: float
    """Answers a second: whoever else wants the processor meanwhile makes it less."""
    by_processor: float
    """Answers per second of processor time that the server itself took."""
    answered: int


def creating(url: str, pid: int, key: str, body: str, kind: str = FORM, key_header: str = "Idempotency-Key") -> Rate:
    """Return how fast the server with process id `pid` answers creating calls at `url`.

    Each has an idempotency key of its own: in that header, or where `{key}` stands in the body.
    """
    return _rate("create.lua", url, pid, f"Bearer {key}", kind, key_header, body)


def reading(url: str, pid: int, key: str) -> Rate:
    """Return how fast that server answers reads at `url`."""
    return _rate("read.lua", url, pid, f"Bearer {key}")


def pushing(url: str, body: str, connections: int, processor: int) -> float:
    """Return how many webhooks of that body, unsigned and never looked at, wrk pushes into `url` a second."""
    answered, seconds = _answered("push.lua", url, body, connections=connections, processor=processor, before=first())
    return answered / seconds


def _rate(script: str, url: str, pid: int, *arguments: str) -> Rate:
    before = processor_time(pid)
    answered, seconds = _answered(script, url, *arguments)
    if not answered:
        raise Unwell(f"{url} had no turn within a second: others take this machine, and it cannot be measured on now")
    return Rate(answered / seconds, answered / (processor_time(pid) - before), answered)


def _answered(
    script: str,
    url: str,
    *arguments: str,
    connections: int = CONNECTIONS,
    processor: int = CLIENT,
    before: Sequence[str] = (),
) -> tuple[int, float]:
    """Return how many requests were answered, and in how many seconds by the clock. Raises Unwell."""
    command = [
        "taskset",
        "-c",
        str(processor),
        *before,
        "wrk",
        "-t1",
        f"-c{connections}",
        f"-d{SECONDS}s",
        "-s",
        str(HERE / script),
    ]
    said = subprocess.run([*command, url, "--", *arguments], capture_output=True, text=True, check=True).stdout
    for line in said.splitlines():
        if line.startswith("RESULT "):
            _, answered, seconds, wrong = line.split()
            if int(wrong):
                raise Unwell(f"{wrong} of {answered} answers of {url} were errors")
            return int(answered), float(seconds)
    raise Unwell(f"wrk said no result: {said}")
