"""The club is judged without a finding, and each of its flaws by the check that is made for it, by every provider."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from tests.club.flaws import EVERYWHERE, FLAWS

ROOT = Path(__file__).parents[2]
DESCRIPTOR = Path(__file__).with_name("assay.toml").read_text()
WITHIN = 240.0
"""Seconds of real time that one run may take, also where others take most of the machine."""


def judged(folder: Path, provider: str, chosen: str, flaw: str = "") -> dict[str, str]:
    """Judge the club, with a flaw or without, in a folder of its own; return the verdicts by check."""
    text = DESCRIPTOR.replace('cwd = "../.."', f'cwd = "{ROOT}"').replace('CLUB_FLAW = ""', f'CLUB_FLAW = "{flaw}"')
    (descriptor := folder / "assay.toml").write_text(text)
    command = [sys.executable, "-m", "harness.cli", "run", "--target", str(descriptor), "-k", chosen]
    ended = subprocess.run(
        [*command, "--provider", provider], cwd=ROOT, capture_output=True, text=True, check=False, timeout=WITHIN
    )
    results = folder / ".assay" / "latest" / "results.json"
    assert results.exists(), ended.stdout + ended.stderr
    return {check["id"]: check["verdict"] for check in msgspec.json.decode(results.read_bytes())["checks"]}


@pytest.mark.parametrize("provider", EVERYWHERE)
def test_a_correct_club_has_no_finding(provider: str, tmp_path: Path) -> None:
    verdicts = judged(tmp_path, provider, "SUB")

    assert set(verdicts.values()) <= {"pass", "not_applicable"}, verdicts
    assert list(verdicts.values()).count("pass") > 50


QUICKLY = (
    "created_is_a_member",
    "each_attempt_begins_the_grace_again",
    "status_of_square_alone",
    "the_price_comes_along",
)
"""One of each control and each provider; all of them are judged when they are asked for by name: -k noticed."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in QUICKLY else [pytest.mark.whole_matrix]) for name in FLAWS]
)
def test_each_flaw_is_noticed(name: str, tmp_path: Path) -> None:
    control, _, stimulus = FLAWS[name].must.partition("/")
    provider = FLAWS[name].providers[0]
    check = f"{control}/{provider}/{stimulus}"

    verdicts = judged(tmp_path, provider, check, name)

    assert verdicts[check] == "fail", verdicts
