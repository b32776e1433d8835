"""The official Stripe CLI, unmodified: its triggers make the events of their names, its plain commands work.

It is installed apart, by the test itself, from npm and without its install script; where no package index can
be reached, the tests are skipped.
"""

import json
from typing import Any

import pytest

from simulator.client import SimulatorProcess, WorldClient
from tests.fidelity.cli import NOT_YET, TELLS, TRIGGERS, VERSION, Cli, Triggered, install, later
from tests.simulator.receiver import Receiver


@pytest.fixture(scope="module")
def cli(tmp_path_factory: pytest.TempPathFactory) -> Cli:
    made = install(tmp_path_factory.mktemp("cli"))
    if isinstance(made, str):
        pytest.skip(f"the Stripe CLI is not tried: {made}")
    return made


@pytest.fixture(scope="module")
def triggered(cli: Cli, simulator: SimulatorProcess) -> dict[str, Triggered]:
    return cli.trigger_all(simulator.control, TRIGGERS)


def test_a_trigger_makes_the_event_of_its_name(triggered: dict[str, Triggered]) -> None:
    failed = {
        event: done for event, done in triggered.items() if done.code or TELLS.get(event, event) not in done.types
    }

    assert failed == {}
    assert len(triggered) == len(TRIGGERS) > 50


def test_every_trigger_works_or_is_named_as_not_yet_there(cli: Cli) -> None:
    events = cli.events()

    assert cli.version() == VERSION
    assert TRIGGERS.keys() <= set(events)
    assert [event for event in events if (event in TRIGGERS) == (later(event) is not None)] == []
    assert [begins for begins in NOT_YET if not any(event.startswith(begins) for event in events)] == []


def test_what_stripe_refuses_on_accounts_of_today_fails_as_there(cli: Cli, world: WorldClient) -> None:
    """These triggers send a card's token to a customer's sources; there is nothing in that which is not simulated."""
    done = cli.run("trigger", "customer.source.created", world=world)

    assert done.returncode == 1
    assert "Card Token usage on the Customers API and Charges API has reached end of life" in done.stdout + done.stderr
    assert [call.path for call in world.calls() if call.unsupported] == []


def test_plain_commands_work(cli: Cli, world: WorldClient) -> None:
    def asked(*arguments: str) -> Any:
        done = cli.run(*arguments, world=world)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    intent = asked("payment_intents", "create", "--amount=2000", "--currency=usd")
    paid = asked(
        "payment_intents", "confirm", intent["id"], "--payment-method=pm_card_visa", "--return-url=https://a.b"
    )
    listed = asked("get", "/v1/charges", "--limit", "1")
    customer = asked("post", "/v1/customers", "-d", "email=a@example.com")
    events = asked("events", "list", "--limit", "1", "--type", "customer.created")

    assert (paid["status"], paid["amount_received"]) == ("succeeded", 2000)
    assert asked("get", intent["id"])["latest_charge"] == listed["data"][0]["id"]
    assert events["data"][0]["data"]["object"]["id"] == customer["id"]
    assert [call.path for call in world.calls() if call.unsupported] == []


def test_an_event_is_sent_again(cli: Cli, world: WorldClient) -> None:
    """To one endpoint, as it was and signed afresh; the CLI prints the event."""
    with Receiver() as receiver, Receiver() as other:
        wanted, _ = world.endpoint(receiver.url), world.endpoint(other.url)
        cli.run("post", "/v1/customers", world=world)
        [first] = receiver.wait_for(1)
        other.wait_for(1)
        event = first.verified(wanted.secret)
        done = cli.run("events", "resend", event.id, "--webhook-endpoint", wanted.id, world=world)
        again = receiver.wait_for(2)[1]

        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["id"] == event.id
        assert again.verified(wanted.secret).to_dict() == {**event.to_dict(), "pending_webhooks": 0}
        assert len(other.got) == 1
