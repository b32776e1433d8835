"""The detection matrix: every planted flaw is found by the right control, and nothing else is accused."""

import pytest

from tests.detection import Flaw, flaws, run_with

BYSTANDERS = ("WH-SIG-01", "WH-IDEM-01", "PR-01")
"""Controls that are judged beside the flaw's own, so that a false accusation has a chance to be made."""


@pytest.mark.parametrize("flaw", flaws(), ids=lambda flaw: flaw.id)
def test_a_planted_flaw_is_found_by_the_right_control_and_nothing_else_is_accused(flaw: Flaw, tmp_path) -> None:
    found = run_with(flaw, tmp_path, {*flaw.must, *flaw.may, *BYSTANDERS})
    failed = found.failed()
    accused = {
        control: [check.summary for check in checks if check.severity in ("critical", "high")]
        for control, checks in failed.items()
        if control not in flaw.must + flaw.may
    }

    assert found.calls > 0, f"{flaw.replaces} was never called: the flaw was not on the path"
    assert set(flaw.must) <= set(failed), f"not noticed: {set(flaw.must) - set(failed)}\n{found.said[-3000:]}"
    assert not any(accused.values()), f"falsely accused: {accused}"
