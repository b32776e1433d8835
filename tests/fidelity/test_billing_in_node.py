"""The official SDK for Node lives through a month of billing: clock, discount, tax, usage, preview, credit note.

It is installed apart, by the test itself; where no package index can be reached, the test is skipped.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.fidelity.conftest import Merchant

DRIVER = Path(__file__).parent / "billing_drive.cjs"


def test_a_month_of_billing_in_node(merchant: Merchant, tmp_path: Path) -> None:
    """1000 - 25 % + 20 % = 900; with 250 tokens at 4 cents 2000 - 25 % + 20 % = 1800."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("stripe-node is not tried: there is no npm")
    flags = ["--silent", "--no-audit", "--no-fund", "--ignore-scripts"]
    install = [npm, "install", *flags, "--prefix", str(tmp_path), "stripe@23"]
    if subprocess.run(install, capture_output=True, timeout=300, check=False).returncode:
        pytest.skip("stripe-node is not tried: it could not be installed")
    clean = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    asked = [node, str(DRIVER), merchant.view.secret_key, merchant.base_url, str(tmp_path)]
    done = subprocess.run(asked, env=clean, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)

    assert (seen["preview"], seen["first"], seen["off"], seen["clock"]) == (1000, 900, 25, "ready")
    assert seen["renewed"] == ["paid", 1800, [1000, 1000]]
    assert (seen["sent"], seen["note"], seen["paid"]) == (["open", 1500], ["pre_payment", 500], ["paid", 1000])
