"""`assay sandbox` as a developer meets it: one line of JSON, the official SDK, webhooks, and a quick end."""

import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import stripe

from simulator.client import Control, Fault, SimulatorError, SimulatorProcess
from tests.simulator.receiver import Receiver

ASSAY = [sys.executable, "-m", "harness.cli", "sandbox"]


@contextmanager
def sandbox(*options: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    process = subprocess.Popen([*ASSAY, "--json", *options], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.wait(5)
        process.stdout.close()


def ended(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*ASSAY, *options], capture_output=True, text=True, check=False, timeout=20)


def sdk(ready: dict[str, Any], key: str | None = None) -> stripe.StripeClient:
    told = ready["stripe"]
    return stripe.StripeClient(key or told["secret_key"], base_addresses={"api": told["base_url"]})


def paid(client: stripe.StripeClient) -> stripe.PaymentIntent:
    return client.v1.payment_intents.create(
        {
            "amount": 1999,
            "currency": "eur",
            "payment_method": "pm_card_visa",
            "confirm": True,
            "automatic_payment_methods": {"enabled": True, "allow_redirects": "never"},
        }
    )


def test_one_line_of_json_says_all_that_an_integration_is_configured_with() -> None:
    with sandbox() as (process, ready):
        told = ready["stripe"]

        assert set(ready) == {"stripe", "square", "control", "page", "pid"}
        assert ready["pid"] == process.pid
        assert set(told) == {"base_url", "secret_key", "publishable_key", "webhook_secret"}
        assert re.fullmatch(r"sk_test_ASSAY\w{94}", told["secret_key"])
        assert re.fullmatch(r"pk_test_ASSAY\w{94}", told["publishable_key"])
        assert re.fullmatch(r"whsec_[0-9A-Za-z]{32}", told["webhook_secret"])
        assert set(ready["control"]) == {"base_url", "token"}
        process.terminate()
        assert process.stdout is not None
        assert process.stdout.read() == "", "nothing else was said on stdout"


def test_the_official_sdk_pays_and_its_webhooks_arrive_verified() -> None:
    with Receiver() as receiver, sandbox("--webhook-url", f"stripe={receiver.url}") as (_, ready):
        intent = paid(sdk(ready))
        assert intent.status == "succeeded"
        webhooks = receiver.wait_for(3)
        events = [webhook.verified(ready["stripe"]["webhook_secret"]) for webhook in webhooks]
        succeeded = next(event for event in events if event.type == "payment_intent.succeeded")

        assert succeeded.data.object.id == intent.id
        assert succeeded.livemode is False


def test_every_well_formed_test_key_is_a_world_of_its_own() -> None:
    with Receiver() as receiver, sandbox("--any-key", "--webhook-url", f"stripe={receiver.url}") as (_, ready):
        mine, theirs = (sdk(ready, f"sk_test_{'ab' * 12}{n}") for n in (1, 2))
        intent = paid(mine)
        with pytest.raises(stripe.InvalidRequestError, match="No such payment_intent"):
            theirs.v1.payment_intents.retrieve(intent.id)
        with pytest.raises(stripe.AuthenticationError):
            sdk(ready, "sk_live_ab12ab12ab12ab12").v1.payment_intents.list()

        assert receiver.wait_for(1)[0].verified(ready["stripe"]["webhook_secret"])


def test_it_varies_in_what_it_is_told_for_every_key() -> None:
    with sandbox("--any-key", "--vary", "id-lengths", "--vary", "messages") as (_, ready):
        control = Control(**ready["control"])
        lengths = {len(paid(sdk(ready, key)).id) for key in (None, f"sk_test_{'ab' * 12}3")}

        assert [world.view.variations for world in control.worlds()] == [("id-lengths", "messages")] * 2
        assert min(lengths) > 100


def test_what_is_made_up_comes_from_the_seed_and_keys_never_do() -> None:
    """An id also tells its time and its account; its end is made up."""
    with sandbox("--seed", "5") as (_, first), sandbox("--seed", "5") as (_, second):
        assert paid(sdk(first)).id[-8:] == paid(sdk(second)).id[-8:]
        assert first["stripe"]["secret_key"] != second["stripe"]["secret_key"]


def test_a_client_that_hangs_does_not_keep_it_from_stopping() -> None:
    with sandbox() as (process, ready):
        control = Control(**ready["control"])
        (world,) = control.worlds()
        world.fault(Fault(action="hang"))
        failed: list[Exception] = []

        def hanging() -> None:
            try:
                paid(sdk(ready))
            except stripe.APIConnectionError as lost:
                failed.append(lost)

        caller = threading.Thread(target=hanging)
        caller.start()
        while world.faults()[0].hits == 0:
            pass
        process.send_signal(signal.SIGTERM)

        assert process.wait(5) == 0
        caller.join(5)
        assert len(failed) == 1
        control.close()


def test_a_port_that_is_taken_is_said_with_its_number() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [*ASSAY, "--port-base", str(port)], capture_output=True, text=True, check=False, timeout=20
        )

    assert done.returncode == 2
    assert re.fullmatch(rf"assay sandbox: port {port} is taken\. .*\n", done.stderr)
    assert done.stdout == ""


def test_a_world_is_saved_when_it_stops_and_loaded_again(tmp_path: Path) -> None:
    """The same keys, the same webhook secret, and the same address if it is free."""
    file = tmp_path / "shop.assay"
    with Receiver() as receiver:
        with sandbox("--save", str(file), "--webhook-url", f"stripe={receiver.url}") as (process, first):
            intent = paid(sdk(first))
            receiver.wait_for(3)
            process.send_signal(signal.SIGTERM)

            assert process.wait(10) == 0
        with sandbox("--load", str(file)) as (_, second):
            again = sdk(second).v1.payment_intents.retrieve(intent.id)
            paid(sdk(second))

            assert second["stripe"] == first["stripe"]
            assert again.status == "succeeded"
            assert receiver.wait_for(6)[5].verified(first["stripe"]["webhook_secret"])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [left.name for left in tmp_path.iterdir()] == [file.name]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--load", "{}/none.assay"), r"none\.assay: cannot be read \(No such file or directory\)"),
        (("--load", "{}/notes.txt"), r"notes\.txt: it is no saved world: `assay sandbox --save FILE` writes one"),
        (("--save", "{}/none/shop.assay"), r"shop\.assay: cannot be written there"),
        (("--load", "{}/notes.txt", "--seed", "1"), "--seed is for a new world"),
    ],
)
def test_a_file_that_cannot_be_loaded_or_saved_is_said_at_once(
    options: tuple[str, ...], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "notes.txt").write_text("buy tea")
    done = ended(*(option.format(tmp_path) for option in options))

    assert done.returncode == 2
    assert re.search(sentence, done.stderr)
    assert "Traceback" not in done.stderr


def test_a_running_sandbox_leaves_its_card_for_other_commands(tmp_path: Path) -> None:
    card = tmp_path / ".assay" / "sandbox.json"
    process = subprocess.Popen([*ASSAY, "--json"], stdout=subprocess.PIPE, text=True, cwd=tmp_path)
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    told = json.loads(card.read_text())
    mode = stat.S_IMODE(card.stat().st_mode)
    process.terminate()

    assert process.wait(5) == 0
    assert told == {**ready, "world": "w1"}
    assert mode == 0o600
    assert not card.exists()
    process.stdout.close()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [("http://127.0.0.1:1/", "write PROVIDER=URL"), ("stripe=https://example.com/", "not on loopback")],
)
def test_a_webhook_url_that_cannot_be_is_refused(given: str, sentence: str) -> None:
    done = ended("--webhook-url", given)

    assert done.returncode == 2
    assert sentence in done.stderr.replace("\n", " ")


def test_people_are_told_how_to_point_an_sdk_at_it() -> None:
    process = subprocess.Popen(ASSAY, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            break
    process.send_signal(signal.SIGINT)

    assert process.wait(5) == 0
    assert "stripe.StripeClient(" in said
    assert "webhook secret" in said
    process.stdout.close()


def test_a_simulator_of_ours_ends_with_whoever_started_it() -> None:
    started = SimulatorProcess.start()
    assert started._process.stdin is not None
    started._process.stdin.close()

    assert started._process.wait(5) == 0
    started._process.stdin = None
    started.stop()


def test_a_simulator_that_does_not_start_says_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    broken = tmp_path / "sitecustomize.py"
    broken.write_text("import sys; sys.exit('this interpreter is out of order')")
    monkeypatch.setenv("PYTHONPATH", os.fspath(tmp_path))

    with pytest.raises(SimulatorError, match=r"(?s)did not start: .*out of order"):
        SimulatorProcess.start()
