"""`assay diagnose`: what it reads, what it says, its exit codes, and every mistake; no secret is ever printed."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness.cli.diagnose import command
from simulator.paypal import signing as paypal
from simulator.paypal.certificates import CERTIFICATES
from simulator.provider import Endpoint
from simulator.square import signing as square
from simulator.stripe import signing as stripe
from tests.harness.cli.command import assay
from tests.harness.diagnosis.mutations import COMPACT, PRETTY

SECRET = "whsec_0123456789abcdefghijABCDEFGHIJ"
ENDPOINT = Endpoint("we_1", "https://shop.example/webhooks", (SECRET,))


@pytest.fixture
def delivery(tmp_path: Path) -> Path:
    """Return a folder with a delivery of Stripe's that was just signed, and its secret."""
    signed = stripe.sign(COMPACT, ENDPOINT, int(time.time()))
    (tmp_path / "headers").write_text("".join(f"{name}: {value}\n" for name, value in signed.headers))
    (tmp_path / "body").write_bytes(signed.body)
    (tmp_path / "secret").write_text(SECRET)
    return tmp_path


def diagnose(folder: Path, *more: str, secret: str = "secret", env: dict[str, str] | None = None) -> Result:
    secrets = ["--secret-file", str(folder / secret)] if secret else []
    return CliRunner().invoke(command, [str(folder / "headers"), str(folder / "body"), *secrets, *more], env=env)


def test_what_verifies_says_so_and_ends_with_0(delivery: Path) -> None:
    said = assay("diagnose", "headers", "body", "--secret-file", "secret", cwd=delivery)

    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("Stripe: evt_1 payment_intent.succeeded, ")
    assert "✓ it verifies as it stands" in said.stdout


def test_what_would_have_matched_is_told_with_its_remedy(delivery: Path) -> None:
    (delivery / "body").write_bytes(json.dumps(json.loads(COMPACT)).encode())
    (delivery / "secret").write_text(f"{SECRET}\n")

    said = diagnose(delivery)

    words = " ".join(said.output.split())
    assert said.exit_code == 1
    assert "✗ refused as it stands. It would have matched with all of these:" in words
    assert "without the line end after it (secret)" in words
    assert "the same JSON written otherwise: without blanks (body)" in words
    assert "→ It was parsed and written again" in words
    assert SECRET not in said.output
    assert SECRET[6:] not in said.output


def test_a_secret_may_be_in_a_variable_and_the_first_is_ones_own(delivery: Path) -> None:
    env = {"WRONG": "whsec_another_one_entirely", "RIGHT": SECRET}

    alone = diagnose(delivery, "--secret-env", "RIGHT", secret="", env=env)
    second = diagnose(delivery, "--secret-env", "WRONG", "--secret-env", "RIGHT", secret="", env=env)

    assert alone.exit_code == 0
    assert second.exit_code == 1
    assert "the secret in RIGHT in place of the secret in WRONG" in " ".join(second.output.split())


def test_nothing_that_matches_ends_with_1(delivery: Path) -> None:
    (delivery / "body").write_bytes(COMPACT.replace(b"evt_1", b"evt_2"))

    said = diagnose(delivery)

    assert said.exit_code == 1
    assert "nothing that was tried would have matched" in said.output


def test_the_clock_can_be_that_of_then(delivery: Path) -> None:
    late = diagnose(delivery, "--now", "2040-01-01T00:00:00Z")

    assert late.exit_code == 1
    assert "(clock)" in late.output
    assert diagnose(delivery, "--now", "2040-01-01T00:00:00Z", "--tolerance", "0").exit_code == 0
    assert diagnose(delivery, "--now", str(int(time.time()))).exit_code == 0


@pytest.mark.parametrize("form", ["object", "lists", "pairs", "named", "wrapped", "curl", "cgi"])
def test_headers_are_read_as_frameworks_and_logs_write_them(form: str, delivery: Path) -> None:
    lines = (delivery / "headers").read_text().splitlines()
    pairs = [line.split(": ", 1) for line in lines]
    forms = {
        "object": json.dumps(dict(pairs)),
        "lists": json.dumps({name: [value] for name, value in pairs}),
        "pairs": json.dumps(pairs),
        "named": json.dumps([{"name": name, "value": value} for name, value in pairs]),
        "wrapped": json.dumps({"headers": dict(pairs)}),
        "curl": "> POST /webhooks HTTP/1.1\r\n" + "".join(f"> {line}\r\n" for line in lines) + ">\r\n",
        "cgi": json.dumps({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in pairs}),
    }
    (delivery / "headers").write_text(forms[form])

    assert diagnose(delivery).exit_code == 0


def test_data_can_be_had_in_place_of_text(delivery: Path) -> None:
    (delivery / "body").write_bytes(COMPACT + b"\n")

    found = json.loads(diagnose(delivery, "--json").output)

    assert found["provider"] == "stripe"
    assert [one["what"] for one in found["departures"]] == ["body"]


def test_paypal_and_square_are_told_by_their_headers(tmp_path: Path) -> None:
    of_paypal = Endpoint(
        "1JE4291016473214C", "https://x/", ("1JE4291016473214C",), certificates="https://api.paypal.com"
    )
    for signed, more in (
        (
            paypal.sign(PRETTY, of_paypal, int(time.time())),
            ["--webhook-id", "1JE4291016473214C", "--certificate", str(tmp_path / "certificate")],
        ),
        (square.sign(PRETTY, ENDPOINT), ["--url", ENDPOINT.url, "--secret-file", str(tmp_path / "secret")]),
    ):
        (tmp_path / "certificate").write_bytes(CERTIFICATES.pem("genuine"))
        (tmp_path / "secret").write_text(SECRET)
        (tmp_path / "headers").write_text("".join(f"{name}: {value}\n" for name, value in signed.headers))
        (tmp_path / "body").write_bytes(signed.body)
        right = diagnose(tmp_path, *more, secret="")
        (tmp_path / "body").write_bytes(signed.body + b"\n")
        wrong = diagnose(tmp_path, *more, secret="")

        assert right.exit_code == 0, right.output
        assert wrong.exit_code == 1
        assert "without the newline at its end" in " ".join(wrong.output.split())


@pytest.mark.parametrize(
    ("headers", "more", "message"),
    [
        ("Stripe-Signature t=1\n", [], "headers:1: 'Stripe-Signature t=1' is no header"),
        ("A: b\n\nno header here\n", [], "headers:3: 'no header here' is no header"),
        ('{"a": ', [], "headers:1: not JSON"),
        ("", [], "headers: there is nothing in it"),
        ("[1]", [], "headers: 1 is no header"),
        ('{"a": {}}', [], "headers: a: its value is no text"),
        ("Content-Type: a/b\n", [], "no header of a provider is in it"),
        ("Stripe-Signature: t=1,v1=a\nSquare-Environment: x\n", [], "headers of stripe and square"),
        (None, ["--secret-env", "NOT_SET_ANYWHERE"], "--secret-env NOT_SET_ANYWHERE: the variable is not set"),
        (None, ["--now", "yesterday"], "--now 'yesterday': it is no time"),
        (None, ["--secret-file", "/nowhere/at/all"], "/nowhere/at/all: cannot be read (No such file or directory)"),
        ("x-square-signature: a\n", [], "Square signs the notification URL too"),
        ("x-square-signature: a\n", ["--url", "shop.example"], "--url shop.example: it is no address"),
        ("paypal-auth-algo: a\n", [], "PayPal signs the webhook's id too"),
        ("paypal-auth-algo: a\n", ["--certificate", "{headers}"], "it holds no certificate"),
    ],
)
def test_every_mistake_is_one_sentence(headers: str | None, more: list[str], message: str, delivery: Path) -> None:
    if headers is not None:
        (delivery / "headers").write_text(headers)

    said = diagnose(delivery, *[word.format(headers=delivery / "headers") for word in more])

    assert said.exit_code == 2
    assert message in said.output
    assert "Traceback" not in said.output


def test_a_secret_in_the_headers_is_not_shown_either(delivery: Path) -> None:
    (delivery / "headers").write_text(f"this is {SECRET} pasted wrongly\n")

    said = diagnose(delivery)

    assert said.exit_code == 2
    assert SECRET not in said.output


def test_without_a_secret_it_asks_for_one(delivery: Path) -> None:
    said = diagnose(delivery, secret="")

    assert said.exit_code == 2
    assert "Stripe signs with a secret: say where it is" in said.output
