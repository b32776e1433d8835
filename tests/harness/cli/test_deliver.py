"""`assay deliver` against a sandbox that runs: what it delivers, what it prints, and its exit code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import stripe
from click.testing import CliRunner, Result

from harness.cli.deliver import command
from simulator.client import EndpointView, WorldClient, running
from tests.simulator.receiver import Receiver

sys.path.append(str(Path(__file__).parent))

from command import assay, environment

Deliver = Callable[..., Result]
SUCCEEDED = "payment_intent.succeeded"
CARD = '{"control": {"base_url": "%s", "token": "t"}}'


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return a folder in which a sandbox was started."""
    place = tmp_path_factory.mktemp("shop")
    start = [sys.executable, "-m", "harness.cli", "sandbox", "--json"]
    with subprocess.Popen(start, stdout=subprocess.PIPE, text=True, cwd=place, env=environment()) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["pid"] == process.pid
        yield place
        process.terminate()


@pytest.fixture
def world(folder: Path) -> Iterator[WorldClient]:
    """Return a world of that sandbox which is not its first: the object says which one is meant."""
    control = running(folder / ".assay" / "sandbox.json")
    world = control.new_world()
    world.hold_news()
    yield world
    world.close()
    control.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as made:
        yield made


@pytest.fixture
def endpoint(world: WorldClient, receiver: Receiver) -> EndpointView:
    return world.endpoint(receiver.url)


@pytest.fixture
def payment(world: WorldClient) -> str:
    """Return a payment that was made and paid."""
    told = world.provider()
    client = stripe.StripeClient(told.test.secret_key, base_addresses={"api": told.base_url})
    intent = client.v1.payment_intents.create({"amount": 1999, "currency": "eur"})
    world.act("pay", object=intent.id)
    return intent.id


@pytest.fixture
def deliver(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Deliver:
    monkeypatch.chdir(folder)
    return lambda *arguments: CliRunner().invoke(command, arguments)


def test_an_event_is_delivered_and_told_in_a_line(
    folder: Path, endpoint: EndpointView, receiver: Receiver, payment: str
) -> None:
    done = assay("deliver", SUCCEEDED, "--for", payment, cwd=folder)
    (got,) = receiver.got

    assert done.returncode == 0, done.stderr
    assert re.fullmatch(rf"{SUCCEEDED}  evt_\w+  answered 200 after \d+ ms\n", done.stdout)
    assert got.verified(endpoint.secret).data.object.id == payment


def test_a_behaviour_changes_the_delivery(
    deliver: Deliver, endpoint: EndpointView, receiver: Receiver, payment: str
) -> None:
    done = deliver(SUCCEEDED, "--for", payment, "--behaviour", "parallel_duplicate")

    assert done.exit_code == 0
    assert re.fullmatch(r"(.*  answered 200 after \d+ ms\n){2}", done.stdout)
    assert done.stdout.count("  copy 1  ") == 1
    assert len({got.verified(endpoint.secret).id for got in receiver.got}) == 1


def test_behaviours_are_applied_one_after_the_other(
    deliver: Deliver, endpoint: EndpointView, receiver: Receiver, payment: str
) -> None:
    both = ("payment_intent.created", SUCCEEDED)
    done = deliver(*both, "--for", payment, "--behaviour", "reorder", "--behaviour", "parallel_duplicate")

    assert done.exit_code == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [SUCCEEDED, SUCCEEDED, both[0], both[0]]
    assert [got.verified(endpoint.secret).type for got in receiver.got] == [SUCCEEDED, SUCCEEDED, both[0], both[0]]


def test_an_id_is_as_good_as_a_type(
    deliver: Deliver, endpoint: EndpointView, receiver: Receiver, payment: str, world: WorldClient
) -> None:
    event = world.events(payment, SUCCEEDED)[0].id
    done = deliver(event)

    assert done.exit_code == 0
    assert [got.verified(endpoint.secret).id for got in receiver.got] == [event]


@pytest.mark.parametrize(
    ("status", "options", "code", "said"),
    [
        (
            400,
            ("--forgery", "no-header", "--forgery", "random-signature"),
            0,
            ["forged (no-header)  answered 400", "forged (random-signature)  answered 400"],
        ),
        (200, ("--forgery", "no-header"), 1, ["answered 200", "✗ must be refused"]),
        (500, (), 1, ["answered 500", "✗ must be accepted"]),
        (302, (), 1, ["answered 302", "✗ must be accepted"]),
    ],
)
def test_the_exit_code_says_whether_it_was_answered_as_it_must_be(
    deliver: Deliver,
    endpoint: EndpointView,
    receiver: Receiver,
    payment: str,
    status: int,
    options: tuple[str, ...],
    code: int,
    said: list[str],
) -> None:
    receiver.status = status
    done = deliver(SUCCEEDED, "--for", payment, *options)

    assert done.exit_code == code
    assert all(words in done.stdout for words in said), done.stdout


def test_nobody_at_home_has_refused_nothing(deliver: Deliver, world: WorldClient, payment: str) -> None:
    world.endpoint("http://127.0.0.1:9/nobody")
    done = deliver(SUCCEEDED, "--for", payment, "--forgery", "no-header")

    assert done.exit_code == 1
    assert "not answered: connection refused" in done.stdout


def test_the_sandbox_can_be_named(
    folder: Path,
    deliver: Deliver,
    endpoint: EndpointView,
    payment: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    told = json.loads((folder / ".assay" / "sandbox.json").read_text())["control"]
    (tmp_path / "token").write_text(told["token"] + "\n")
    monkeypatch.chdir(tmp_path)
    named = ("--control", told["base_url"], "--token-file", "token")

    assert deliver(SUCCEEDED, "--for", payment, *named).exit_code == 0
    (tmp_path / "token").write_text("another")
    wrong = deliver(SUCCEEDED, "--for", payment, *named)
    assert (wrong.exit_code, wrong.stderr.splitlines()[0][:36]) == (2, "the token is missing or unknown. Sen")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ("charge.refunded", "--for", "{}"),
            r"no event 'charge\.refunded' concerns pi_\w+ on the test side\. There are: .*payment_intent\.succeeded",
        ),
        ((SUCCEEDED, "--for", "pi_nowhere"), r"no event concerns pi_nowhere on the test side\. .*"),
        ((SUCCEEDED, "--for", "{}", "--side", "live"), r"no event concerns pi_\w+ on the live side\. .*"),
        (
            (SUCCEEDED, "--for", "{}", "--behaviour", "triplicate"),
            r"there is no behaviour 'triplicate'\. Write one of: duplicate, .*",
        ),
        ((SUCCEEDED, "--for", "{}", "--forgery", "ink"), r"there is no forgery 'ink'\. Write one of: no-header, .*"),
        ((SUCCEEDED, "--for", "{}", "--behaviour", "drop"), r"drop leaves nothing to deliver\. Name further events"),
        ((SUCCEEDED, "--for", "{}"), r"schedule: .* has nowhere to go: no enabled webhook endpoint .*"),
        ((SUCCEEDED, "--control", "http://127.0.0.1:1"), r"--control and --token-file belong together: .*"),
        (
            (SUCCEEDED, "--control", "http://example.com", "--token-file", "x"),
            r"--control http://example\.com: a sandbox is on this machine\. .*",
        ),
        (
            (SUCCEEDED, "--control", "http://[", "--token-file", "x"),
            r"--control http://\[: a sandbox is on this machine\. .*",
        ),
        (
            (SUCCEEDED, "--control", "http://127.0.0.1:9", "--token-file", "none"),
            r"--token-file none: cannot be read \(No such file or directory\)",
        ),
        (
            (SUCCEEDED, "--control", "http://127.0.0.1:9", "--token-file", ".assay/.gitignore"),
            r"the simulator at http://127\.0\.0\.1:9 does not answer: .*",
        ),
    ],
)
def test_a_mistake_is_one_sentence(deliver: Deliver, payment: str, arguments: tuple[str, ...], said: str) -> None:
    done = deliver(*(argument.format(payment) for argument in arguments))

    assert done.exit_code == 2
    assert re.fullmatch(said + r"\n", done.stderr)
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (None, "so no sandbox runs in this folder. Start one: assay sandbox"),
        ("{}", "it is not what a sandbox writes"),
        (CARD % "http://example.com", "it is not what a sandbox writes"),
        (CARD % "http://127.0.0.1:9", "the sandbox that wrote it does not answer. Start one anew: assay sandbox"),
    ],
)
def test_a_folder_without_a_sandbox_is_said(
    deliver: Deliver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, card: str | None, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if card is not None:
        (tmp_path / ".assay").mkdir()
        (tmp_path / ".assay" / "sandbox.json").write_text(card)
    done = deliver(SUCCEEDED, "--for", "pi_1")

    assert done.exit_code == 2
    assert said in done.stderr
