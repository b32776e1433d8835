"""PayPal's official server SDKs for Python and Node, unmodified, in programs as merchants write them.

They are installed apart, by the test itself; where no package index can be reached, the test is skipped and says which
SDK was not tried.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from simulator.client import SimulatorProcess, WorldClient

HERE = Path(__file__).parent / "sdk"

PYTHON = ("paypal-server-sdk", "2.4")
NODE = ("@paypal/paypal-server-sdk", "2")
"""The official SDKs and from which version of their line on."""


@pytest.fixture(scope="module")
def paypal() -> Iterator[SimulatorProcess]:
    with SimulatorProcess.start(seed=7, providers=("paypal",)) as process:
        yield process


@pytest.fixture
def shop(paypal: SimulatorProcess) -> Iterator[WorldClient]:
    world = paypal.control.new_world(seed=1)
    world.endpoint("http://127.0.0.1:9/", provider="paypal")  # whoever hears of events needs the authority's file
    yield world
    world.close()


def installed(what: str, command: list[str]) -> None:
    """Install an SDK; skip the test where that cannot be done."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        pytest.skip(f"{what} is not tried: it could not be installed ({said[-1] if said else done.returncode})")


def driven(command: list[str], env: dict[str, str]) -> Any:
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    done = subprocess.run(command, capture_output=True, text=True, env={**clean, **env}, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def acts_of(paypal: SimulatorProcess, world: WorldClient) -> list[str]:
    control = paypal.ready["control"]
    return [f"{control['base_url']}/worlds/{world.id}/paypal/test/acts", control["token"]]


@pytest.fixture(scope="module")
def python_sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SDK for Python is installed."""
    place = tmp_path_factory.mktemp("python")
    uv = shutil.which("uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    install = (
        [uv, "pip", "install", "-q", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    )
    installed("paypal-server-sdk", [*install, "--target", str(place), f"{PYTHON[0]}>={PYTHON[1]},<3"])
    return place


@pytest.fixture(scope="module")
def node_sdk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the SDK for Node is installed."""
    place = tmp_path_factory.mktemp("node")
    npm = shutil.which("npm")
    if npm is None or shutil.which("node") is None:
        pytest.skip("@paypal/paypal-server-sdk is not tried: there is no npm")
    flags = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    package = "@".join(NODE)
    installed(package, [npm, "install", *flags, "--prefix", str(place), package])
    return place


def by_python(program: str, paypal: SimulatorProcess, world: WorldClient, sdk: Path) -> Any:
    told = world.provider("paypal")
    asked = [told.base_url, told.test.credentials["client_id"], told.test.credentials["client_secret"]]
    return driven([sys.executable, str(HERE / program), *asked, *acts_of(paypal, world)], {"PYTHONPATH": str(sdk)})


def by_node(program: str, paypal: SimulatorProcess, world: WorldClient, sdk: Path) -> Any:
    told = world.provider("paypal").test.credentials
    asked = [str(sdk), told["secure_url"], told["ca_file"], told["client_id"], told["client_secret"]]
    return driven(["node", str(HERE / program), *asked, *acts_of(paypal, world)], {})


def test_the_server_sdk_for_python(paypal: SimulatorProcess, shop: WorldClient, python_sdk: Path) -> None:
    seen = by_python("drive.py", paypal, shop, python_sdk)
    tokens = [call for call in shop.calls() if call.operation == "oauth2.token"]

    assert seen["created"] == {"status": "CREATED", "custom_id": "order-7"}
    assert seen["early"] == {"status": 422, "name": "UNPROCESSABLE_ENTITY", "issue": "ORDER_NOT_APPROVED"}
    assert seen["approved"]["status"] == "APPROVED"
    assert seen["captured"] == {"statuses": [201, 200], "status": "COMPLETED", "custom_id": "8"}
    assert seen["refund"] == {"status": "COMPLETED", "total": "5.00", "again": "5.00", "capture": "PARTIALLY_REFUNDED"}
    assert seen["held"]["renewed"]["issue"] == "REAUTHORIZATION_TOO_SOON"
    assert {key: seen["held"][key] for key in ("status", "captured", "final", "then", "void")} == {
        "status": "CREATED", "captured": "2.00", "final": False, "then": "PARTIALLY_CAPTURED", "void": 204,
    }  # fmt: skip
    assert seen["vault"] == {"setup": "PAYER_ACTION_REQUIRED", "customer": True}
    assert seen["stranger"] == {"kind": "AuthValidationException"}
    assert seen["missing"] == {"status": 404, "name": "RESOURCE_NOT_FOUND", "issue": "INVALID_RESOURCE_ID"}
    assert [call.status for call in tokens] == [200]  # the SDK keeps its token; the stranger's stands in no world
    assert not any(call.unsupported for call in shop.calls())


def test_the_server_sdk_for_node(paypal: SimulatorProcess, shop: WorldClient, node_sdk: Path) -> None:
    seen = by_node("drive.mjs", paypal, shop, node_sdk)

    assert seen["created"] == {"status": "CREATED", "custom_id": "order-7"}
    assert (seen["early"]["status"], seen["early"]["issue"]) == (422, "ORDER_NOT_APPROVED")
    assert seen["approved"] == {"status": "APPROVED", "payer": True}
    assert seen["captured"] == {"statuses": [201, 200], "status": "COMPLETED"}
    assert seen["refund"] == {"status": "COMPLETED", "total": "5.00", "capture": "PARTIALLY_REFUNDED"}
    assert seen["held"] == {"status": "CREATED", "captured": "2.00", "void": 204}
    assert seen["declined"] == {"order": "COMPLETED", "capture": "DECLINED"}
    assert seen["vault"] == {"setup": "PAYER_ACTION_REQUIRED", "customer": True}
    assert seen["stranger"] == {"status": 401, "kind": "OAuthProviderError"}
    assert (seen["missing"]["status"], seen["missing"]["issue"]) == (404, "INVALID_RESOURCE_ID")


SUBSCRIBED = {
    "plans": {"name": "Green tea", "version": 2, "listed": 3},
    "taken": {"status": "COMPLETED", "amounts": ["46.20", "5.50"]},
    "ended": [["CANCELLED", "Enough", True]],
}
"""What both SDKs see alike: two units of a plan at 21 with a tax of 10 %, after a free trial and a set-up fee of 5."""


def test_subscriptions_by_the_server_sdk_for_python(
    paypal: SimulatorProcess, shop: WorldClient, python_sdk: Path
) -> None:
    seen = by_python("subscribe.py", paypal, shop, python_sdk)

    assert seen["plan"] == {"status": "ACTIVE", "fee": "5.0", "cycles": ["TRIAL", "REGULAR"], "tax": "10.0"}
    assert seen["inactive"] == {"status": 422, "name": "UNPROCESSABLE_ENTITY", "issue": "PLAN_STATUS_INVALID"}
    assert (seen["prices"], seen["patched"]) == (204, 204)
    assert seen["created"] == {
        "statuses": [201, 200], "same": True, "status": "APPROVAL_PENDING", "links": ["approve", "edit", "self"],
    }  # fmt: skip
    assert seen["active"] == {
        # this SDK has no cycle that is not completed yet: it takes 0 for nothing
        "status": "ACTIVE", "paid": "5.5", "payer": True, "cycles": [1, None], "plan": "Green tea",
        "custom_id": "order-7",
    }  # fmt: skip
    assert seen["revised"] == {"links": "approve", "plan": True}
    assert (seen["failed"]["status"], seen["failed"]["owed"]) == ("SUSPENDED", "46.2")
    assert seen["failed"]["reason"] == "PAYMENT_DENIED"
    assert seen["failed"]["activated"]["issue"] == "SUBSCRIPTION_CANNOT_BE_ACTIVATED"
    assert seen["twice"]["issue"] == "SUBSCRIPTION_STATUS_INVALID"
    assert (seen["missing"]["status"], seen["missing"]["issue"]) == (404, "INVALID_RESOURCE_ID")
    assert {key: seen[key] for key in SUBSCRIBED} == SUBSCRIBED
    assert [call.status for call in shop.calls() if call.operation == "oauth2.token"] == [200]  # a month is not a day
    assert not any(call.unsupported for call in shop.calls())


def test_subscriptions_by_the_server_sdk_for_node(paypal: SimulatorProcess, shop: WorldClient, node_sdk: Path) -> None:
    seen = by_node("subscribe.mjs", paypal, shop, node_sdk)

    assert seen["plan"] == {"status": "ACTIVE", "fee": "5.0", "tax": "10.0"}
    assert (seen["inactive"]["status"], seen["inactive"]["issue"]) == (422, "PLAN_STATUS_INVALID")
    assert seen["created"] == {"statuses": [201, 200], "same": True, "status": "APPROVAL_PENDING"}
    assert seen["active"] == {
        "status": "ACTIVE", "paid": "5.5", "cycles": [1, 0], "plan": "Green tea", "customId": "order-7",
    }  # fmt: skip
    assert seen["revised"] == {"link": "approve", "plan": True}
    assert (seen["failed"]["status"], seen["failed"]["owed"]) == ("SUSPENDED", "46.2")
    assert seen["failed"]["activated"]["issue"] == "SUBSCRIPTION_CANNOT_BE_ACTIVATED"
    assert seen["twice"]["issue"] == "SUBSCRIPTION_STATUS_INVALID"
    assert (seen["missing"]["status"], seen["missing"]["issue"]) == (404, "INVALID_RESOURCE_ID")
    assert {key: seen[key] for key in SUBSCRIBED} == SUBSCRIBED
