"""`stripe_sandbox`, to which other people's tests opt in: what the example `pytest_fixture` does not show."""

import pytest
import stripe

from simulator.client import SimulatorError, SimulatorProcess
from simulator.pytest_plugin import StripeSandbox, stripe_api_version, stripe_sandbox
from tests.simulator.receiver import Receiver

__all__ = ["stripe_api_version", "stripe_sandbox"]


@pytest.fixture
def stripe_simulator(simulator: SimulatorProcess) -> SimulatorProcess:
    return simulator


def paid(sandbox: StripeSandbox) -> str:
    intent = sandbox.client.v1.payment_intents.create({"amount": 1999, "currency": "eur"})
    sandbox.act("pay", intent.id)
    return intent.id


def test_it_begins_empty_and_says_how_it_is_reached(stripe_sandbox: StripeSandbox) -> None:
    other = stripe.StripeClient(stripe_sandbox.secret_key, base_addresses={"api": stripe_sandbox.api_base})

    assert list(other.v1.payment_intents.list()) == []
    assert stripe_sandbox.events() == []
    assert stripe_sandbox.publishable_key.startswith("pk_test_")


def test_only_the_events_that_are_listened_to_arrive(stripe_sandbox: StripeSandbox, receiver: Receiver) -> None:
    endpoint = stripe_sandbox.listen(receiver.url, events=["payment_intent.succeeded"])
    paid(stripe_sandbox)
    stripe_sandbox.quiet()

    assert [told.verified(endpoint.secret).type for told in receiver.got] == ["payment_intent.succeeded"]


def test_news_is_held_until_it_is_released(stripe_sandbox: StripeSandbox, receiver: Receiver) -> None:
    stripe_sandbox.listen(receiver.url, events=["charge.succeeded"])
    stripe_sandbox.hold_news()
    paid(stripe_sandbox)
    stripe_sandbox.quiet()
    held = len(receiver.got)
    stripe_sandbox.release()
    stripe_sandbox.quiet()

    assert (held, len(receiver.got)) == (0, 1)


def test_events_named_by_type_are_the_newest_and_change_places(
    stripe_sandbox: StripeSandbox, receiver: Receiver
) -> None:
    stripe_sandbox.listen(receiver.url)
    stripe_sandbox.hold_news()
    intent = paid(stripe_sandbox)
    for _ in range(2):
        stripe_sandbox.act("refund", intent, amount=500)
    refunds = [event.id for event in stripe_sandbox.events(intent, "charge.refunded")]
    names = ("payment_intent.created", "charge.refunded")
    told = stripe_sandbox.deliver(*names, for_object=intent, behaviour="reorder")

    assert len(refunds) == 2
    assert [(record.event_type, record.status) for record in told] == [(names[1], 200), (names[0], 200)]
    assert told[0].event_id == refunds[-1]


def test_waiting_for_an_endpoint_that_hangs_ends(stripe_sandbox: StripeSandbox, receiver: Receiver) -> None:
    receiver.gate.clear()
    stripe_sandbox.listen(receiver.url)
    paid(stripe_sandbox)

    with pytest.raises(TimeoutError, match=r"still under way after 0\.1 s"):
        stripe_sandbox.quiet(0.1)


def test_a_fault_is_set_and_healed(stripe_sandbox: StripeSandbox) -> None:
    client = stripe_sandbox.client.v1.payment_intents
    fault = stripe_sandbox.fault(operation="*.list", action="status", status=500)
    with pytest.raises(stripe.APIError):
        client.list()
    stripe_sandbox.heal(fault)

    assert list(client.list()) == []


def test_it_goes_back_to_a_checkpoint(stripe_sandbox: StripeSandbox) -> None:
    first = paid(stripe_sandbox)
    stripe_sandbox.checkpoint("one paid")
    for _ in range(2):
        assert paid(stripe_sandbox) != first
        stripe_sandbox.go_back("one paid")

        assert [one.id for one in stripe_sandbox.client.v1.payment_intents.list()] == [first]


@pytest.mark.parametrize("stripe_api_version", ["2020-08-27"])
def test_the_account_may_have_an_older_api_version(stripe_sandbox: StripeSandbox, receiver: Receiver) -> None:
    endpoint = stripe_sandbox.listen(receiver.url)
    paid(stripe_sandbox)
    stripe_sandbox.quiet()

    assert {told.verified(endpoint.secret).api_version for told in receiver.got} == {"2020-08-27"}


def test_what_cannot_be_is_said(stripe_sandbox: StripeSandbox, receiver: Receiver) -> None:
    stripe_sandbox.listen(receiver.url)
    intent = paid(stripe_sandbox)
    event = "payment_intent.succeeded"

    with pytest.raises(SimulatorError, match=rf"^no event 'x\.y' concerns {intent} .*There are: .*{event}"):
        stripe_sandbox.deliver("x.y", for_object=intent)
    with pytest.raises(SimulatorError, match=r"^no event concerns pi_1 "):
        stripe_sandbox.deliver(event, for_object="pi_1")
    with pytest.raises(SimulatorError, match=r"no behaviour 'triplicate'\. Write one of: duplicate, "):
        stripe_sandbox.deliver(event, for_object=intent, behaviour="triplicate")
    with pytest.raises(SimulatorError, match=r"no forgery 'ink'\. Write one of: no-header, "):
        stripe_sandbox.deliver(event, for_object=intent, forgery="ink")
    with pytest.raises(SimulatorError, match=r"duplicate has no 'times'\. It takes: copies, within"):
        stripe_sandbox.deliver(event, for_object=intent, behaviour="duplicate", times=3)
    with pytest.raises(SimulatorError, match="copies belongs to a behaviour"):
        stripe_sandbox.deliver(event, for_object=intent, copies=3)
    with pytest.raises(SimulatorError, match="drop leaves nothing to deliver"):
        stripe_sandbox.deliver(event, for_object=intent, behaviour="drop")
    with pytest.raises(SimulatorError, match=r"there is no act 'bribe'\. Write one of: pay, "):
        stripe_sandbox.act("bribe", intent)
    with pytest.raises(SimulatorError, match=r"fault: .*'when'.* Write some of: id, operation, "):
        stripe_sandbox.fault(when="now")
