"""Requests per second, as wrk counts them: a load that is quicker than any server here. Not: which server."""

from __future__ import annotations

import subprocess
from pathlib import Path

from benchmarks.machine import CLIENT

HERE = Path(__file__).parent
CONNECTIONS = 8
SECONDS = 4


class Unwell(Exception):  # noqa: N818 - said to people as it stands
    """Answers were no 2xx: what was measured is not what was meant."""


def creating(url: str, key: str, body: str) -> float:
    """Return how many creating calls a second are answered at `url`."""
    return _rate("create.lua", url, f"Bearer {key}", body)


def reading(url: str, key: str) -> float:
    """Return how many reads a second are answered at `url`."""
    return _rate("read.lua", url, f"Bearer {key}")


def pushing(url: str, body: str, connections: int, processor: int) -> float:
    """Return how many webhooks of that body, unsigned and never looked at, wrk pushes into `url` a second."""
    return _rate("push.lua", url, body, connections=connections, processor=processor)


def _rate(script: str, url: str, *arguments: str, connections: int = CONNECTIONS, processor: int = CLIENT) -> float:
    command = [
        "taskset",
        "-c",
        str(processor),
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
            return int(answered) / float(seconds)
    raise Unwell(f"wrk said no result: {said}")
