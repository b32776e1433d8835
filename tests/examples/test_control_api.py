"""docs/control-api.md: the programs that it shows are the files of the example, and they run; it lists all there is."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
import stripe
from markdown_it import MarkdownIt

from simulator.client import SimulatorProcess
from tests.examples.shops import EXAMPLES

HERE = EXAMPLES / "control_api"
PAGE = (EXAMPLES.parent / "docs" / "control-api.md").read_text()

SHOWN = ("tour.sh", "shop.test.mjs", "shop_test.php")
"""The files that the page shows whole."""

SECRET = "whsec_a_secret_of_the_app"


def _run(command: list[str], folder: Path, needs: dict[str, str], **env: str) -> str:
    """Run a program of the example in a copy of it, with `assay` on the PATH, and return what it printed."""
    for program, package in needs.items():
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing: install Debian's {package}")
    shutil.copytree(HERE, folder, dirs_exist_ok=True)
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(
        command, cwd=folder, env={**clean, "PATH": path, **env}, capture_output=True, text=True, timeout=90, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@contextmanager
def _app() -> Iterator[str]:
    """Serve a webhook that verifies, as the reader's app does; yield its address."""

    class Webhook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            try:
                stripe.Webhook.construct_event(body, self.headers.get("Stripe-Signature", ""), SECRET)  # type: ignore[no-untyped-call]
                self.send_response(200)
            except (ValueError, stripe.SignatureVerificationError):
                self.send_response(400)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Webhook)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/webhooks/stripe"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_page_shows_the_files_that_are_run() -> None:
    shown: dict[str, list[str]] = defaultdict(list)
    for token in MarkdownIt("commonmark").parse(PAGE):
        if token.type == "fence" and token.info != "console":
            _, _, name = token.info.partition(" ")
            shown[name].append(token.content)

    assert {name: "\n".join(blocks) for name, blocks in shown.items()} == {
        name: (HERE / name).read_text() for name in SHOWN
    }


def test_the_page_lists_every_operation(simulator: SimulatorProcess) -> None:
    paths = httpx.get(f"{simulator.control.base_url}/openapi.json", trust_env=False).json()["paths"]
    there = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}

    assert set(re.findall(r"^\| `([A-Z]+ /[^`]*)` \|", PAGE, re.MULTILINE)) == there


def test_the_tour_by_curl(tmp_path: Path) -> None:
    needs = {"bash": "package bash", "curl": "package curl", "jq": "package jq"}
    with _app() as url:
        said = _run(["bash", "tour.sh"], tmp_path, needs, WEBHOOK_URL=url, WEBHOOK_SECRET=SECRET)
    lines = said.splitlines()
    told = ("payment_intent.created", "charge.succeeded", "payment_intent.succeeded")
    delivered = [line.removeprefix("delivered: ") for line in lines if line.startswith("delivered: ")]
    planned = [f"{name}, copy {copy}: 200" for copy in (0, 1) for name in told]

    assert lines[:3] == [f"held: {name}" for name in told]
    assert sorted(delivered) == sorted(planned)
    assert delivered != planned, "they came in another order"
    assert lines[9:] == [
        "forged: payment_intent.succeeded: 400",
        "days later: 3",
        "while it fails: api_error",
        "afterwards: succeeded",
        *[f"call: payment_intents.create {status}" for status in (200, 500, 200)],
    ]


def test_the_shop_in_node(tmp_path: Path) -> None:
    said = _run(["node", "--test", "--test-reporter=tap"], tmp_path, {"node": "package nodejs, 20 or newer"})

    assert said.count("\nok ") == 4
    assert "# fail 0" in said


def test_the_shop_in_php(tmp_path: Path) -> None:
    packages = "packages php-cli and php-curl"
    if shutil.which("php") and "curl" not in subprocess.check_output(["php", "-m"], text=True).split():
        pytest.skip(f"PHP's curl extension is missing: install Debian's {packages}")
    said = _run(["php", "shop_test.php"], tmp_path, {"php": packages})

    assert said.count("ok - ") == 8
    assert "not ok" not in said
