"""Starts an example shop against a world of the simulator, and stops it. Not: the harness, whose work it resembles."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from simulator.client import Side, WorldClient

EXAMPLES = Path(__file__).parents[2] / "examples"
READY_WITHIN = 15.0


@dataclass(frozen=True)
class Kind:
    """How an example is started, and where it hears the news."""

    folder: str
    command: tuple[str, ...]
    ready: str
    webhook_path: str
    api_base: str
    secret_key: str
    webhook_secret: str
    publishable_key: str | None = None
    program: str = sys.executable
    prepare: tuple[str, ...] | None = None
    """What is run once, before its first start."""
    beside: tuple[tuple[str, ...], ...] = ()
    """Further processes, started with it and killed with it, such as a worker."""


NAIVE = Kind(
    folder="naive",
    command=("-m", "flask", "--app", "app", "run", "--port", "{port}", "--without-threads"),
    ready="/",
    webhook_path="/webhook",
    api_base="STRIPE_API_BASE",
    secret_key="STRIPE_SECRET_KEY",
    webhook_secret="STRIPE_WEBHOOK_SECRET",
)
FLASK_SYNC = Kind(
    folder="flask_sync",
    command=("serve.py", "{port}"),
    ready="/up",
    webhook_path="/hooks/incoming",
    api_base="PAY_API_BASE",
    secret_key="PAY_API_KEY",
    webhook_secret="PAY_HOOK_SECRET",
)
EXPRESS = Kind(
    folder="express",
    program="node",
    command=("src/server.js",),
    ready="/health",
    webhook_path="/webhooks/stripe",
    api_base="STRIPE_API_BASE",
    secret_key="STRIPE_SECRET_KEY",
    webhook_secret="STRIPE_WEBHOOK_SECRET",
    publishable_key="STRIPE_PUBLISHABLE_KEY",
)
SERVERLESS = Kind(
    folder="serverless",
    prepare=("runner.py", "deploy"),
    command=("runner.py", "api", "{port}"),
    beside=((sys.executable, "runner.py", "poller"),),
    ready="/health",
    webhook_path="/webhooks/stripe",
    api_base="STRIPE_API_BASE",
    secret_key="STRIPE_API_KEY",
    webhook_secret="STRIPE_WEBHOOK_SECRET",
)
FASTAPI_ARQ = Kind(
    folder="fastapi_arq",
    program=".venv/bin/uvicorn",
    command=("--factory", "shop.web:create_app", "--port", "{port}", "--no-access-log"),
    beside=((".venv/bin/arq", "shop.worker.WorkerSettings", "--custom-log-dict", "shop.logs.CONFIG"),),
    ready="/health",
    webhook_path="/stripe/webhook",
    api_base="STRIPE_API_BASE",
    secret_key="STRIPE_SECRET_KEY",
    webhook_secret="STRIPE_WEBHOOK_SECRET",
    publishable_key="STRIPE_PUBLISHABLE_KEY",
)


class Shop:
    """A running example, known to a world as one of its webhook endpoints."""

    def __init__(self, kind: Kind, world: WorldClient, env: Mapping[str, str], side: Side = "test") -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        self._kind = kind
        self._commands = [[kind.program, *(part.format(port=port) for part in kind.command)], *map(list, kind.beside)]
        self.world = world
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=15, trust_env=False)
        endpoint = world.endpoint(f"http://127.0.0.1:{port}{kind.webhook_path}", side=side)
        provider = world.provider()
        keys = getattr(provider, side)
        self._env = {
            **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
            kind.api_base: provider.base_url,
            kind.secret_key: keys.secret_key,
            kind.webhook_secret: str(endpoint.secret),
            **({kind.publishable_key: keys.publishable_key} if kind.publishable_key else {}),
            "PORT": str(port),
            **env,
        }
        if kind.prepare is not None:
            self.run(*kind.prepare)
        self.start()

    def run(self, *command: str) -> str:
        """Run a command of the shop to its end, and return what it printed."""
        whole = [self._kind.program, *command]
        folder = EXAMPLES / self._kind.folder
        done = subprocess.run(whole, cwd=folder, env=self._env, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self) -> None:
        folder = EXAMPLES / self._kind.folder
        self._processes = [subprocess.Popen(command, cwd=folder, env=self._env) for command in self._commands]
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            assert all(process.poll() is None for process in self._processes), "the shop ended instead of opening"
            try:
                if self.http.get(self._kind.ready).is_success:
                    return
            except httpx.TransportError:
                self._wait_for_death(0.05)
        raise AssertionError(f"the shop did not open within {READY_WITHIN} s")

    def kill(self) -> None:
        """End it as a power cut would."""
        for process in self._processes:
            process.send_signal(signal.SIGKILL)
        for process in self._processes:
            process.wait()

    def stop(self) -> None:
        for process in self._processes:
            process.terminate()
        self._wait_for_death(5)
        self.kill()
        self.http.close()

    def post(self, path: str, **body: Any) -> Any:
        return self.http.post(path, **body).raise_for_status().json()

    def get(self, path: str) -> Any:
        return self.http.get(path).raise_for_status().json()

    def _wait_for_death(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        for process in self._processes:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                return


def payments(world: WorldClient) -> list[str]:
    """Return the ids of the payments that were created, in order, without repeats."""
    made = [call for call in world.calls() if call.operation == "payment_intents.create" and call.objects]
    return list(dict.fromkeys(next(o for o in call.objects if o.startswith("pi_")) for call in made))
