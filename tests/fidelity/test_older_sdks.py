"""Official SDKs of earlier years and the current one for Node, unmodified, side by side, each at its own API version.

They are installed apart, by the test itself; where no package index can be reached, the test is skipped and says which
SDK was not tried.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fidelity.conftest import Merchant
from tests.simulator.receiver import Receiver

HERE = Path(__file__).parent / "older"

PYTHON = {"7": "2023-10-16", "11": "2025-02-24.acacia", "15": "2026-08-26.dahlia"}
"""Major version, and the API version that its last release sends."""

NODE = {
    "8": "2020-08-27",
    "13": "2023-08-16",
    "15": "2024-04-10",
    "18": "2025-08-27.basil",
    "22": "2026-08-26.dahlia",
    "23": "2026-10-28.endive",
}
"""The same; 8 sends none by itself, and is told to."""


def _installed(what: str, command: list[str]) -> None:
    """Install an SDK; skip the test where that cannot be done."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        pytest.skip(f"{what} is not tried: it could not be installed ({said[-1] if said else done.returncode})")


def _python(major: str, folder: Path) -> None:
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    install = (
        [uv, "pip", "install", "-q", "--python", sys.executable]
        if uv
        else [sys.executable, "-m", "pip", "install", "-q"]
    )
    _installed(f"stripe-python {major}", [*install, "--target", str(folder), f"stripe>={major},<{int(major) + 1}"])


def node(major: str, folder: Path) -> None:
    """Install the SDK for Node of that major version into a folder."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"stripe-node {major} is not tried: there is no npm")
    flags = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    _installed(f"stripe-node {major}", [npm, "install", *flags, "--prefix", str(folder), f"stripe@{major}"])


def _delivered(merchant: Merchant, folder: Path, version: str) -> str:
    """Leave an event in the folder as an endpoint of that version got it; return the id of its customer."""
    with Receiver() as receiver:
        endpoint = merchant.world.endpoint(receiver.url, api_version=version)
        customer = merchant.http("POST", "/v1/customers").json()["id"]
        (webhook,) = receiver.wait_for(1)
    merchant.world.change_endpoint(endpoint.id, enabled=False)
    (folder / "body").write_bytes(webhook.body)
    (folder / "signature").write_text(webhook.headers["stripe-signature"])
    (folder / "secret").write_text(endpoint.secret)
    assert json.loads(webhook.body)["api_version"] == version
    return str(customer)


def drive(merchant: Merchant, folder: Path, command: list[str], more: list[str], env: dict[str, str]) -> dict[str, Any]:
    """Run a program that drives the simulator; return what it printed."""
    asked = [*command, merchant.view.secret_key, merchant.base_url, str(folder), *more]
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(asked, capture_output=True, text=True, timeout=120, check=False, env={**clean, **env})
    assert done.returncode == 0, done.stderr[-2000:]
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def _check(seen: dict[str, Any], merchant: Merchant, major: str, version: str, customer: str) -> None:
    calls = merchant.world.calls()
    hosted = "hosted_page" if version >= "2026-03-25" else "hosted"

    assert seen.pop("sdk").partition(".")[0] == major
    assert seen == {
        "version": version,
        "status": "succeeded",
        "invoice": version < "2025-03-31",
        "charge": "charge",
        "refund": "succeeded",
        "declined": "card_declined",
        "subscription": ["incomplete", "active"],
        "ends": True,
        "ui_mode": hosted,
        "event": customer,
        "listed": True,
    }
    assert not [call.operation for call in calls if call.unsupported]
    assert [call.status for call in calls if call.status != 200] == [402]


@pytest.mark.parametrize("major", PYTHON)
def test_an_older_python_sdk_drives(major: str, merchant: Merchant, tmp_path: Path) -> None:
    _python(major, tmp_path / "sdk")
    customer = _delivered(merchant, tmp_path, PYTHON[major])
    seen = drive(
        merchant, tmp_path, [sys.executable, "-s", str(HERE / "drive.py")], [], {"PYTHONPATH": str(tmp_path / "sdk")}
    )

    _check(seen, merchant, major, PYTHON[major], customer)


@pytest.mark.parametrize("major", NODE)
def test_an_older_node_sdk_drives(major: str, merchant: Merchant, tmp_path: Path) -> None:
    (tmp_path / "sdk").mkdir()
    node(major, tmp_path / "sdk")
    customer = _delivered(merchant, tmp_path, NODE[major])
    told = [str(tmp_path / "sdk"), *([NODE[major]] if major == "8" else [])]
    seen = drive(merchant, tmp_path, ["node", str(HERE / "drive.cjs")], told, {})

    _check(seen, merchant, major, NODE[major], customer)


def test_the_current_node_sdk_opens_and_fetches_thin_events(merchant: Merchant, tmp_path: Path) -> None:
    (tmp_path / "sdk").mkdir()
    node("23", tmp_path / "sdk")
    with Receiver() as receiver:
        endpoint = merchant.world.endpoint(receiver.url, payload="thin")
        customer = merchant.http("POST", "/v1/customers").json()["id"]
        (webhook,) = receiver.wait_for(1)
    (tmp_path / "body").write_bytes(webhook.body)
    (tmp_path / "signature").write_text(webhook.headers["stripe-signature"])
    (tmp_path / "secret").write_text(endpoint.secret)

    seen = drive(merchant, tmp_path, ["node", str(HERE / "thin.cjs")], [str(tmp_path / "sdk")], {})

    assert seen == {
        "type": "v1.customer.created",
        "same": True,
        "snapshot": True,
        "customer": customer,
        "url": "http://127.0.0.1:9/",
        "listed": True,
        "refused": [404, "not_found"],
    }
