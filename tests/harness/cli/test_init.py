"""`assay init` as its user has it: what it writes, what it refuses to write over, what it asks, what it never shows."""

from __future__ import annotations

import os
import pty
import shutil
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from harness import descriptor
from harness.cli.init import command
from tests.harness.cli.command import assay, environment
from tests.harness.drafting.forest import plant

EXAMPLES = Path(__file__).parents[3] / "examples"


def init(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(command, [str(folder), *more])


def test_it_writes_a_descriptor_and_names_the_doctor(tmp_path: Path) -> None:
    plant("express", tmp_path)

    said = assay("init", cwd=tmp_path)

    assert said.returncode == 0, said.stderr
    assert "Express (JavaScript), package.json:5" in said.stdout
    assert "/webhooks/stripe  (src/server.js:7)" in said.stdout
    assert said.stdout.rstrip().endswith("Next: assay doctor")
    assert descriptor.read(tmp_path / "assay.toml").provider["stripe"].webhook_path == "/webhooks/stripe"


def test_what_is_missing_is_told_with_its_line(tmp_path: Path) -> None:
    plant("spring", tmp_path)

    said = init(tmp_path)

    lines = (tmp_path / "assay.toml").read_text().splitlines()
    number = next(number for number, line in enumerate(lines, 1) if line.startswith("# MISSING: what it sells"))
    assert said.exit_code == 0
    assert f"assay.toml:{number}: what it sells, at which price" in " ".join(said.output.split())
    assert f"Fill in what is MISSING, then: assay doctor --target {tmp_path}" in said.output


def test_it_never_writes_over_a_file_unasked(tmp_path: Path) -> None:
    plant("express", tmp_path)
    (tmp_path / "assay.toml").write_text("# mine\n")

    refused = init(tmp_path)
    kept = (tmp_path / "assay.toml").read_text()
    forced = init(tmp_path, "--force")

    assert refused.exit_code == 2
    assert f"{tmp_path}/assay.toml: it is there already, and nothing was written" in refused.output
    assert "--force" in refused.output
    assert kept == "# mine\n"
    assert forced.exit_code == 0
    assert "[target]" in (tmp_path / "assay.toml").read_text()


def test_a_workflow_that_is_there_keeps_the_descriptor_from_being_written_too(tmp_path: Path) -> None:
    plant("express", tmp_path)
    workflow = tmp_path / ".github" / "workflows" / "assay.yml"
    workflow.parent.mkdir(parents=True)
    workflow.write_text("# mine\n")

    refused = init(tmp_path, "--ci", "github")

    assert refused.exit_code == 2
    assert "assay.yml: it is there already" in refused.output
    assert workflow.read_text() == "# mine\n"
    assert not (tmp_path / "assay.toml").exists()


@pytest.mark.parametrize("name", ["express", "fastapi", "go", "laravel", "rails", "spring"])
def test_the_workflow_is_yaml_and_installs_no_package_by_a_mere_name(name: str, tmp_path: Path) -> None:
    plant(name, tmp_path)

    assert init(tmp_path, "--ci", "github").exit_code == 0
    text = (tmp_path / ".github" / "workflows" / "assay.yml").read_text()
    steps = yaml.safe_load(text)["jobs"]["assay"]["steps"]

    assert [step["run"] for step in steps if step.get("name") == "Judge the integration"] == ["assay run"]
    assert all({"uses"} <= set(step) or {"run"} <= set(step) for step in steps)
    assert "pipx install assay" not in text


def test_the_workflow_of_a_part_of_a_repository_stands_at_its_root(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    folder = plant("express", tmp_path / "services" / "shop")

    assert init(folder, "--ci", "github").exit_code == 0

    text = (tmp_path / ".github" / "workflows" / "assay.yml").read_text()
    assert "run: assay run --target services/shop/\n" in text
    assert "path: services/shop/.assay/latest/\n" in text


def test_flags_take_the_place_of_what_was_found(tmp_path: Path) -> None:
    flags = (
        "--provider", "stripe", "--start", "bin/serve {port}", "--ready", "/up", "--webhook-path", "/hooks",
        "--payment", "checkout_session", "--checkout", "POST /buy", "--field", "thing={sku}", "--save", "order=$.no",
        "--product", "tea:1999:EUR", "--order", "/buys/{order}", "--status", "$.state", "--paid", "done",
        "--unpaid", "waiting",
    )  # fmt: skip
    (tmp_path / "shop.py").write_text("import stripe\n")

    said = init(tmp_path, *flags)
    read = descriptor.read(tmp_path / "assay.toml")

    assert said.exit_code == 0
    assert read.target.start == "bin/serve {port}"
    assert read.provider["stripe"].webhook_path == "/hooks"
    assert read.checkout.payment == "checkout_session"
    assert read.checkout.requests[0].json == {"thing": "{sku}"}
    assert read.checkout.products["tea"].currency == "eur"
    assert read.order.read.path == "/buys/{order}"
    assert read.order.states["paid"] == ("done",)


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (("--provider", "strype"), "'strype' is no provider that is simulated. Write some of: stripe,paypal,square"),
        (("--webhook-path", "paypal=/x"), "--webhook-path paypal=/x: say whose it is, stripe: NAME=/PATH"),
        (("--webhook-path", "hooks"), "'hooks' is no path. It begins with a slash"),
        (("--checkout", "POST buy"), "'POST buy' is no request. Write METHOD and path"),
        (("--product", "tea:19.99:eur"), "'tea:19.99:eur' is no product. Write SKU:AMOUNT:CURRENCY"),
        (("--field", "sku"), "'sku' is no pair. Write NAME=VALUE: sku={sku}"),
        (("--order", "orders"), "'orders' is no path"),
    ],
)
def test_a_flag_that_is_wrong_is_told_and_nothing_is_written(
    flags: tuple[str, ...], message: str, tmp_path: Path
) -> None:
    plant("express", tmp_path)

    said = init(tmp_path, *flags)

    assert said.exit_code == 2
    assert message in said.output
    assert not (tmp_path / "assay.toml").exists()


def test_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    plant("express", tmp_path)
    (tmp_path / ".github").write_text("a file, where a folder is needed\n")

    said = init(tmp_path, "--ci", "github")

    assert said.exit_code == 2
    assert "assay.yml: it cannot be written (" in said.output


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    said = init(tmp_path / "nowhere")

    assert said.exit_code == 2
    assert "nowhere: it is no folder" in said.output


def test_a_descriptor_with_a_mistake_of_a_flag_says_what_the_reader_says(tmp_path: Path) -> None:
    plant("express", tmp_path)

    said = init(tmp_path, "--start", "node src/server.js --port {prt}")

    assert "It is not yet a descriptor that Assay reads:" in said.output
    assert "the variable {prt} is not known here" in said.output


@pytest.mark.parametrize("name", ["fastapi", "symfony"])
def test_no_value_of_an_env_file_is_printed_or_copied(name: str, tmp_path: Path) -> None:
    plant(name, tmp_path)

    said = init(tmp_path, "--ci", "github")

    everything = said.output + (tmp_path / "assay.toml").read_text()
    assert said.exit_code == 0
    assert not [secret for secret in ("sk_test_51H", "whsec_zy", "verysecret", "EAAAE") if secret in everything]


def test_on_a_terminal_it_asks_and_enter_takes_what_was_found(tmp_path: Path) -> None:
    plant("sinatra", tmp_path)
    (tmp_path / "assay.toml").write_text("# mine\n")
    answers = "y\nbundle exec ruby app.rb -p {port}\n\n\n\n\nno path\n/orders/{order}.json\n\n\n\nn\n"

    code, shown = _at_terminal(tmp_path, answers)

    read = descriptor.read(tmp_path / "assay.toml")
    assert code == 0, shown
    assert "is there already. Write over it?" in shown
    assert "Where it takes webhooks of Stripe [/webhook]" in shown
    assert "'no path' is no path. It begins with a slash" in shown
    assert read.target.start == "bundle exec ruby app.rb -p {port}"
    assert read.order.read.path == "/orders/{order}.json"
    assert read.provider["stripe"].webhook_path == "/webhook"


def _at_terminal(folder: Path, answers: str) -> tuple[int, str]:
    """Run the command on a terminal of its own, with everything typed ahead."""
    process, terminal = pty.fork()
    if process == 0:  # the child
        os.chdir(folder)
        os.execve(sys.executable, [sys.executable, "-P", "-m", "harness.cli", "init"], environment())
    os.write(terminal, answers.encode())
    shown = b""
    while True:
        try:
            part = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not part:
            break
        shown += part
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), shown.decode(errors="replace")


def test_from_nothing_to_a_healthy_doctor_without_an_edit(tmp_path: Path) -> None:
    """The example with its descriptor taken away: what is drafted is enough for the whole walk."""
    ignored = shutil.ignore_patterns("*.toml", ".assay", "__pycache__")
    folder = shutil.copytree(EXAMPLES / "flask_sync", tmp_path / "shop", ignore=ignored)

    drafted = assay("init", cwd=folder)
    walked = assay("doctor", cwd=folder, within=180)

    assert drafted.returncode == 0, drafted.stderr
    assert walked.returncode == 0, walked.stdout
    assert "All is well" in walked.stdout
