"""A target that runs already is judged through the sandbox that it calls, by its card, in that sandbox's own world."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from harness.target.ports import free_port
from tests.harness.cli.command import assay

SHAPES = Path(__file__).parents[1] / "shapes"
SHAPE = SHAPES / "renamed_states"
FEW = "WH-SIG-01/stripe/no-header or WH-IDEM-01/stripe/right-behind or SV-01/stripe/not-paid or WH-IDEM-04"
WITHIN = 30.0


@contextmanager
def running(command: list[str], folder: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "said.log").open("ab") as said:
        process = subprocess.Popen(command, cwd=folder, env={**os.environ, **env}, stdout=said, stderr=said)
        try:
            yield process
        finally:
            process.terminate()
            process.wait()


def wait_for(path: Path) -> dict[str, Any]:
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        if path.exists():
            card: dict[str, Any] = json.loads(path.read_bytes())
            return card
        time.sleep(0.05)
    raise AssertionError(f"{path} was not written")


def wait_until_up(url: str) -> None:
    deadline = time.monotonic() + WITHIN
    while time.monotonic() < deadline:
        try:
            httpx.get(f"{url}/up", trust_env=False)
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"nobody answers at {url}")


def described(folder: Path, url: str, path: str = "/news") -> None:
    """Write the descriptor of the shape for a target that runs at `url`."""
    lines = (SHAPE / "assay.toml").read_text().replace("../base", str(SHAPES / "base"))
    head, rest = lines.partition("[provider.stripe]")[::2]
    name = next(line for line in head.splitlines() if line.startswith("name ="))
    rest = rest.replace("{state}", str(folder / "state")).replace('"/news"', f'"{path}"')
    (folder / "assay.toml").write_text(
        f'[target]\n{name}\nbase_url = "{url}"\nready = {{ url = "/up" }}\n[provider.stripe]{rest}'
    )


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """Start a sandbox, and a shop with what its card says; return the folder, and where the shop answers."""
    folder = tmp_path_factory.mktemp("attached")
    (folder / "state").mkdir()
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    simulator = [sys.executable, "-P", "-m", "simulator", "--provider", "stripe", "--webhook-url", f"stripe={url}/news"]
    with ExitStack() as stack:
        stack.enter_context(running(simulator, folder))
        told = wait_for(folder / ".assay" / "sandbox.json")["stripe"]
        serve = [sys.executable, str(SHAPES / "base" / "serve.py"), str(SHAPE), str(port)]
        env = {
            "SHOP_MODE": "test",
            "SHOP_FOLDER": str(folder / "state"),
            "PAY_API_BASE": told["base_url"],
            "PAY_API_KEY": told["secret_key"],
            "PAY_HOOK_SECRET": told["webhook_secret"],
        }
        stack.enter_context(running(serve, folder, **env))
        wait_until_up(url)
        yield folder, url


def verdicts(folder: Path) -> dict[str, str]:
    told = json.loads((folder / "found" / "results.json").read_text())
    return {check["id"]: check["verdict"] for check in told["checks"]}


def test_it_is_judged_again_and_again_and_what_needs_a_start_is_not_observable(shop: tuple[Path, str]) -> None:
    folder, url = shop
    described(folder, url)
    for _ in range(2):  # the shop and the sandbox go on, with all that the first run has left in them
        done = assay("run", "--out", "found", "-k", FEW, cwd=folder)
        found = verdicts(folder)

        assert done.returncode == 3, done.stdout + done.stderr
        assert {found.pop(check) for check in list(found) if check.startswith("WH-IDEM-04")} == {"not_observable"}
        assert set(found.values()) == {"pass"}, done.stdout


def test_the_doctor_walks_it_to_the_end(shop: tuple[Path, str]) -> None:
    folder, url = shop
    described(folder, url)
    done = assay("doctor", cwd=folder)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"it runs already: {url}/up answered 200" in done.stdout


def test_a_sandbox_that_tells_its_news_elsewhere_is_said(shop: tuple[Path, str]) -> None:
    folder, url = shop
    described(folder, url, path="/hooks")
    done = assay("doctor", cwd=folder)

    assert done.returncode == 2
    assert f"or start it with --webhook-url stripe={url}/hooks" in " ".join(done.stdout.split())


def test_a_target_that_calls_nobody_we_know_is_said(shop: tuple[Path, str], tmp_path: Path) -> None:
    """Somebody else's sandbox runs where it is asked for: the shop was started with the addresses of another."""
    _, url = shop
    described(tmp_path, url)
    simulator = [sys.executable, "-P", "-m", "simulator", "--provider", "stripe", "--webhook-url", f"stripe={url}/news"]
    with running(simulator, tmp_path):
        wait_for(tmp_path / ".assay" / "sandbox.json")
        done = assay("run", "--out", "found", "-k", "WH-SIG-01/stripe/no-header", cwd=tmp_path)

    assert set(verdicts(tmp_path).values()) == {"not_observable"}
    assert "a first checkout called no simulator" in " ".join(done.stdout.split())


@pytest.mark.parametrize("command", ["run", "doctor", "explore"])
def test_without_a_sandbox_it_is_said_what_to_start(command: str, tmp_path: Path) -> None:
    described(tmp_path, "http://127.0.0.1:9")
    done = assay(command, cwd=tmp_path)

    assert done.returncode == 2
    assert "assay sandbox --webhook-url stripe=http://127.0.0.1:9/news" in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr
