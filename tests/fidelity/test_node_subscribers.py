"""What subscribers do, by the official SDK for Node: the newest one, and one of before basil."""

from pathlib import Path

import pytest

from tests.fidelity.conftest import Merchant
from tests.fidelity.test_older_sdks import HERE, drive, node


@pytest.mark.parametrize(("major", "flexible"), [("15", False), ("23", True)])
def test_a_node_sdk_sees_subscribers_come_pause_and_go(
    major: str, flexible: bool, merchant: Merchant, tmp_path: Path
) -> None:
    """Before clover a subscription is of the classic mode, and a customer who leaves by the portal is flagged."""
    (tmp_path / "sdk").mkdir()
    node(major, tmp_path / "sdk")
    seen = drive(merchant, tmp_path, ["node", str(HERE / "subscribers.cjs")], [str(tmp_path / "sdk")], {})

    assert seen == {
        "statuses": [402, 303, 303],
        "done": ["complete", "paid", "active", "7"],
        "pays": "string",
        "ends": True,
        "mode": "flexible" if flexible else "classic",
        "leaving": ["active", True, not flexible],
        "waiting": [5, 1],
        "paused": ["void", None],
        "resumed": ["paused", True],
        "refused": "You can only resume a subscription if it is `paused`.",
    }
    assert not [call.operation for call in merchant.world.calls() if call.unsupported]
