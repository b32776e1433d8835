"""`assay new` as its user has it: a project that is green at once, and a folder that is never written over."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness import descriptor
from harness.cli.new import command
from tests.harness.cli.command import assay


def new(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(command, [str(folder), *more])


def test_what_it_writes_is_green(tmp_path: Path) -> None:
    """A control of each kind: what is refused, what is counted, what is believed, a price, a card, what is logged."""
    written = assay("new", "a shop", "--provider", "stripe,paypal,square", "--package", "till", cwd=tmp_path)
    folder = tmp_path / "a shop"
    path = folder / "assay.toml"
    path.write_text(path.read_text().replace("within = 20.0", "within = 120.0"))  # a busy machine starts slowly
    controls = ("WH-SIG-01", "WH-IDEM-01", "SV-01", "PR-03", "CD-02", "LOG-01")

    judged = assay("run", "--quick", "-n", "1", "-k", " or ".join(controls), cwd=folder, within=600)

    assert written.returncode == 0, written.stderr
    assert "a shop that takes Stripe, PayPal, Square" in written.stdout
    assert judged.returncode == 0, judged.stdout + judged.stderr
    results = json.loads((folder / ".assay" / "latest" / "results.json").read_text())
    passed = {(check["control"], check["provider"]) for check in results["checks"] if check["verdict"] == "pass"}
    assert {("WH-SIG-01", provider) for provider in ("stripe", "paypal", "square")} <= passed
    assert {control for control, _ in passed} >= set(controls)


def test_stripe_alone_is_what_it_takes_unless_others_are_named(tmp_path: Path) -> None:
    said = new(tmp_path / "shop")

    read = descriptor.read(tmp_path / "shop" / "assay.toml")
    assert said.exit_code == 0
    assert set(read.provider) == {"stripe"}
    assert read.target.name == "shop"
    assert "PAYPAL" not in (tmp_path / "shop" / ".env.example").read_text()
    assert f"cd {tmp_path}/shop && assay run --quick" in said.output


def test_a_folder_that_is_empty_may_be_there(tmp_path: Path) -> None:
    assert new(tmp_path).exit_code == 0
    assert (tmp_path / ".github" / "workflows" / "assay.yml").exists()


def test_a_folder_that_is_not_empty_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine\n")

    refused = new(tmp_path)

    assert refused.exit_code == 2
    assert f"{tmp_path}: it is not empty, and nothing was written" in refused.output
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--provider", "adyen"), "--provider 'adyen' is no provider that is simulated"),
        (("--provider", ","), "--provider names nobody"),
        (("--provider", "paypal"), "the model app always takes Stripe. Add it: --provider stripe,paypal"),
        (("--package", "my-shop"), "--package 'my-shop' is no name of a package"),
        (("--package", "stripe"), "--package 'stripe' is the name of another package"),
    ],
)
def test_a_flag_that_is_wrong_is_told_and_nothing_is_written(
    flags: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    said = new(tmp_path / "shop", *flags)

    assert said.exit_code == 2
    assert message in said.output
    assert not (tmp_path / "shop").exists()


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "shop").write_text("mine\n")

    said = new(tmp_path / "shop")

    assert said.exit_code == 2
    assert "it is a file" in said.output
