"""`assay controls` says to a stranger what is asked and what proves it, and to a program the same as data."""

import json
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli import main
from harness.controls.catalogue import load


def said(*arguments: str, width: int = 100) -> Result:
    return CliRunner().invoke(main, ["controls", *arguments], env={"COLUMNS": str(width)})


def flat(text: str) -> str:
    return " ".join(text.split())


def test_every_control_is_listed_with_what_it_asks_and_what_proves_it() -> None:
    listed = said()
    text = flat(listed.output)

    assert listed.exit_code == 0
    assert text.startswith("82 controls in 19 areas: 29 critical, 38 high, 14 medium, 1 low.")
    for area in load().areas:
        assert f"{area.title} ({area.prefix}) {area.about}" in text
    for control in load().controls.values():
        assert f"{control.title} {control.asks} Proof: {control.proves}" in text


@pytest.mark.parametrize("width", [20, 40, 72, 100, 300])
def test_the_text_fits_the_terminal(width: int) -> None:
    widest = max(len(line) for line in said(width=width).output.splitlines())

    assert widest <= max(60, min(width, 110))


def test_one_control_is_shown_whole() -> None:
    shown = said("WH-SIG-03")
    control = load().controls["WH-SIG-03"]
    text = flat(shown.output)

    assert shown.exit_code == 0
    assert "WH-SIG-03 critical Webhook signature Only this endpoint's current secret is accepted" in text
    for part in (control.because, control.asks, control.proves, control.not_observable, control.remedy.all):
        assert part in text
    assert "Stripe Each endpoint has its own whsec_ secret" in text
    assert "supports: 6.2.4(c), 2.2.2" in text
    assert "11.2.5 (L3) Cryptographic modules fail safely" in text
    assert "CWE-1188" in text
    assert "docs.stripe.com/webhooks" in text
    assert "scenarios/test_webhook_signature.py::" in text


@pytest.mark.parametrize("control_id", load().controls)
def test_each_control_can_be_shown(control_id: str) -> None:
    shown = said(control_id, width=50)

    assert shown.exit_code == 0
    assert control_id in shown.output


def test_a_control_that_only_a_deployment_can_show_says_so() -> None:
    assert "only in a deployment with TLS" in flat(said("TR-01").output)


def test_a_control_that_pci_does_not_ask_for_says_so() -> None:
    assert "asks nothing of the kind" in flat(said("WH-ACK-03").output)


def test_direct_evidence_is_told_from_support() -> None:
    text = flat(said("CD-04").output)

    assert "direct evidence: 3.3.1, 3.5.1, 3.5.1.1, 3.2.1" in text
    assert "covers" not in text


def test_an_area_is_listed_by_its_prefix_or_its_stem_in_any_case() -> None:
    by_prefix, by_stem = said("rec"), said("Reconciliation")

    assert by_prefix.output == by_stem.output
    assert flat(by_prefix.output).startswith("3 controls in 1 area: 2 high, 1 medium.")


def test_an_unknown_id_is_one_line_with_a_suggestion() -> None:
    refused = said("WH-SGI-01")

    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr == "unknown control 'WH-SGI-01'. Did you mean WH-SIG-01?\n"


def test_an_id_like_no_other_is_told_how_to_list_them() -> None:
    assert said("42").stderr == "unknown control '42'. List them all: assay controls\n"


def test_the_data_holds_what_the_text_says() -> None:
    data = json.loads(said("--json").stdout)
    first = data["controls"][0]

    assert data["catalogue"] == load().digest()
    assert [control["id"] for control in data["controls"]] == list(load().controls)
    assert len(data["areas"]) == 19
    assert first["for"] == ["stripe", "paypal", "square"]
    assert first["scenarios"]


def test_the_data_of_one_control_is_that_control_alone() -> None:
    data = json.loads(said("pr-01", "--json").stdout)

    assert [control["id"] for control in data["controls"]] == ["PR-01"]
    assert [area["prefix"] for area in data["areas"]] == ["PR"]


def test_a_broken_catalogue_is_one_line_with_its_place(tmp_path: Path) -> None:
    built_in = Path(str(resources.files("harness.controls")))
    shutil.copytree(built_in, tmp_path / "mine", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    price = tmp_path / "mine" / "price.toml"
    price.write_text(price.read_text(encoding="utf-8").replace("because = ", "becuase = ", 1), encoding="utf-8")
    refused = said("--catalogue", str(tmp_path / "mine"))

    assert refused.exit_code == 2
    assert refused.stdout == ""
    assert refused.stderr == 'price.toml:14: [PR-01] unknown key "becuase". Did you mean "because"?\n'


def test_the_installed_command_writes_plain_text_into_a_pipe() -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "harness.cli", "controls", "PR-01"], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr
    assert "The server sets the price" in ran.stdout
    assert "\x1b" not in ran.stdout
