"""The official SDK for Node, unmodified, over the whole surface; every answer is looked at as it came.

It is installed by the test itself; where no package index can be reached, the test is skipped and says so.
"""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from simulator.square.routes import match
from tests.fidelity.square.conftest import Seller
from tests.fidelity.square.shapes import check_answer
from tests.simulator.receiver import Receiver

DRIVE = Path(__file__).parent / "drive.cjs"

VERSION = "46"


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("square for Node is not tried: there is no npm")
    folder = tmp_path_factory.mktemp("square-node")
    flags = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    asked = [npm, "install", *flags, "--prefix", str(folder), f"square@{VERSION}"]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        pytest.skip(
            f"square for Node is not tried: it could not be installed ({said[-1] if said else done.returncode})"
        )
    return folder


def delivery(seller: Seller) -> dict[str, str]:
    """Return a genuine delivery, and what it is verified with."""
    with Receiver() as receiver:
        endpoint = seller.world.endpoint(receiver.url, provider="square")
        seller.sdk.customers.create(given_name="Bo")
        [webhook] = receiver.wait_for(1)
        seller.world.change_endpoint(endpoint.id, provider="square", enabled=False)
        return {
            "url": receiver.url,
            "secret": endpoint.secret,
            "header": webhook.headers["x-square-hmacsha256-signature"],
            "body": webhook.body.decode(),
        }


def test_the_sdk_for_node_works_over_the_whole_surface(seller: Seller, modules: Path, tmp_path: Path) -> None:
    told = tmp_path / "delivery.json"
    told.write_text(json.dumps(delivery(seller)))
    credentials = seller.view.credentials
    command = [
        "node",
        str(DRIVE),
        credentials["access_token"],
        seller.base_url,
        seller.location,
        str(modules),
        str(told),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    saw: dict[str, Any] = json.loads(done.stdout)
    answers = saw.pop("seen")
    merchant = saw.pop("merchant")

    assert saw == {
        "done": ["COMPLETED", "900", "1000"],
        "gone": "CANCELED",
        "refund": "PENDING",
        "declined": [True, 400, "CVV_FAILURE", "FAILED"],
        "version": 2,
        "paid": "COMPLETED",
        "found": True,
        "entry": "ON_FILE",
        "link": 1,
        "priced": "1350",
        "events": ["payment.updated", "order.updated", "payment.created", "order.created"],
        "listed": 7,
        "dispute": "CANCELLED",
        "file": "GENERIC_EVIDENCE",
        "submitted": "PROCESSING",
        "subscribed": ["ACTIVE", True, "PAID", "1900"],
        "planned": ["PAUSE", "RESUME"],
        "ending": ["CANCEL", True],
        "stays": ["ACTIVE", True, 1],
        "history": ["START_SUBSCRIPTION"],
        "invoiced": ["UNPAID", "CANCELED", 2],
        "promised": "function",
        "genuine": True,
        "altered": False,
    }
    assert merchant == credentials["merchant_id"]
    for answer in answers:
        check_answer(answer["method"], answer["path"], answer["status"], answer["body"].encode())
    operations = {found[0].operation for one in answers if (found := match(one["method"], one["path"]))}
    assert len(operations) > 62
