"""Which checks `assay run` takes: by provider, area, severity and the run before; and every mistake of that."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from harness.cli.errors import UserError
from harness.cli.selecting import LATEST, selection
from harness.controls.catalogue import load
from harness.descriptor import read
from harness.results import write
from harness.selection import Selection
from tests.harness.cli.command import DESCRIPTOR, assay
from tests.reports import samples

NAIVE = Path(__file__).parents[3] / "examples" / "naive"


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Return the folder of a team whose target can be reached at no address: each check ends at once."""
    (tmp_path / "assay.toml").write_text(DESCRIPTOR.replace('start = "python shop.py', 'start = "false shop.py'))
    return tmp_path


def results(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "results.json").read_text())
    return found


def chosen(team: Path, **asked: Any) -> Selection:
    path = team / "assay.toml"
    given: dict[str, Any] = {"only_failed": None, "providers": (), "areas": (), "severities": (), **asked}
    return selection(read(path), load(), path, **given)


def test_without_a_word_everything_is_taken(team: Path) -> None:
    assert not chosen(team).narrows


def test_words_are_taken_in_any_case_and_areas_by_both_of_their_names(team: Path) -> None:
    asked = chosen(team, providers=("Stripe",), areas=("wh-sig", "price"), severities=("HIGH", "critical"))

    assert asked.providers == ("stripe",)
    assert asked.areas == ("WH-SIG", "PR")
    assert asked.severities == ("critical", "high")
    assert asked.takes("PR-01/stripe/amount", "PR", "critical")
    assert not asked.takes("PR-01/paypal/amount", "PR", "critical")
    assert not asked.takes("PR-01/stripe/amount", "PR", "medium")
    assert not asked.takes("SV-01/stripe/any", "SV", "critical")


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"providers": ("strip",)}, "--provider strip: there is none. Did you mean stripe?"),
        ({"providers": ("paypal",)}, "has no [provider.paypal]. It has: stripe"),
        ({"areas": ("WH-SIGN",)}, "--area WH-SIGN: there is none. Did you mean WH-SIG?"),
        ({"areas": ("zzz",)}, "--area zzz: there is none. They are printed by: assay controls"),
        ({"severities": ("hihg",)}, "--severity hihg: there is none. Did you mean high?"),
        ({"only_failed": LATEST}, "there was no run yet"),
        ({"only_failed": "nowhere.json"}, "--only-failed: nowhere.json: cannot be read"),
    ],
)
def test_every_mistake_is_one_sentence(asked: dict[str, Any], message: str, team: Path) -> None:
    with pytest.raises(UserError) as said:
        chosen(team, **asked)

    assert message in said.value.message


def test_all_words_that_are_unknown_are_told_together(team: Path) -> None:
    with pytest.raises(UserError) as said:
        chosen(team, providers=("x",), areas=("y",), severities=("z",))

    assert len(said.value.message.splitlines()) == 3


def test_a_selection_comes_whole_through_a_file(tmp_path: Path) -> None:
    asked = Selection(providers=("stripe",), severities=("low",), checks=("A-01/stripe/x",), said=("--only-failed",))

    assert Selection.read(asked.write(tmp_path)) == asked


def test_a_run_takes_what_all_of_the_options_ask_for(tmp_path: Path) -> None:
    """One check is judged for real; the next run takes it by having failed, and one that asks for none says so."""
    shop = tmp_path / "shop"
    shutil.copytree(NAIVE, shop, ignore=shutil.ignore_patterns(".assay", ".venv", "__pycache__"))
    common = ["-k", "PR-01/stripe/amount or WH-SIG-06/stripe/newer-first", "-n", "1"]

    first = assay("run", *common, "--severity", "critical", "--provider", "stripe", cwd=shop)
    (check,) = results(shop / ".assay" / "latest")["checks"]
    again = assay("run", "-n", "1", "--only-failed", cwd=shop)
    latest = results(shop / ".assay" / "latest")
    none = assay("run", *common, "--area", "SV", cwd=shop)

    assert first.returncode == 1, first.stderr
    assert check["id"] == "PR-01/stripe/amount"
    assert again.returncode == 1, again.stderr
    assert [one["id"] for one in latest["checks"]] == ["PR-01/stripe/amount"]
    assert latest["run"]["narrowed"] == ["--only-failed"]
    assert "only a part of the suite ran: --only-failed" in latest["gate"]["reasons"]
    assert none.returncode == 2
    assert "--area SV selects no check" in none.stderr


def test_where_nothing_failed_there_is_nothing_to_run_again(team: Path) -> None:
    place = team / "results.json"
    place.write_bytes(write(samples.green()))

    with pytest.raises(UserError) as said:
        chosen(team, only_failed=str(place))

    assert "no check failed, so there is none to run again" in said.value.message
